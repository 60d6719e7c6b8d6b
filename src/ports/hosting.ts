import type {
  DeploymentSpec,
  Environment,
  EnvironmentRef,
  EnvironmentVariable,
  Place,
  ProviderOptions,
  Step,
  StepProgress,
} from '../domain/provider';
import type { Failure } from '../domain/failure';
import type { Credentials, Offer, ProviderDescription } from '../domain/provider-kind';

/** A hosting provider: what can be told without a key, and how to reach it with one. */
export interface ProviderKind extends ProviderDescription {
  /** Reaches the provider. Makes no call by itself. */
  connect(credentials: Credentials, outside: Outside): Hosting;
}

/** What an adapter gets of the world: so that a test decides what it is. */
export interface Outside {
  fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/**
 * A hosting provider, reached with one account's credentials. Every method throws a `FailureError` when
 * the provider could not be asked or refused; "not there" is an answer, never the result of a failed or
 * partial read. What credentials that lost an environment's place are told of it is no proof that it is
 * gone: that is a `place-unavailable` failure. An `environment-missing` failure of any method is proof.
 */
export interface Hosting {
  /**
   * What can be chosen now. Where a choice depends on another one, as after those that are `saved`. Wrong
   * credentials are a `token-rejected` failure.
   */
  offer(saved?: ProviderOptions): Promise<Offer>;

  /** Every environment of a place: the whole list or a failure. */
  list(place: Place): Promise<Environment[]>;
  /**
   * `gone` only when the provider does not find it and a whole list of its place, read with the same
   * credentials, lacks it. Credentials that do not open the place are a `place-unavailable` failure.
   */
  find(ref: EnvironmentRef): Promise<Environment | 'gone'>;
  /** Whether a listed environment is the one of `spec`: by its name, or by what it was made from. Pure. */
  matches(listed: Environment, spec: Pick<DeploymentSpec, 'name' | 'source'>): boolean;
  /**
   * Why what was ready in the environment runs no more: `stopped` when somebody ended it, so that it is
   * started again, or the failure with which it ended by itself. Undefined while it runs or sleeps, when it
   * is gone, and when `options` say that nothing runs in it. Missing where no provider's call tells.
   */
  findEnd?(
    ref: EnvironmentRef,
    spec: Pick<DeploymentSpec, 'options' | 'readable'>,
  ): Promise<'stopped' | Failure | undefined>;

  /**
   * Makes an environment. Missing where the provider makes them by itself. Not idempotent unless the
   * traits say so: after a failure that is transient the environment may exist all the same. Where another
   * environment takes the place of what runs, it carries the `attempt` of its spec, here and in a list.
   */
  create?(spec: DeploymentSpec): Promise<Environment>;
  /**
   * Idempotent: one that the provider does not find is passed over. That it is gone is not proven when
   * this ends, whatever the provider said: `find` tells. Missing where nothing can be removed. Where the
   * provider gives reports, it ends what was started for `commit`, the last one that was deployed.
   */
  remove?(ref: EnvironmentRef, commit?: string): Promise<void>;

  /**
   * The steps that bring an environment to `spec`, in order. The last one reads back what runs: its
   * `done` carries the full hash of the commit that the environment has, where the traits say that the
   * provider tells it. Pure.
   */
  steps(spec: DeploymentSpec): Step[];
  /** Starts a step. Starting it again does no harm. */
  startStep(step: string, environment: Environment, spec: DeploymentSpec): Promise<StepProgress>;
  /**
   * Looks at a step that was started at `startedAt` (milliseconds since the epoch). `spec` has no env vars
   * then: where the provider does not tell their values, `readVariables` reads those to hide in a log.
   */
  readStep(
    step: string,
    environment: Environment,
    spec: DeploymentSpec,
    startedAt: number,
    readVariables?: () => Promise<EnvironmentVariable[]>,
  ): Promise<StepProgress>;
  /**
   * Ends what a step of a deployment of `commit` still does, so that an older commit does not go on. What
   * the provider does for a newer one by itself goes on. Idempotent.
   */
  stopStep(step: string, environment: Environment, commit: string): Promise<void>;
  /**
   * Does what a person decided: one of the acts of a report, by its id. It is about just what that person was
   * shown, and fails once that has ended. Missing where reports have none.
   */
  act?(environment: Environment, act: string): Promise<void>;
  /**
   * What the failing step of a `Failure` with this `log` printed, as far as the provider still has it; the
   * values of env vars are hidden but those that are `readable`. Empty when nothing is left of it. Missing where no call tells more than
   * the failure did.
   */
  readLog?(log: string, environment: Environment, readable: EnvironmentVariable[]): Promise<string>;
}
