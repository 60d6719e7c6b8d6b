import * as v from 'valibot';
import type {
  DeploymentSpec,
  EnvironmentVariable,
  ProviderOptions,
} from '../../../domain/provider';

/** What an admin chose for the previews of one repository. */
export const CodesphereOptions = v.object({
  teamId: v.string(),
  planId: v.string(),
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
  /** The CI profile; undefined means the default one. */
  profile?: string;
  stages: CodesphereOptions['stages'];
  /** Whether a failing test stage ends the deployment. */
  stopOnTestFailure: boolean;
  fresh: boolean;
  restarts: number;
}

/** The options as this adapter wrote them. Throws when they are not: they were checked when they were read. */
export function optionsOf(options: ProviderOptions): CodesphereOptions {
  return v.parse(CodesphereOptions, options);
}

/** What Codesphere is asked for to bring a workspace to `spec`. */
export function workspaceSpecOf({ source, options, ...rest }: DeploymentSpec): WorkspaceSpec {
  const { visibility, profile, ...chosen } = optionsOf(options);
  const { private: privateRepository, ...code } = source;
  return {
    ...chosen,
    ...code,
    ...rest,
    privateRepository,
    restricted: visibility === 'restricted',
    ...(profile ? { profile } : {}),
  };
}
