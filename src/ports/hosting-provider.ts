import type {
  DeploymentSpec,
  Environment,
  Place,
  Plan,
  Step,
  StepProgress,
  Team,
} from '../domain/provider';

/**
 * A hosting provider, reached with one account's key. Every method throws a `FailureError` when the
 * provider could not be asked or refused; "not there" is an answer, never the result of a failed or
 * partial read. What a key that lost an environment's team is told of it is no proof that it is gone:
 * that is a `team-unavailable` failure. An `environment-missing` failure of any method is such proof.
 */
export interface HostingProvider {
  /** As people know it. */
  readonly title: string;

  /** The teams that the key opens; none is an empty list. A wrong key is a `token-rejected` failure. */
  listTeams(): Promise<Team[]>;
  /** Every plan, deprecated ones included. */
  listPlans(): Promise<Plan[]>;

  /** Every environment of a place: the whole list or a failure. */
  listEnvironments(place: Place): Promise<Environment[]>;
  /**
   * Undefined only when the provider does not find it and a whole list of its place, read with the same
   * key, lacks it. A key that does not open the place is a `team-unavailable` failure.
   */
  findEnvironment(environment: Pick<Environment, 'id' | 'place'>): Promise<Environment | undefined>;
  /** Whether somebody ended what the environment ran. False while it sleeps or when it is gone. */
  wasStopped(environment: Environment): Promise<boolean>;
  /**
   * Makes an environment named `name`. Not idempotent: after a failure that is transient the
   * environment may exist all the same.
   */
  createEnvironment(name: string, spec: DeploymentSpec): Promise<Environment>;
  /**
   * Idempotent: one that the provider does not find is passed over. That it is gone is not proven when
   * this ends, whatever the provider said: `findEnvironment` tells.
   */
  deleteEnvironment(id: string): Promise<void>;

  /**
   * The steps that bring an environment to `spec`, in order. The last one reads back what runs: its
   * `done` carries the full hash of the commit that the environment has. Pure.
   */
  planDeployment(spec: DeploymentSpec): Step[];
  /** Starts a step. Starting it again does no harm. */
  startStep(step: string, environment: Environment, spec: DeploymentSpec): Promise<StepProgress>;
  /** Looks at a step that was started at `startedAt` (milliseconds since the epoch). */
  readStep(
    step: string,
    environment: Environment,
    spec: DeploymentSpec,
    startedAt: number,
  ): Promise<StepProgress>;
  /** Ends what a step that was started still does, so that an older commit does not go on. */
  stopStep(step: string, environment: Environment): Promise<void>;
}

/** Reaches a provider with a key. Makes no call by itself. */
export type ConnectProvider = (provider: 'codesphere', token: string) => HostingProvider;
