import { mayBeGreen } from './announce/outbox';
import { environmentName } from './environment-name';
import { goingOf, type Going } from './holding';
import { mayHaveEnvironment, type Preview, type PreviewList } from './preview';
import type { Failure } from './failure';
import { subjectTitle, type PreviewKey, type Subject } from './preview-key';
import type { Plan, Team } from './provider';
import { pricedPlans, type PreviewOptions, type RepositorySettings } from './settings';
import type { SettingsForm } from './settings-form';

/** What the settings page may know. Never a key, never a secret value. */
export interface SettingsView {
  /**
   * Which change by a person this shows. Send it back with a save: a save on top of somebody else's is
   * refused. What the app itself notes in the settings is no such change.
   */
  revision: number;
  enabled: boolean;
  connection?: {
    providerTitle: string;
    /** Milliseconds since the epoch. */
    setAt: number;
    teams: Team[];
  };
  /** Set while running previews are deleted before the key is forgotten. */
  disconnecting?: { left: number };
  options?: SettingsForm;
  /** What the chosen plan was called, even when the provider no longer has it. */
  savedPlanTitle?: string;
  savedTeamName?: string;
  /** Live lists of the provider; undefined when it could not be asked. */
  plans?: Plan[];
  teams?: Team[];
  /** Why something that is shown may be wrong or cannot be used: rejected key, provider down, plan gone. */
  problems: Problem[];
  /** How many have or may have an environment, and of how many others it is unknown. */
  previews: { open: number; unreadable?: number };
  /** Environments that could not be deleted yet; it is tried until the provider confirms. */
  leftOver?: LeftOver[];
  /** So many previews wait to be looked at, because Bitbucket's list lacks their pull requests. */
  waitingForSweep?: number;
}

/** Something that is wrong, and what to do about it. */
export interface Problem {
  message: string;
  remedy: string;
  field?: string;
  /** Where to look at the provider. */
  pageUrl?: string;
}

/** An environment that should be gone. */
export interface LeftOver {
  subject: Subject;
  /** Its name at the provider. */
  name: string;
  /** The provider's page about it, or about all environments when its id was never told. */
  pageUrl: string;
  plan?: { title: string; priceUsd: number };
  /** Since when it should be gone. Milliseconds since the epoch. */
  since: number;
  message: string;
  remedy: string;
}

/** What the provider offers right now, or why it could not be asked. */
export type Offer = { teams: Team[]; plans: Plan[] } | { failure: Failure };

/** Where Codesphere's own client, `cs open`, leads to all environments. */
const ALL_ENVIRONMENTS = 'https://cloud.codesphere.com/ide';

/** The settings page of a repository. `offer` is undefined when nothing is connected. */
export function showSettings(
  settings: RepositorySettings,
  offer: Offer | undefined,
  { previews, unreadable }: PreviewList,
): SettingsView {
  const { connection, options, disconnecting } = settings;
  const running = previews.filter(mayHaveEnvironment).length;
  const problem = connection && unreadableProblem(unreadable);
  const leftOver = previews.flatMap((preview) => leftOverOf(preview, settings, offer));
  return {
    ...(leftOver.length > 0 ? { leftOver } : {}),
    ...(settings.waitingForSweep ? { waitingForSweep: settings.waitingForSweep } : {}),
    revision: settings.updatedAt,
    enabled: settings.enabled,
    previews: { open: running, ...(problem ? { unreadable: unreadable.length } : {}) },
    problems: [...(problem ? [problem] : []), ...(offer ? problemsOf(settings, offer) : [])],
    ...(connection
      ? {
          connection: {
            providerTitle: 'Codesphere',
            setAt: connection.setAt,
            teams: connection.teams,
          },
        }
      : {}),
    ...(disconnecting ? { disconnecting: { left: running + unreadable.length } } : {}),
    ...(options
      ? {
          options: formOf(settings.enabled, options),
          savedPlanTitle: options.planTitle,
          savedTeamName: options.teamName,
        }
      : {}),
    ...(offer && 'plans' in offer ? { plans: offer.plans, teams: offer.teams } : {}),
  };
}

