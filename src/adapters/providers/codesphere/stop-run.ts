import type { Environment, StepProgress } from '../../../domain/provider';
import type { Entry } from './judge-stage';
import type { WorkspaceSpec } from './options';
import type { CodesphereRequest } from './request';
import { readEntries, stopStage } from './stage';

/** What does not end by then does not end. Codesphere's own action waits 15 s in any case. */
const STOP_LIMIT_MS = 60_000;

/**
 * Stops what `run` still does: it would go on with the old code and env vars, and the next run would find
 * its port taken. Absent when nothing runs.
 */
export async function startStop(
  request: CodesphereRequest,
  { id }: Environment,
  { fresh }: Pick<WorkspaceSpec, 'fresh'>,
): Promise<StepProgress> {
  if (fresh || !(await isUnderWay(request, id))) return { state: 'absent' };
  await stopStage(request, id, 'run');
  return { state: 'running' };
}

/** Looks whether it has ended. */
export async function readStop(
  request: CodesphereRequest,
  { id }: Environment,
  waitedMs: number,
): Promise<StepProgress> {
  if (!(await isUnderWay(request, id))) return { state: 'done' };
  if (waitedMs < STOP_LIMIT_MS) return { state: 'running' };
  return { state: 'done', detail: 'did not end within a minute' };
}

async function isUnderWay(request: CodesphereRequest, id: string): Promise<boolean> {
  return (await readEntries(request, id, 'run')).some(isBusy);
}

/** A server that has nothing to do waits for ever. */
function isBusy({ state, steps }: Entry): boolean {
  return state === 'running' || (state === 'waiting' && steps.length > 0);
}
