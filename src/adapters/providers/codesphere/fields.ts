import type { Choice, Field } from '../../../domain/field';
import type { KnownOptions, Offer, OfferedChoice } from '../../../domain/provider-kind';
import { optionsOf, STAGES, type CodesphereOptions } from './options';

/** The box below the test stage. */
export const STOP_ON_FAILURE = 'stop-on-failure';

/** What the settings page asks: where previews run, which stages of ci.yml, and who can open them. */
export function fields(known: KnownOptions): Field[] {
  const saved = known.saved && optionsOf(known.saved);
  const offer = known.offer && 'choices' in known.offer ? known.offer : undefined;
  return [
    teamField(known, offer, saved),
    planField(offer, saved),
    ...stageFields(saved),
    visibilityField(known, saved),
  ];
}

const WHERE = 'Where previews run';

function teamField(
  known: KnownOptions,
  offer: Offer | undefined,
  saved: CodesphereOptions | undefined,
): Field {
  const teams = (offer?.places ?? known.places).map(({ place, title }) => ({
    value: place,
    label: title,
  }));
  const isGone = saved !== undefined && !teams.some(({ value }) => value === saved.teamId);
  const gone = { value: saved?.teamId ?? '', label: `${saved?.teamName} (not available)` };
  return {
    type: 'choice',
    name: 'team',
    label: 'Team',
    section: WHERE,
    value: saved?.teamId ?? teams[0]?.value ?? '',
    choices: isGone ? [...teams, gone] : teams,
    missing: 'Choose a team.',
    ...(offer ? {} : { isLocked: true }),
    ...(isGone
      ? {
          problem: `The key does not open the team ${saved.teamName} any more. Choose another team, or replace the key by one of a member of that team.`,
        }
      : {}),
  };
}

function planField(offer: Offer | undefined, saved: CodesphereOptions | undefined): Field {
  const plans = offer?.choices.plan ?? [];
  const problem = offer && saved ? problemOfPlan(plans, saved) : undefined;
  return {
    type: 'choice',
    name: 'plan',
    label: 'Plan',
    section: WHERE,
    value: saved?.planId ?? plans.find(({ isUsual }) => isUsual)?.value ?? '',
    choices: planChoices(offer, saved),
    missing: 'Choose a plan.',
    help: offer
      ? 'Each open pull request runs one of these. One that sleeps wakes by itself when its link is opened.'
      : 'The list of plans could not be read. What is saved stays in use.',
    ...(offer ? {} : { isLocked: true }),
    ...(problem ? { problem } : {}),
  };
}

/** What is sold now, and the saved plan even when it is sold no more. */
function planChoices(offer: Offer | undefined, saved: CodesphereOptions | undefined): Choice[] {
  const plans = offer?.choices.plan ?? [];
  const choices = plans
    .filter(({ isRetired }) => !isRetired)
    .map(({ value, label }) => ({ value, label }));
  if (!saved || choices.some(({ value }) => value === saved.planId)) return choices;
  const label = plans.find(({ value }) => value === saved.planId)?.label ?? saved.planTitle;
  const own = { value: saved.planId, label: offer ? `${label} (no longer offered)` : label };
  return [...choices, own];
}

function problemOfPlan(
  plans: OfferedChoice[],
  { planId, planTitle }: CodesphereOptions,
): string | undefined {
  const plan = plans.find(({ value }) => value === planId);
  if (plan && !plan.isRetired) return undefined;
  const how = plan ? 'deprecated' : 'gone';
  return `The plan ${planTitle} is ${how} at the provider. Choose another plan. Previews that run stay as they are until then.`;
}

function stageFields(saved: CodesphereOptions | undefined): Field[] {
  const stages = saved?.stages ?? { prepare: true, test: false, run: true };
  return [
    {
      type: 'checkboxes',
      name: 'stages',
      label: 'Stages',
      section: 'Stages',
      value: [
        ...STAGES.filter((stage) => stages[stage]),
        ...((saved?.stopOnTestFailure ?? true) ? [STOP_ON_FAILURE] : []),
      ],
      choices: [
        { value: 'prepare', label: 'Prepare: install and build' },
        { value: 'test', label: 'Test' },
        {
          value: STOP_ON_FAILURE,
          label: 'Stop the preview when the test stage fails',
          within: 'test',
        },
        { value: 'run', label: 'Run: start the app' },
      ],
      help: "The stages of ci.yml in the pull request's branch, in this order.",
    },
    {
      type: 'text',
      name: 'profile',
      label: 'CI profile',
      section: 'Stages',
      value: saved?.profile ?? '',
      placeholder: 'Default',
      help: 'For example “preview” to use ci.preview.yml. Leave it empty to use ci.yml.',
    },
  ];
}

/** A link that is passed on must not show what is private: that is a person's choice. */
function visibilityField({ isPrivate }: KnownOptions, saved: CodesphereOptions | undefined): Field {
  return {
    type: 'radio',
    name: 'visibility',
    label: 'Who can open a preview',
    section: 'Who can open a preview',
    value: saved?.visibility ?? (isPrivate === false ? 'public' : 'restricted'),
    choices: [
      { value: 'public', label: 'Public: everyone who has the link' },
      {
        value: 'restricted',
        label: 'Restricted: members of the Codesphere team, after they signed in',
      },
    ],
    ...(isPrivate
      ? {
          help: 'This repository is private, so Restricted is the default. A public preview shows its code at work to everyone who has the link.',
        }
      : {}),
  };
}
