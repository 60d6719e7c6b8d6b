import * as v from 'valibot';
import { RepositoryKey } from './preview-key';
import { Team, type ProviderOptions } from './provider';

/**
 * The settings of a repository, as they are stored. What is written here is both the type and the
 * check of what the store holds: a field that is added is checked.
 */

/** An env var of a repository's previews. The value of a secret one lives in the secret store. */
const Variable = v.variant('secret', [
  v.object({
    name: v.string(),
    secret: v.literal(false),
    value: v.string(),
    /** Previews of forks get it too. */
    forks: v.exactOptional(v.literal(true)),
  }),
  v.object({ name: v.string(), secret: v.literal(true) }),
]);
export type Variable = v.InferOutput<typeof Variable>;

/** A provider's account as it was when its key was last checked. The key lives in the secret store. */
const Connection = v.object({
  provider: v.literal('codesphere'),
  teams: v.array(Team),
  /** Milliseconds since the epoch. */
  setAt: v.number(),
  /** Atlassian account id of the admin who set it. */
  setBy: v.string(),
});
export type Connection = v.InferOutput<typeof Connection>;

/** A plan and what it cost when it was chosen, in US dollars a month. */
const PricedPlan = v.object({ id: v.string(), title: v.string(), priceUsd: v.number() });
export type PricedPlan = v.InferOutput<typeof PricedPlan>;

/** What an admin chose about the previews of one repository. */
const PreviewOptions = v.object({
  place: v.string(),
  teamName: v.string(),
  planId: v.string(),
  planTitle: v.string(),
  /** What the plan cost when it was chosen, in dollars a month. */
  planPriceUsd: v.exactOptional(v.number()),
  /** Plans that were chosen before: an environment may still have one. */
  earlierPlans: v.exactOptional(v.array(PricedPlan)),
  /** CI profile; empty means the default one. */
  profile: v.string(),
  stages: v.object({ prepare: v.boolean(), test: v.boolean(), run: v.boolean() }),
  /** Whether a failing test stage stops the preview. */
  stopOnTestFailure: v.boolean(),
  visibility: v.picklist(['public', 'restricted']),
  variables: v.array(Variable),
});
export type PreviewOptions = v.InferOutput<typeof PreviewOptions>;

/** Everything stored about one repository, secrets apart. */
export const RepositorySettings = v.object({
  version: v.literal(1),
  repository: RepositoryKey,
  /** Counts every write, so that two admins who save at once do not overwrite each other. */
  revision: v.number(),
  /** The switch for the whole repository. */
  enabled: v.boolean(),
  connection: v.exactOptional(Connection),
  options: v.exactOptional(PreviewOptions),
  /** Counts the changes that running previews must follow: options and secret values. */
  deployRevision: v.number(),
  /** Which entry of the secret store holds the values of secret variables. */
  secretsId: v.exactOptional(v.string()),
  /** Set while running previews are deleted, or with `keep` left running, before the key is forgotten. */
  disconnecting: v.exactOptional(
    v.object({ by: v.string(), at: v.number(), keep: v.exactOptional(v.literal(true)) }),
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
export type RepositorySettings = v.InferOutput<typeof RepositorySettings>;

/** What of it is the provider's. */
export function optionsOf({ place, ...options }: PreviewOptions): ProviderOptions {
  return { ...options, teamId: place };
}

/** The plan that is chosen and those that were, as far as it was noted what they cost. */
export function pricedPlans(options: PreviewOptions | undefined): PricedPlan[] {
  if (!options) return [];
  const { planId: id, planTitle: title, planPriceUsd: priceUsd, earlierPlans = [] } = options;
  return priceUsd === undefined ? earlierPlans : [{ id, title, priceUsd }, ...earlierPlans];
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
    deployRevision: 0,
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
