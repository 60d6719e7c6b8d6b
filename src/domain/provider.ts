import * as v from 'valibot';
import type { Failure } from './failure';
import type { Seen, Warning } from './serving';

/**
 * Where at the provider environments are made: a team, a project, a stack. Only its adapter knows what
 * the text means.
 */
export type Place = string;

/** A team at the provider, in which environments are made. */
export const Team = v.object({ id: v.string(), name: v.string() });
export type Team = v.InferOutput<typeof Team>;

/** What an environment runs on, as the provider offers it. */
export interface Plan {
  id: string;
  title: string;
  /** US dollars a month. */
  priceUsd: number;
  cpu: number;
  ramGib: number;
  storageGib: number;
  /** It is put to sleep when nobody uses it, and wakes on a visit. */
  sleepsWhenUnused: boolean;
  /** Still runs for those who have it, no longer offered. */
  deprecated: boolean;
}

/** The provider's name for an environment or a step. It becomes part of a path, so it has no `/`. */
export const ProviderId = v.pipe(v.string(), v.regex(/^[a-z\d][\w-]{0,63}$/i));

/** The thing at the provider that runs a preview. */
export const Environment = v.object({
  id: ProviderId,
  name: v.string(),
  place: v.string(),
  /** What it runs on, by the provider's own id; empty where there is nothing to choose. */
  size: v.string(),
  /** Where the running app answers, as the provider says it; undefined until it is known. */
  url: v.exactOptional(v.string()),
  /** The provider's own page about it. */
  pageUrl: v.string(),
});
export type Environment = v.InferOutput<typeof Environment>;

/** By what a provider knows an environment, and where it is looked for. */
export type EnvironmentRef = Pick<Environment, 'id' | 'place'>;

/** A part of a deployment that is started, then looked at until it has ended. */
export interface Step {
  /** The adapter's own name for it. */
  id: string;
  /** What people read. */
  title: string;
}

/** How far a step is. */
export type StepProgress =
  | { state: 'running'; detail?: string }
  | {
      state: 'done';
      detail?: string;
      /** The last step of a deployment carries what it read back: the commit that now runs. */
      commit?: string;
      /** And what it saw of it. */
      seen?: Seen;
      warning?: Warning;
    }
  | { state: 'failed'; failure: Failure };

/** An environment variable with its final value. */
export interface EnvironmentVariable {
  name: string;
  value: string;
}

/** Where the code of a preview comes from, as Bitbucket said it when it was last asked. */
export interface Source {
  /** https address that git can clone. */
  gitUrl: string;
  private: boolean;
  branch: string;
  /** Full 40-character hash. */
  commit: string;
}

/** What was chosen at a provider, as its kind wrote it. Only the kind and its adapter look inside. */
export type ProviderOptions = Readonly<Record<string, unknown>>;

/** What shall run, and how. Everything that a provider needs to bring an environment to it. */
export interface DeploymentSpec {
  /** What the environment is called, where we may give it a name. */
  name: string;
  source: Source;
  variables: EnvironmentVariable[];
  options: ProviderOptions;
  /** The environment was made by this very deployment, with these settings: nothing ran in it before. */
  fresh: boolean;
  /** How often this deployment began anew, because the environment slept. */
  restarts: number;
}

/** A provider's key, or whatever else opens an account there, by the name of its field. Secret. */
export type Credentials = Readonly<Record<string, string>>;

/** What the core has to know of a provider to treat it right. It holds whatever the key is. */
export interface Traits {
  /** Who makes environments: this app, or the provider's own integration with Bitbucket. */
  makes: 'app' | 'provider';
  /** Whether there is something to open, or only something to read. */
  gives: 'environment' | 'report';
  /** How an environment gets to another commit: it stays, or another one takes its place. */
  update: 'in-place' | 'replace';
  /**
   * What keeps a create that is repeated from making a second environment: the name, of which a place
   * has only one; a key that goes with the call; nothing.
   */
  identity: 'unique-name' | 'idempotency-key' | 'none';
  /** For so long after a create a list may lack what was made. */
  listingLagSeconds: number;
  /** Whether it tells which commit runs. */
  readsCommit: boolean;
  /** Whether environments sleep, and what wakes them. */
  sleep: 'none' | 'on-visit' | 'on-call';
  /** Whether it can build the merge of a pull request with its destination. */
  mergesDestination: boolean;
}

/** What things are called at a provider. */
export interface ProviderWords {
  /** Its word for a place, in a sentence. */
  place: { one: string; many: string };
  /** Its word for an environment, in a sentence. */
  environment: string;
  /** What has to be chosen before a preview can run, in a sentence: "team and plan". */
  choices: string;
  /** What the credentials are called, in a sentence. */
  key: string;
  /** Where all environments of an account are seen. */
  environmentsUrl: string;
}
