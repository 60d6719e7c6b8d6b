import { hiddenOf } from '../../../domain/hide-values';
import type { Environment } from '../../../domain/provider';
import { toEnvironment, Workspace } from './environment';
import type { WorkspaceSpec } from './options';
import type { CodesphereRequest } from './request';

/**
 * Makes an environment that clones the branch and has its env vars from the start. Not idempotent: a team has one
 * environment of a name, and a second one is refused.
 */
export async function createEnvironment(
  request: CodesphereRequest,
  baseUrl: string,
  spec: WorkspaceSpec,
): Promise<Environment> {
  const body = {
    teamId: Number(spec.teamId),
    name: spec.name,
    planId: Number(spec.planId),
    isPrivateRepo: spec.privateRepository,
    replicas: 1,
    gitUrl: spec.gitUrl,
    initialBranch: spec.branch,
    // Left out, it reportedly means restricted.
    restricted: spec.restricted,
    env: spec.variables.map(({ name: variable, value }) => ({ name: variable, value })),
  };
  const call = { purpose: 'create the environment', method: 'POST', path: '/workspaces' } as const;
  const created = await request
    .knowing(() => Promise.resolve(hiddenOf(spec.variables, spec.readable)))
    .read({ ...call, target: 'team', body }, Workspace);
  return toEnvironment(created, baseUrl);
}
