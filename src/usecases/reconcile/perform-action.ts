import type { Action } from '../../domain/action';
import { retryDelaySeconds } from '../../domain/check-delay';
import { FailureError, failureOf, type Failure } from '../../domain/failure';
import type { Preview } from '../../domain/preview';
import { previewId } from '../../domain/preview-key';
import { isSameCredentials } from '../../domain/provider-kind';
import { askedBy } from '../../domain/reason';
import { closed, held, noted, waiting } from '../../domain/transitions';
import { createEnvironment } from './create-environment';
import {
  advanceDeployment,
  cancelDeployment,
  endReady,
  fail,
  recoverEnvironment,
  startDeployment,
} from './deploy-commit';
import { lastingRemedy, ofOneCall, ONE_CALL } from './one-call';
import { become, ConflictError, noteOf, traitsOf, type ReconcileRun } from './reconcile-run';
import { leaveEnvironment, removeEnvironment, removeExtras } from './remove-environment';
import { replaceEnvironment, startsAgain } from './replace-environment';
import { NoTurnError } from './take-turn';

/** So often in a row that may be, before somebody is told. */
const MOST_ERRORS = 5;

/** After losing a race against another run, how long to wait, in seconds. */
export const CONFLICT_SECONDS = 5;

/**
 * Does what was decided and changes the run's record accordingly. A failure is noted in it, with when
 * to look again or that somebody has to act; only a `ConflictError` is thrown.
 */
export async function performAction(run: ReconcileRun, action: Action): Promise<void> {
  try {
    await perform(run, action);
  } catch (error) {
    if (error instanceof ConflictError) throw error;
    if (error instanceof NoTurnError) return;
    // The preview's own environment is well: the next sweep finds the other one again.
    if (action.type === 'prune') return logFailure(run, action, error);
    if (recoverEnvironment(run, error)) return;
    if (await hasOtherKey(run, error)) run.waitSeconds = CONFLICT_SECONDS;
    else noteFailure(run, action, await ofOneCall(run, action, error));
  }
}

/**
 * Whether the key that was refused is no longer the stored one. Key and settings are read at once, so
 * the key may be the old one and the settings those that came with its replacement.
 */
async function hasOtherKey(run: ReconcileRun, error: unknown): Promise<boolean> {
  if (!['token-rejected', 'place-unavailable'].includes(failureOf(error).code)) return false;
  const { id } = run.settings?.connection ?? { id: run.key.repositoryId };
  return !isSameCredentials(await run.deps.store.readCredentials(id), run.credentials);
}

function perform(run: ReconcileRun, action: Action): Promise<void> | void {
  switch (action.type) {
    case 'create':
      return replaces(run)
        ? replaceEnvironment(run, action.reason, { isGone: true })
        : createEnvironment(run, action.reason);
    case 'deploy':
      return replaces(run) && !startsAgain(run, action.stopped === true)
        ? replaceEnvironment(run, action.reason, { isGone: false })
        : startDeployment(run, action);
    case 'wait':
      return become(
        run,
        waiting(run.preview, { ...action, most: run.deps.mostDeployments }, noteOf(run)),
      );
    case 'end':
      return endReady(run, action.failure);
    case 'cancel':
      return cancelDeployment(run, action.by);
    case 'advance':
      return advanceDeployment(run);
    case 'prune':
      return removeExtras(run);
    case 'remove':
      return removeEnvironment(run, action.reason);
    case 'leave':
      return leaveEnvironment(run);
    case 'hold':
      return become(run, held(run.preview, action.reason, noteOf(run, askedBy(action.reason))));
    case 'close':
      return become(run, closed(run.preview, action.reason, noteOf(run)));
    case 'nothing':
      return undefined;
  }
}

/** Whether another environment takes the place of what there is. */
function replaces(run: ReconcileRun): boolean {
  return traitsOf(run).update === 'replace';
}

/**
 * A delete is tried until it is confirmed, whatever the failure; so is anything transient, but errors of one call
 * that last. Else the deployment has failed and waits for somebody.
 */
function noteFailure(run: ReconcileRun, action: Action, error: unknown): void {
  const failure = failureOf(error);
  const { trouble } = run.preview;
  const isOver = failure.kind === 'permanent' && action.type !== 'remove';
  if (isOver) return fail(run, failure);
  if (isLasting(failure, trouble)) {
    return fail(run, { ...failure, kind: 'permanent', remedy: lastingRemedy(run, failure) });
  }
  const isNew = !trouble?.noted.includes(failure.code);
  if (isNew || !(error instanceof FailureError)) logFailure(run, action, error);
  noteTrouble(run, failure);
}

/** What failed is tried again, in growing waits; the record says what it was. */
export function noteTrouble(run: ReconcileRun, failure: Failure): void {
  const now = run.deps.clock.now();
  const { trouble } = run.preview;
  const { since = now, noted: before = [] } = trouble ?? {};
  // Errors of one call are counted by themselves: so many in a row end a deployment.
  const isFirstError = failure.code === ONE_CALL && trouble?.failure.code !== ONE_CALL;
  const count = (isFirstError ? 0 : (trouble?.count ?? 0)) + 1;
  const isNew = !before.includes(failure.code);
  const codes = isNew ? [...before, failure.code] : before;
  const next = { ...run.preview, trouble: { failure, count, since, noted: codes } };
  become(run, isNew ? noted(next, failure.message, { at: now }) : next);
  run.waitSeconds = retryDelaySeconds(count, failure.retryAfterSeconds);
}

/** The fifth error in a row ends the deployment. Sweeps try it again, ever more slowly. */
function isLasting({ code }: Failure, trouble: Preview['trouble']): boolean {
  if (code !== ONE_CALL || trouble?.failure.code !== code) return false;
  return trouble.count >= MOST_ERRORS - 1;
}

function logFailure({ deps, key }: ReconcileRun, action: Action, error: unknown): void {
  deps.log('did not work', {
    preview: previewId(key),
    action: action.type,
    code: failureOf(error).code,
    error: error instanceof FailureError ? undefined : String(error),
  });
}