/** How many are named; more would fill the page. */
const NAMED = 10;

/** Says of which previews the record cannot be used, and where their environments may be running. */
export function unreadableProblem(unreadable: PreviewKey[]): Problem | undefined {
  const count = unreadable.length;
  if (count === 0) return undefined;
  const named = unreadable
    .slice(0, NAMED)
    .map((key) => `${subjectTitle(key.subject)} (${environmentName(key)})`)
    .join(', ');
  const more = count > NAMED ? ` and ${count - NAMED} more` : '';
  const records = count === 1 ? 'record' : 'records';
  return {
    message: `${count} stored ${records} cannot be read, of ${named}${more}. What runs there is not touched, and may cost money.`,
    remedy:
      'An admin of the workspace updates the app. If this stays, report it, and delete in Codesphere what has such a name and nobody needs.',
    pageUrl: ALL_ENVIRONMENTS,
  };
}

function leftOverOf(
  preview: Preview,
  { options }: RepositorySettings,
  offer: Offer | undefined,
): LeftOver[] {
  const { key, state, trouble, outbox } = preview;
  // A removal also waits for Bitbucket to take back that it runs.
  const untold = trouble?.failure ?? outbox.find(mayBeGreen)?.trouble?.failure;
  const ofRemoval = state.type === 'deleting' ? untold : undefined;
  const left: (Partial<Going> & { since: number })[] = goingOf(preview);
  if (state.type === 'deleting' && left.length === 0) left.push({ since: state.since });
  return left.flatMap(({ since, environment, failure = ofRemoval }) => {
    const plan = planOf(environment?.size ?? options?.planId, options, offer);
    return failure
      ? {
          subject: key.subject,
          name: environmentName(key),
          since,
          message: failure.message,
          remedy: failure.remedy,
          pageUrl: environment?.pageUrl ?? ALL_ENVIRONMENTS,
          ...(plan ? { plan } : {}),
        }
      : [];
  });
}

/** What a plan costs: as the provider offers it now, or as it was when it was last chosen. */
function planOf(
  planId: string | undefined,
  options: PreviewOptions | undefined,
  offer: Offer | undefined,
): LeftOver['plan'] {
  const offered = offer && 'plans' in offer ? offer.plans : [];
  const plan = [...offered, ...pricedPlans(options)].find(({ id }) => id === planId);
  return plan && { title: plan.title, priceUsd: plan.priceUsd };
}

function formOf(
  enabled: boolean,
  options: NonNullable<RepositorySettings['options']>,
): SettingsForm {
  const { place, planId, profile, stages, stopOnTestFailure, visibility, variables } = options;
  return {
    enabled,
    teamId: place,
    planId,
    profile,
    stages,
    stopOnTestFailure,
    visibility,
    variables: variables.map((variable) =>
      variable.secret ? { name: variable.name, secret: true } : { ...variable },
    ),
  };
}

function problemsOf({ options }: RepositorySettings, offer: Offer): Problem[] {
  if ('failure' in offer) {
    const { message, remedy, code } = offer.failure;
    return [{ message, remedy, ...(code === 'token-rejected' ? { field: 'token' } : {}) }];
  }
  if (!options) return [];
  const problems: Problem[] = [];
  if (!offer.teams.some(({ id }) => id === options.place)) {
    problems.push({
      field: 'team',
      message: `The key does not open the team ${options.teamName} any more.`,
      remedy: 'Choose another team, or replace the key by one of a member of that team.',
    });
  }
  const plan = offer.plans.find(({ id }) => id === options.planId);
  if (!plan || plan.deprecated) {
    problems.push({
      field: 'plan',
      message: `The plan ${options.planTitle} is ${plan ? 'deprecated' : 'gone'} at the provider.`,
      remedy: 'Choose another plan. Previews that run stay as they are until then.',
    });
  }
  return problems;
}
