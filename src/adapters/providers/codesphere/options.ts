import * as v from 'valibot';
import type { DeploymentSpec, EnvironmentVariable } from '../../../domain/provider';
import { storedOptions } from '../../../domain/stored-options';

/** The stages of Codesphere's pipeline, in their order. */
export const STAGES = ['prepare', 'test', 'run'] as const;

/** A plan and what it cost when it was chosen, in US dollars a month. */
const PricedPlan = v.object({ id: v.string(), title: v.string(), priceUsd: v.number() });
export type PricedPlan = v.InferOutput<typeof PricedPlan>;

/** What an admin chose for the previews of one repository. */
const CodesphereOptions = v.object({
  teamId: v.string(),
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
});
export type CodesphereOptions = v.InferOutput<typeof CodesphereOptions>;

/** A deployment in the words of Codesphere. */
export interface WorkspaceSpec {
  name: string;
  teamId: string;
  planId: string;
  restricted: boolean;
  gitUrl: string;
  privateRepository: boolean;
  branch: string;
  commit: string;
  variables: EnvironmentVariable[];
  readable: EnvironmentVariable[];
  /** The CI profile; undefined means the default one. */
  profile?: string;
  stages: CodesphereOptions['stages'];
  /** Whether a failing test stage ends the deployment. */
  stopOnTestFailure: boolean;
  fresh: boolean;
  restarts: number;
}

export const { damagedAt, optionsOf } = storedOptions(CodesphereOptions);

/** What Codesphere is asked for to bring a workspace to `spec`. */
export function workspaceSpecOf({ source, options, ...rest }: DeploymentSpec): WorkspaceSpec {
  const { teamId, planId, stages, stopOnTestFailure, visibility, profile } = optionsOf(options);
  const { private: privateRepository, ...code } = source;
  return {
    ...rest,
    ...code,
    teamId,
    planId,
    stages,
    stopOnTestFailure,
    privateRepository,
    restricted: visibility === 'restricted',
    ...(profile ? { profile } : {}),
  };
}
