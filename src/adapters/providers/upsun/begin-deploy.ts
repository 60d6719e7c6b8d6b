import { FailureError, permanent, transient, type Failure } from '../../../domain/failure';
import type { DeploymentSpec, Environment, Place, StepProgress } from '../../../domain/provider';
import { projectPath } from './call';
import { environmentPath, listAll } from './environment';
import { optionsOf } from './options';
import { Project, type UpsunEnvironment } from './protocol';
import { RefusalError } from './refusal';
import type { UpsunRequest } from './request';
import { askForBuild } from './variables';

/** Statuses of refusals that a full or suspended project may give: the words for them are not documented. */
const MAY_BE_FULL = [400, 402, 403, 409, 422];

/**
 * Activates an environment that is not active, wakes one that is paused, and redeploys any other. A redeploy
 * repeats neither build nor deploy hook: those come with the next push only.
 */
export async function begin(
  request: UpsunRequest,
  { place }: Environment,
  found: UpsunEnvironment,
  spec: DeploymentSpec,
): Promise<StepProgress> {
  if (found.status === 'deleting') {
    const message = 'Upsun is deleting the environment.';
    throw new FailureError(transient('environment-not-made', message));
  }
  const { operation, purpose, detail } = OPERATIONS[found.status] ?? REDEPLOY;
  const isActivation = operation === 'activate';
  const body = isActivation ? { resources: { init: optionsOf(spec.options).resources } } : {};
  const path = environmentPath(place, found.id, operation);
  try {
    await request.write({ purpose, method: 'POST', path, target: 'environment', body });
  } catch (error) {
    const mayBeFull = error instanceof RefusalError && MAY_BE_FULL.includes(error.status);
    const known = mayBeFull ? await whyRefused(request, place) : undefined;
    throw known ? new FailureError(known) : error;
  }
  return { state: 'running', detail };
}

/** Has Upsun build once more what it failed to build: its redeploy would start what ran before. */
export async function rebuild(
  request: UpsunRequest,
  { place }: Environment,
  { id }: UpsunEnvironment,
  { attempt }: DeploymentSpec,
): Promise<StepProgress> {
  await askForBuild(request, place, id, attempt);
  return { state: 'running', detail: 'Building once more' };
}

const REDEPLOY = {
  operation: 'redeploy',
  purpose: 'redeploy the environment',
  detail: 'Redeploying',
};
const OPERATIONS: Readonly<Record<string, typeof REDEPLOY>> = {
  inactive: {
    operation: 'activate',
    purpose: 'activate the environment',
    detail: 'Activating',
  },
  paused: { operation: 'resume', purpose: 'wake the environment', detail: 'Waking up' },
};

/** What of the project explains a refusal; undefined when nothing does, or it cannot be read. */
async function whyRefused(request: UpsunRequest, project: Place): Promise<Failure | undefined> {
  const path = projectPath(project);
  const call = { purpose: 'read the project', method: 'GET', path, target: 'project' } as const;
  const read = Promise.all([request.read(call, Project), listAll(request, project)]);
  const [{ subscription }, all] = (await read.catch(() => undefined)) ?? [{}, []];
  if (subscription?.suspended || subscription?.restricted) {
    return permanent(
      'project-suspended',
      `The Upsun project is ${subscription.suspended ? 'suspended' : 'restricted'}, so nothing can be activated in it.`,
      'The owner of the Upsun organization sees the reason in the Console, mostly an open bill.',
      'provider',
    );
  }
  const most =
    subscription?.resources?.development?.max_environments ??
    subscription?.environments ??
    undefined;
  // What is paused keeps its slot.
  const used = all.filter(({ status, is_main: isMain }) => status !== 'inactive' && !isMain).length;
  if (most === undefined || used < most) return undefined;
  return permanent(
    'limit-reached',
    `The Upsun project has ${used} active environments, and its plan allows ${most}.`,
    'Deactivate environments that nobody needs in the Upsun Console, close pull requests, or have a larger plan; then redeploy.',
    'provider',
  );
}
