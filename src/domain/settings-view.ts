import { mayBeGreen } from './announce/outbox';
import { defined } from './defined';
import type { WorkspaceConnection } from './connection';
import { environmentName } from './environment-name';
import { hashOf } from './hash-of';
import { goingOf, type Going } from './holding';
import { NO_LAYERS, rulesAbove, type Layers } from './layer';
import { mayHaveEnvironment, type Preview, type PreviewList } from './preview';
import { valuesOf, type Field } from './field';
import { subjectTitle, type PreviewKey, type Subject } from './preview-key';
import type { Cost, KnownOptions, ProviderDescription, ProviderWords } from './provider-kind';
import { ruleFields } from './rule-fields';
import type { RepositorySettings } from './settings';
import type { SettingsForm } from './settings-form';
import type { Failure } from './failure';
import { showStarters, type RepositoryFacts, type ShownStarter } from './starter';

/** What the settings page may know. Never a key, never a secret value. */
export interface SettingsView {
  /**
   * Which change by a person this shows. Send it back with a save: a save on top of somebody else's is
   * refused. What the app itself notes in the settings is no such change.
   */
  revision: number;
  /**
   * Which rules of the workspace and the project this shows. Send it back with a save: what follows them must not
   * become the repository's own because they changed meanwhile.
   */
  above: string;
  /** Atlassian account id of who made that change; undefined before the first one. */
  changedBy?: string;
  enabled: boolean;
  /** What can be connected. */
  providers: ConnectableProvider[];
  connection?: {
    /** One of `providers`. */
    provider: ConnectableProvider;
    /** Milliseconds since the epoch. */
    setAt: number;
    /** What the workspace calls it, when it is one of the workspace. */
    shared?: string;
    /** The places that the key opened when it was last checked, as people call them. */
    places: string[];
  };
  /** What the workspace has connected, for a repository that has nothing of its own. */
  shared: SharedConnection[];
  /** Set while running previews are deleted before the key is forgotten. */
  disconnecting?: { left: number };
  /** What is saved; undefined before the first save. */
  saved?: SettingsForm;
  /**
   * What the connected provider asks, then what the rules are, filled with what is saved or usual. Empty when
   * no provider is connected.
   */
  fields: Field[];
  /** The files by which what is connected, or could be, knows how to run the repository. */
  starters: ShownStarter[];
  /** Why something that is shown may be wrong or cannot be used: rejected key, provider down. */
  problems: Problem[];
  /** How many have or may have an environment, and of how many others it is unknown. */
  previews: { open: number; unreadable?: number };
  /** Environments that could not be deleted yet; it is tried until the provider confirms. */
  leftOver?: LeftOver[];
  /** So many previews wait to be looked at, because Bitbucket's list lacks their pull requests. */
  waitingForSweep?: number;
}

/** A connection of the workspace that a repository may use. */
export interface SharedConnection {
  id: string;
  title: string;
  /** As people know the provider. */
  provider: string;
  places: string[];
}

/** A provider as the page shows it. */
export interface ConnectableProvider {
  id: string;
  title: string;
  words: Pick<ProviderWords, 'name' | 'place' | 'key' | 'keyFrom' | 'keyNotes' | 'comparison'>;
  credentials: Field[];
}

/** Something that is wrong, and what to do about it. */
export interface Problem {
  message: string;
  remedy: string;
  /** The key is what is wrong. */
  isOfKey?: true;
  /** Where to look at the provider. */
  page?: ProviderPage;
}

/** A page of the provider. */
export interface ProviderPage {
  /** Whose it is. */
  title: string;
  url: string;
}

/** An environment that should be gone. */
export interface LeftOver {
  subject: Subject;
  /** Its name at the provider. */
  name: string;
  /** The provider's page about it, or about all environments when its id was never told. */
  page?: ProviderPage;
  plan?: Cost;
  /** Since when it should be gone. Milliseconds since the epoch. */
  since: number;
  message: string;
  remedy: string;
}

/** What the page is made from, beside records. */
export interface SettingsFacts {
  /** All that can be connected. */
  providers: ProviderDescription[];
  /** The one that is connected. */
  kind: ProviderDescription | undefined;
  /** What it offers now, or why nobody knows. */
  offer: KnownOptions['offer'];
  /** What the repository is, or why nobody knows; undefined when nobody asked. */
  code?: RepositoryFacts | { failure: Failure } | undefined;
  /** What the workspace has connected, where that is of use. */
  shared?: WorkspaceConnection[];
  /** What the workspace and its projects set. */
  layers?: Layers;
}

