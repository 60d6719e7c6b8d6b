import * as v from 'valibot';
import type { Failure } from './failure';

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
  /** What it runs on, by the provider's own id. */
  size: v.string(),
  /** Where the running app answers, as the provider says it; undefined until it is known. */
  url: v.exactOptional(v.string()),
  /** The provider's own page about it. */
  pageUrl: v.string(),
});
export type Environment = v.InferOutput<typeof Environment>;

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
    }
  | { state: 'failed'; failure: Failure };

/** An environment variable with its final value. */
export interface EnvironmentVariable {
  name: string;
  value: string;
}

/** What shall run, and how. Everything that a provider needs to bring an environment to it. */
export interface DeploymentSpec {
  place: Place;
  planId: string;
  restricted: boolean;
  /** https address that git can clone. */
  gitUrl: string;
  privateRepository: boolean;
  branch: string;
  /** Full 40-character hash. */
  commit: string;
  variables: EnvironmentVariable[];
  /** The CI profile; undefined means the default one. */
  profile?: string;
  stages: { prepare: boolean; test: boolean; run: boolean };
  /** Whether a failing test stage ends the deployment. */
  stopOnTestFailure: boolean;
  /** The environment was made by this very deployment, with these settings: nothing ran in it before. */
  fresh: boolean;
  /** How often this deployment began anew, because the environment slept. */
  restarts: number;
}
