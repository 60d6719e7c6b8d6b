import * as v from 'valibot';
import type { Failure } from './failure';
import type { Report } from './report';
import type { Seen, Warning } from './serving';

/**
 * Where at the provider environments are made: a team, a project, a stack. Only its adapter knows what
 * the text means.
 */
export type Place = string;

/** A place and what people call it. */
export const NamedPlace = v.object({ place: v.string(), title: v.string() });
export type NamedPlace = v.InferOutput<typeof NamedPlace>;

/** The provider's name for an environment or a step. It becomes part of a path, so it has no `/`. */
export const ProviderId = v.pipe(v.string(), v.regex(/^[a-z\d][\w-]{0,63}$/i));

/** The thing at the provider that runs a preview. */
export const Environment = v.object({
  id: ProviderId,
  name: v.string(),
  place: v.string(),
  /**
   * The `attempt` of the deployment that it was made for, where another one gets another environment.
   * Undefined where one environment serves them all.
   */
  attempt: v.exactOptional(v.string()),
  /** What it runs on, by the provider's own id; empty where there is nothing to choose. */
  size: v.string(),
  /** Where the running app answers, as the provider says it; undefined until it is known. */
  url: v.exactOptional(v.string()),
  /** The provider's own page about it, where it has one. */
  pageUrl: v.exactOptional(v.string()),
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
  /** It may turn out that there is nothing to do: nobody is told to wait for it. */
  optional?: true;
}

/** When the provider says that a step began and ended, in milliseconds since the epoch. */
interface StepTimes {
  startedAt?: number;
  endedAt?: number;
}

/**
 * How far a step is. `absent` means that there is nothing to do in it: it is left out of the deployment, and
 * nobody is shown it. A provider that tells no times leaves them out; then they are those of our looks. Where
 * the provider gives a report, each says how that stands by now.
 */
export type StepProgress =
  | { state: 'running'; detail?: string; report?: Report }
  | { state: 'absent' }
  | ({
      state: 'done';
      detail?: string;
      /** The last step of a deployment carries what it read back: the commit that now runs. */
      commit?: string;
      /** And what it saw of it. */
      seen?: Seen;
      /** And where, when that is not the address that the environment had. */
      url?: string;
      warning?: Warning;
      report?: Report;
    } & StepTimes)
  | ({ state: 'failed'; failure: Failure; report?: Report } & StepTimes);

/** An environment variable with its final value. */
export interface EnvironmentVariable {
  name: string;
  value: string;
  /** Nobody may read the value: where it turns up, it is hidden. */
  secret?: true;
}

/** Where the code of a preview comes from, as Bitbucket said it when it was last asked. */
export interface Source {
  /** https address that git can clone. */
  gitUrl: string;
  private: boolean;
  branch: string;
  /** Full 40-character hash. */
  commit: string;
  /** It lies in another repository than the preview: its code is an outsider's. */
  fork: boolean;
}

/** Where a preview is at Bitbucket, for people who find its environment at the provider. */
export interface Origin {
  /** `<workspace>/<repository>`. */
  repository: string;
  /** Undefined for the preview of a branch. */
  pullRequest?: number;
  /** The branch into which it shall be merged; undefined for the preview of a branch. */
  destination?: string;
  /** The page of the pull request or branch. */
  pageUrl: string;
}

/** What was chosen at a provider, as its kind wrote it. Only the kind and its adapter look inside. */
export const ProviderOptions = v.record(v.string(), v.unknown());
export type ProviderOptions = Readonly<v.InferOutput<typeof ProviderOptions>>;

/** What shall run, and how. Everything that a provider needs to bring an environment to it. */
export interface DeploymentSpec {
  /** What the environment is called, where we may give it a name. */
  name: string;
  source: Source;
  origin: Origin;
  variables: EnvironmentVariable[];
  /** Those whose values anybody may read: where they turn up, they need not be hidden. */
  readable: EnvironmentVariable[];
  options: ProviderOptions;
  /** The environment was made by this very deployment, with these settings: nothing ran in it before. */
  fresh: boolean;
  /** How often this deployment began anew, because the environment slept. */
  restarts: number;
  /**
   * Tells tries of one preview apart: the same when a call is repeated, another one when a deployment is
   * begun or begun anew. Letters, digits and dashes.
   */
  attempt: string;
  /**
   * When the deployment was begun, in milliseconds since the epoch: what the provider did by itself long
   * before is not of it. Undefined while none is.
   */
  begunAt?: number;
  /** The same commit was deployed before, and somebody or something wants it done anew. */
  again?: true;
}
