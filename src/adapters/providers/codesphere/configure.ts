import type { InferOutput } from 'valibot';
import { cleanText, shorten } from '../../../domain/clean-text';
import type { Environment, EnvironmentVariable, StepProgress } from '../../../domain/provider';
import { ciProblem, ciRefused } from './ci-problem';
import { environmentCall, Workspace } from './environment';
import { hiddenOf, hideValues } from '../../../domain/hide-values';
import type { WorkspaceSpec } from './options';
import { readCiFile } from './read-ci-file';
import { readEnvVars } from './read-env-vars';
import { RefusalError } from './refusal';
import type { CodesphereRequest } from './request';

/**
 * Gives the environment the plan, the visibility and exactly the env vars of `spec`, and deploys the
 * landscape of its profile. Writes only what differs, so it does no harm when it is repeated; a fresh
 * environment has its settings from its creation.
 */
export async function configure(
  request: CodesphereRequest,
  { id }: Environment,
  spec: WorkspaceSpec,
): Promise<StepProgress> {
  const before = spec.fresh ? undefined : await readPresent(request, id);
  // Until they are replaced the environment has those of an older deployment.
  const hidden = hiddenOf([...(before?.variables ?? []), ...spec.variables], spec.readable);
  const knowing = request.knowing(() => Promise.resolve(hidden));
  const unremoved = before ? await adjust(knowing, id, spec, before) : [];
  const file = await readCiFile(knowing, id, spec.profile);
  const failure =
    ciProblem(file, spec.profile, hidden) ?? (await deployLandscape(knowing, id, spec.profile));
  if (failure) return { state: 'failed', failure };
  if (unremoved.length === 0) return { state: 'done' };
  const names = hideValues(cleanText(unremoved.join(', ')), hidden);
  return { state: 'done', detail: shorten(`could not remove ${names}`, 200) };
}

/** What an environment has now. */
interface Present {
  workspace: InferOutput<typeof Workspace>;
  variables: EnvironmentVariable[];
}

async function readPresent(request: CodesphereRequest, id: string): Promise<Present> {
  const [workspace, variables] = await Promise.all([
    request.read(environmentCall(id, 'read the environment', 'GET'), Workspace),
    readEnvVars(request, id),
  ]);
  return { workspace, variables };
}

/** Answers the names of env vars that Codesphere would not remove. */
async function adjust(
  request: CodesphereRequest,
  id: string,
  spec: WorkspaceSpec,
  { workspace, variables: present }: Present,
): Promise<string[]> {
  const changes = {
    ...(workspace.planId === Number(spec.planId) ? {} : { planId: Number(spec.planId) }),
    ...(workspace.restricted === spec.restricted ? {} : { restricted: spec.restricted }),
  };
  const [unremoved] = await Promise.all([
    removeVariables(request, id, namesToRemove(present, spec.variables)),
    differs(present, spec.variables) ? putVariables(request, id, spec.variables) : undefined,
    Object.keys(changes).length > 0
      ? request.write(environmentCall(id, 'change the environment', 'PATCH', '', { body: changes }))
      : undefined,
  ]);
  return unremoved;
}

function namesToRemove(present: EnvironmentVariable[], wanted: EnvironmentVariable[]): string[] {
  const names = new Set(wanted.map(({ name }) => name));
  return present.map(({ name }) => name).filter((name) => !names.has(name));
}

function differs(present: EnvironmentVariable[], wanted: EnvironmentVariable[]): boolean {
  const values = new Map(present.map(({ name, value }) => [name, value]));
  return wanted.some(({ name, value }) => values.get(name) !== value);
}

async function putVariables(
  request: CodesphereRequest,
  id: string,
  variables: EnvironmentVariable[],
): Promise<void> {
  const body = variables.map(({ name, value }) => ({ name, value }));
  await request.write(environmentCall(id, 'set the env vars', 'PUT', '/env-vars', { body }));
}

/**
 * Answers the names that stay because Codesphere refuses to remove them. Whether it lists variables
 * of its own is not documented, and a deployment must not fail for one.
 */
async function removeVariables(
  request: CodesphereRequest,
  id: string,
  names: string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  try {
    await request.write(
      environmentCall(id, 'remove env vars', 'DELETE', '/env-vars', { body: names }),
    );
    return [];
  } catch (error) {
    if (error instanceof RefusalError && error.status === 400) return names;
    throw error;
  }
}

/** An environment without support for several servers answers 400 and needs no landscape. */
async function deployLandscape(request: CodesphereRequest, id: string, profile?: string) {
  const path = `/landscape/deploy${profile ? `/${encodeURIComponent(profile)}` : ''}`;
  try {
    await request.write(environmentCall(id, 'deploy the landscape', 'POST', path));
    return undefined;
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    if (error.status === 400 && /multi.?server/i.test(error.words)) return undefined;
    return ciRefused(error, profile);
  }
}
