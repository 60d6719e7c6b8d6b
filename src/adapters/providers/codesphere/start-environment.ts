import { boolean, object } from 'valibot';
import { FailureError, permanent, transient } from '../../../domain/failure';
import type { Environment, StepProgress } from '../../../domain/provider';
import { environmentCall, Workspace } from './environment';
import type { WorkspaceSpec } from './options';
import type { CodesphereRequest } from './request';

const Status = object({ isRunning: boolean() });

/** Codesphere's own client waits this long for a new environment, and this long for one that wakes. */
const CREATION_LIMIT_MS = 10 * 60_000;
const WAKE_LIMIT_MS = 2 * 60_000;
/**
 * So many starts a deployment has, its creation and sleeps in later steps included. One is not enough:
 * what was new was not woken yet, and what was woken may have slept again before anybody looked.
 */
const MOST_STARTS = 3;

/** Wakes an environment that sleeps; one that was just made and has never been up only needs time. */
export async function startEnvironment(
  request: CodesphereRequest,
  { id }: Environment,
  spec: WorkspaceSpec,
  now: number,
): Promise<StepProgress> {
  if (await isRunning(request, id)) return { state: 'done' };
  if (await isBeingCreated(request, id, spec, now - WAKE_LIMIT_MS)) {
    return { state: 'running', detail: 'being created' };
  }
  await request.write(
    environmentCall(id, 'wake the environment', 'PATCH', '', { body: { replicas: 1 } }),
  );
  return { state: 'running', detail: 'waking up' };
}

/** Looks whether the environment runs. How long that may take depends on its age. */
export async function readStart(
  request: CodesphereRequest,
  { id }: Environment,
  spec: WorkspaceSpec,
  startedAt: number,
  now: number,
): Promise<StepProgress> {
  if (await isRunning(request, id)) return { state: 'done' };
  const waited = now - startedAt;
  if (waited < WAKE_LIMIT_MS) return { state: 'running' };
  if (await isBeingCreated(request, id, spec, now - CREATION_LIMIT_MS)) {
    return { state: 'running', detail: 'being created' };
  }
  if (spec.restarts + 1 < MOST_STARTS) throw notUp();
  const failure = permanent(
    'took-too-long',
    'The environment did not start in time.',
    "Somebody with access to the Codesphere team looks at it there: Codesphere lacks access to the repository if the key's owner has not connected Bitbucket.",
  );
  return { state: 'failed', failure };
}

function notUp(): FailureError {
  return new FailureError(
    transient(
      'environment-asleep',
      'The environment did not come up.',
      'It is woken again by itself.',
    ),
  );
}

async function isRunning(request: CodesphereRequest, id: string): Promise<boolean> {
  const call = environmentCall(id, 'see whether the environment runs', 'GET', '/status');
  return (await request.read(call, Status)).isRunning;
}

/** Whether it may still be on its way up for the first time: it was made after `since`. */
async function isBeingCreated(
  request: CodesphereRequest,
  id: string,
  { fresh, restarts }: WorkspaceSpec,
  since: number,
): Promise<boolean> {
  // A deployment that began again has seen it up, or waited long enough for that.
  if (restarts > 0) return false;
  if (fresh) return true;
  const call = environmentCall(id, 'read the environment', 'GET');
  return (await request.read(call, Workspace)).createdAt > since;
}
