import type { RepositoryKey } from './preview-key';
import type { Plan, Team } from './provider';

/** An env var of a repository's previews. The value of a secret one lives in the secret store. */
export type Variable =
  | {
      name: string;
      secret: false;
      value: string;
      /** Previews of forks get it too. */ forks?: true;
    }
  | { name: string; secret: true };

/** A provider's account as it was when its key was last checked. The key lives in the secret store. */
export interface Connection {
  provider: 'codesphere';
  teams: Team[];
  /** Milliseconds since the epoch. */
  setAt: number;
  /** Atlassian account id of the admin who set it. */
  setBy: string;
}

/** A plan and what it cost when it was chosen. */
export type PricedPlan = Pick<Plan, 'id' | 'title' | 'priceUsd'>;

/** What an admin chose about the previews of one repository. */
export interface PreviewOptions {
  teamId: string;
  teamName: string;
  planId: string;
  planTitle: string;
  /** What the plan cost when it was chosen, in dollars a month. */
  planPriceUsd?: number;
  /** Plans that were chosen before: an environment may still have one. */
  earlierPlans?: PricedPlan[];
  /** CI profile; empty means the default one. */
  profile: string;
  stages: { prepare: boolean; test: boolean; run: boolean };
  /** Whether a failing test stage stops the preview. */
  stopOnTestFailure: boolean;
  visibility: 'public' | 'restricted';
  variables: Variable[];
}

/** Everything stored about one repository, secrets apart. */
export interface RepositorySettings {
  version: 1;
  repository: RepositoryKey;
  /** Counts every write, so that two admins who save at once do not overwrite each other. */
  revision: number;
  /** The switch for the whole repository. */
  enabled: boolean;
  connection?: Connection;
  options?: PreviewOptions;
  /** Counts the changes that running previews must follow: options and secret values. */
  deployRevision: number;
  /** Which entry of the secret store holds the values of secret variables. */
  secretsId?: string;
  /** Set while running previews are deleted, or with `keep` left running, before the key is forgotten. */
  disconnecting?: { by: string; at: number; keep?: true };
  /**
   * Set while so many previews belong to pull requests that Bitbucket did not list that only a part
   * of them is looked at by each sweep: how many wait for a later one.
   */
  waitingForSweep?: number;
  /** When Bitbucket said that the repository was deleted. Milliseconds since the epoch. */
  repositoryDeletedAt?: number;
  /** The last change by a person: each is later than the one before. Milliseconds since the epoch. */
  updatedAt: number;
  /** Who made it. */
  updatedBy: string;
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