/** The settings page of a repository. */
export function showSettings(
  settings: RepositorySettings,
  { providers, kind, offer, code, shared = [], layers = NO_LAYERS }: SettingsFacts,
  { previews, unreadable }: PreviewList,
): SettingsView {
  const { connection, options, disconnecting, enabled } = settings;
  const running = previews.filter(mayHaveEnvironment).length;
  const problem = kind && unreadableProblem(unreadable, kind);
  const facts = code && 'pageUrl' in code ? code : undefined;
  const above = rulesAbove(layers, settings.project);
  const known = {
    offer,
    places: connection?.places ?? [],
    saved: options?.provider,
    isPrivate: facts?.isPrivate,
    repository: facts && new URL(facts.pageUrl).pathname.slice(1),
  };
  const leftOver = kind ? previews.flatMap((preview) => leftOverOf(preview, kind, known)) : [];
  const fields =
    connection && kind
      ? [...kind.options.fields(known), ...ruleFields(settings.rules ?? above.rules, above)]
      : [];
  return {
    ...(leftOver.length > 0 ? { leftOver } : {}),
    ...(settings.waitingForSweep ? { waitingForSweep: settings.waitingForSweep } : {}),
    revision: settings.updatedAt,
    above: hashOf(above),
    ...(settings.updatedBy ? { changedBy: settings.updatedBy } : {}),
    enabled,
    previews: { open: running, ...(problem ? { unreadable: unreadable.length } : {}) },
    problems: [...(problem ? [problem] : []), ...problemsOf(offer), ...problemsOf(code)],
    providers: providers.map(connectable),
    starters: facts ? showStarters(kind ? [kind] : providers, facts, options?.provider) : [],
    shared: shared.map((one) => sharedOf(one, providers)),
    ...(connection && kind
      ? {
          connection: {
            provider: connectable(kind),
            setAt: connection.setAt,
            ...(connection.shared ? { shared: connection.shared.title } : {}),
            places: connection.places.map(({ title }) => title),
          },
        }
      : {}),
    ...(disconnecting ? { disconnecting: { left: running + unreadable.length } } : {}),
    fields,
    ...(options
      ? {
          saved: {
            enabled,
            options: valuesOf(fields),
            variables: options.variables.map(({ version: _, ...row }) => row),
          },
        }
      : {}),
  };
}

function sharedOf(
  { id, title, provider, places }: WorkspaceConnection,
  providers: ProviderDescription[],
): SharedConnection {
  const kind = providers.find((one) => one.id === provider);
  return {
    id,
    title,
    provider: kind?.title ?? provider,
    places: places.map((place) => place.title),
  };
}

/** A provider as a page shows it. */
export function connectable({
  id,
  title,
  words,
  credentials,
}: ProviderDescription): ConnectableProvider {
  const { name, place, key, keyFrom, keyNotes, comparison } = words;
  return {
    id,
    title,
    words: { place, key, keyFrom, keyNotes, comparison, ...defined({ name }) },
    credentials: [...credentials],
  };
}

/** How many are named; more would fill the page. */
const NAMED = 10;

/** Says of which previews the record cannot be used, and where their environments may be running. */
export function unreadableProblem(
  unreadable: PreviewKey[],
  { title, words }: ProviderDescription,
): Problem | undefined {
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
    remedy: `An admin of the workspace updates the app. If this stays, report it, and delete in ${title} what has such a name and nobody needs.`,
    ...defined({ page: pageOf(title, words.environmentsUrl) }),
  };
}

function leftOverOf(
  preview: Preview,
  { title, words, options }: ProviderDescription,
  known: KnownOptions,
): LeftOver[] {
  const { key, state, trouble, outbox } = preview;
  // A removal also waits for Bitbucket to take back that it runs.
  const untold = trouble?.failure ?? outbox.find(mayBeGreen)?.trouble?.failure;
  const ofRemoval = state.type === 'deleting' ? untold : undefined;
  const left: (Partial<Going> & { since: number })[] = goingOf(preview);
  if (state.type === 'deleting' && left.length === 0) left.push({ since: state.since });
  return left.flatMap(({ since, environment, failure = ofRemoval }) =>
    failure
      ? {
          subject: key.subject,
          name: environmentName(key),
          since,
          message: failure.message,
          remedy: failure.remedy,
          ...defined({
            page: pageOf(title, environment?.pageUrl ?? words.environmentsUrl),
            plan: options.cost?.(environment?.size, known),
          }),
        }
      : [],
  );
}

function pageOf(title: string, url: string | undefined): ProviderPage | undefined {
  return url === undefined ? undefined : { title, url };
}

function problemsOf(read: KnownOptions['offer'] | SettingsFacts['code']): Problem[] {
  if (!read || !('failure' in read)) return [];
  const { message, remedy, code } = read.failure;
  return [{ message, remedy, ...(code === 'token-rejected' ? { isOfKey: true } : {}) }];
}
