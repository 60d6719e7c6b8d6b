import { FailureError, permanent, type Failure } from '../../../domain/failure';
import type { DeploymentSpec, Environment, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import { RETRY, TRIGGER } from './documents';
import { optionsOf } from './options';
import type { ListedRun } from './protocol';
import { reportOf } from './report-of';
import type { SpaceliftRequest } from './request';
import { findRuns, hasEnded, type StackRun } from './runs';

/** So long a push may take to reach Spacelift; beside its own run another one would be a second plan. */
const OWN_RUN_MS = 60_000;
/** So long after one stack the others of the same push may have theirs. */
const TOGETHER_MS = 20_000;
/** So long it may take before it is told that there is none. */
const NONE_MS = 10 * 60_000;

/**
 * Finds the run that Spacelift made of the commit in each stack, and starts one only where none comes. Doing it
 * again does no harm: what was started is found.
 */
export async function startRuns(
  request: SpaceliftRequest,
  environment: Environment,
  spec: DeploymentSpec,
  now: number,
): Promise<StepProgress> {
  const { commit } = spec.source;
  const { withoutRun } = optionsOf(spec.options);
  const found = await findRuns(request, environment.place, commit);
  const waitedMs = now - (spec.begunAt ?? now);
  const lacking = found.filter(({ run }) => !run || isOver(run, spec));
  const report = reportOf(request, found);
  const mayCome =
    withoutRun === 'start' ? waitedMs < OWN_RUN_MS : mayStillCome(found, waitedMs, now);
  if (mayCome && lacking.some(({ run }) => !run)) {
    const detail = `Waiting for Spacelift to plan ${shortHash(commit)}`;
    return { state: 'running', detail, report };
  }
  for (const one of lacking) {
    if (one.run ?? withoutRun === 'start') await start(request, one, commit);
  }
  return { state: 'done', report };
}

/** Of one push Spacelift makes all runs at about the same time: without any it may not have heard of it yet. */
function mayStillCome(found: StackRun[], waitedMs: number, now: number): boolean {
  const made = found.flatMap(({ run }) => (run ? [run.createdAt] : []));
  return made.length > 0 ? now - Math.max(...made) < TOGETHER_MS : waitedMs < NONE_MS;
}

/** Whether it had ended before this deployment was begun, so that somebody wants it done anew. */
export function isOver(run: ListedRun, { again, begunAt = 0 }: DeploymentSpec): boolean {
  // Spacelift counts whole seconds.
  const lastMs = (run.updatedAt ?? run.createdAt) + 1000;
  return again === true && hasEnded(run) && lastMs <= begunAt;
}

async function start(
  request: SpaceliftRequest,
  { stack, state, run }: StackRun,
  commit: string,
): Promise<void> {
  const problem = problemOf(stack, state);
  if (problem) throw new FailureError(problem);
  const call = run?.canRetry
    ? { purpose: 'retry the run', query: RETRY, variables: { stack, run: run.id } }
    : { purpose: `start a run of ${stack}`, query: TRIGGER, variables: { stack, commit } };
  await request.write({ ...call, changes: true });
}

/** Why a stack takes no run of ours. */
function problemOf(stack: string, state: StackRun['state']): Failure | undefined {
  const { provider, vcsDetached, isDisabled, lockedBy, lockNote } = state;
  const wait = (why: string, remedy: string) =>
    permanent('stack-closed', `The stack ${stack} ${why}.`, remedy, 'provider');
  if (provider !== 'BITBUCKET_CLOUD') {
    return permanent(
      'stack-elsewhere',
      `The code of the stack ${stack} is not at Bitbucket Cloud.`,
      'An admin of the repository chooses another stack in the repository settings.',
      'settings',
    );
  }
  if (vcsDetached) {
    return wait(
      'has no Bitbucket integration any more',
      'An admin of the Spacelift account gives it one, then somebody runs it again.',
    );
  }
  if (isDisabled) {
    return wait('is disabled', 'Somebody enables it in Spacelift, then runs it again.');
  }
  if (!lockedBy) return undefined;
  const note = lockNote ? ` (${lockNote})` : '';
  return wait(
    `is locked by ${lockedBy}${note}`,
    `${lockedBy} unlocks it in Spacelift; then somebody runs it again.`,
  );
}
