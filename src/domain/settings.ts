import * as v from 'valibot';
import { Connection, SecretId } from './connection';
import { RepositoryKey } from './preview-key';
import { ProviderOptions } from './provider';
import { NO_LAYERS, rulesAbove, withOwn } from './layer';
import { OwnRules, type Rules } from './rules';

/**
 * The settings of a repository, as they are stored. What is written here is both the type and the
 * check of what the store holds: a field that is added is checked.
 */

/** An env var of a repository's previews. The value of a secret one lives in the secret store. */
const Variable = v.variant('secret', [
  v.object({
    name: v.string(),
    /** Random, and another one whenever its value is another one. */
    version: v.string(),
    secret: v.literal(false),
    value: v.string(),
    /** Previews of forks get it too. */
    forks: v.exactOptional(v.literal(true)),
  }),
  v.object({ name: v.string(), version: v.string(), secret: v.literal(true) }),
]);
export type Variable = v.InferOutput<typeof Variable>;

/** What an admin chose about the previews of one repository. */
const PreviewOptions = v.object({
  /** Where environments are made, as the provider's options say. */
  place: v.string(),
  /** What was chosen at the provider. */
  provider: ProviderOptions,
  /** A hash of what a deployment uses of that: only when it changes, previews are deployed anew. */
  uses: v.string(),
  variables: v.array(Variable),
});
export type PreviewOptions = v.InferOutput<typeof PreviewOptions>;

/** Everything stored about one repository, secrets apart. */
export const StoredSettings = v.object({
  version: v.literal(1),
  repository: RepositoryKey,
  /** Counts every write, so that two admins who save at once do not overwrite each other. */
  revision: v.number(),
  /** The switch for the whole repository. */
  enabled: v.boolean(),
  connection: v.exactOptional(Connection),
  options: v.exactOptional(PreviewOptions),
  /** What the team wants otherwise than its workspace and project set it. */
  ownRules: v.exactOptional(OwnRules),
  /** The id of its project at Bitbucket, which may set rules; undefined while nobody was told. */
  project: v.exactOptional(v.string()),
  /** Which entry of the secret store holds the values of secret variables. */
  secretsId: v.exactOptional(SecretId),
  /**
   * Set while running previews are deleted, or with `keep` left running, before the key is forgotten.
   * Without `by` the app is being uninstalled.
   */
  disconnecting: v.exactOptional(
    v.object({
      by: v.exactOptional(v.string()),
      at: v.number(),
      keep: v.exactOptional(v.literal(true)),
    }),
  ),
  /**
   * Set while so many previews belong to pull requests that Bitbucket did not list that only a part
   * of them is looked at by each sweep: how many wait for a later one.
   */
  waitingForSweep: v.exactOptional(v.number()),
  /** When Bitbucket said that the repository was deleted. Milliseconds since the epoch. */
  repositoryDeletedAt: v.exactOptional(v.number()),
  /** The last change by a person: each is later than the one before. Milliseconds since the epoch. */
  updatedAt: v.number(),
  /** Who made it. */
  updatedBy: v.string(),
});
export type StoredSettings = v.InferOutput<typeof StoredSettings>;

/** The settings of a repository as they count. */
export interface RepositorySettings extends StoredSettings {
  /** Its own rules, and those that its workspace and project set. They are made anew at each read. */
  rules?: Rules;
}

/** The settings of a repository as they count below these layers. */
export function withLayers(settings: StoredSettings, layers = NO_LAYERS): RepositorySettings {
  const rules = withOwn(rulesAbove(layers, settings.project), settings.ownRules);
  return { ...settings, rules };
}

/** The `updatedAt` of a change at `now`: two in one moment, or a clock set back, keep their order. */
export function changedAt({ updatedAt }: RepositorySettings, now: number): number {
  return Math.max(now, updatedAt + 1);
}

/** The settings of a repository that nobody has configured yet. */
export function emptySettings(repository: RepositoryKey): RepositorySettings {
  return {
    version: 1,
    repository,
    revision: 0,
    enabled: false,
    updatedAt: 0,
    updatedBy: '',
  };
}

/** Whether pull requests of this repository shall have previews. */
export function wantsPreviews(
  settings: RepositorySettings | undefined,
): settings is RepositorySettings & { connection: Connection; options: PreviewOptions } {
  return Boolean(
    settings?.enabled &&
    settings.connection &&
    settings.options &&
    !settings.disconnecting &&
    !settings.repositoryDeletedAt,
  );
}

/** Whether commands in comments are carried out. */
export function obeysComments(
  settings: RepositorySettings | undefined,
): settings is RepositorySettings {
  return wantsPreviews(settings) && settings.rules?.commands === 'obeyed';
}
