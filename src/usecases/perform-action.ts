import type { Action } from '../domain/action';
import { retryDelaySeconds } from '../domain/check-delay';
import { FailureError, failureOf } from '../domain/failure';
import { isLeftRunning, unconfirmedPlace } from '../domain/preview';
import { previewId } from '../domain/preview-key';
import { shortHash } from '../domain/pull-request';
import { askedBy, reasonSentence } from '../domain/reason';
import { createEnvironment } from './create-environment';
import { advanceDeployment, fail, recoverEnvironment, startDeployment } from './deploy-commit';
import { pruneEnvironments } from './prune-environments';
import { causeOf, change, clear, ConflictError, type ReconcileRun } from './reconcile-run';
import { leaveEnvironment, removeEnvironment } from './remove-environment';
import { NoTurnError } from './take-turn';

/** After losing a race against another run, how long to wait, in seconds. */
export const CONFLICT_SECONDS = 5;

/**
 * Does what was decided and changes the run's record accordingly. A failure is noted in it, with when
 * to look again or that somebody has to act; only a `ConflictError` is thrown.
 */
export async function performAction(run: ReconcileRun, action: Action): Promise<void> {
  const before = { preview: run.preview, dirty: run.dirty };
  try {
    await perform(run, action);
  } catch (error) {
    if (error instanceof ConflictError) throw error;
    if (error instanceof NoTurnError) {
      Object.assign(run, before);
      return;
    }
    // The preview's own environment is well: the next sweep finds the other one again.
    if (action.type === 'prune') return logFailure(run, action, error);
    if (recoverEnvironment(run, error)) return;
    if (await hasOtherKey(run, error)) run.waitSeconds = CONFLICT_SECONDS;
    else noteFailure(run, action, error);
  }
}

/**
 * Whether the key that was refused is no longer the stored one. Key and settings are read at once, so
 * the key may be the old one and the settings those that came with its replacement.
 */
async function hasOtherKey(run: ReconcileRun, error: unknown): Promise<boolean> {
  if (!['token-rejected', 'team-unavailable'].includes(failureOf(error).code)) return false;
  return (await run.deps.store.readToken(run.key)) !== run.token;
}

function perform(run: ReconcileRun, action: Action): Promise<void> | void {
  switch (action.type) {
    case 'create':
      return createEnvironment(run, action.reason);
    case 'deploy':
      return startDeployment(run, action.reason);
    case 'wait':
      return waitForTurn(run, action);
    case 'advance':
      return advanceDeployment(run);
    case 'prune':
      return pruneEnvironments(run);
    case 'remove':
      return removeEnvironment(run, action.reason);
    case 'leave':
      return leaveEnvironment(run);
    case 'hold':
      clear(run, 'request', 'check', 'trouble');
      return change(
        run,
        { state: { type: 'none', reason: action.reason } },
        `No preview. ${reasonSentence(action.reason)}.`,
        causeOf(run, askedBy(action.reason)),
      );
    case 'close':
      clear(run, 'request', 'check', 'trouble');
      return change(
        run,
        {
          state: {
            type: 'deleted',
            reason: action.reason,
            at: run.deps.clock.now(),
            ...(isLeftRunning(run.preview) ? { leftRunning: true } : {}),
          },
        },
        `${reasonSentence(action.reason)}. The app knows of nothing to delete.`,
        causeOf(run),
      );
    case 'nothing':
      return undefined;
  }
}

function waitForTurn(
  run: ReconcileRun,
  { commit, reason, stopped }: Extract<Action, { type: 'wait' }>,
): void {
  const { state } = run.preview;
  const now = run.deps.clock.now();
  const since = state.type === 'waiting' ? state.since : now;
  const place = unconfirmedPlace(state);
  clear(run, 'request', 'check', 'trouble', ...(stopped ? (['running'] as const) : []));
  change(
    run,
    {
      state: {
        ...{ type: 'waiting', commit, reason, since },
        ...(stopped ? { stopped } : {}),
        ...(place ? { place } : {}),
      },
    },
    `Waiting to deploy ${shortHash(commit)}: ${reason}. ${run.deps.mostDeployments} deployments of this repository are under way.`,
    causeOf(run),
  );
}

/**
 * A delete is tried until it is confirmed, whatever the failure; so is anything transient. Else the
 * deployment has failed and waits for somebody.
 */
function noteFailure(run: ReconcileRun, action: Action, error: unknown): void {
  const failure = failureOf(error);
  if (failure.kind === 'permanent' && action.type !== 'remove') return fail(run, failure);
  const { trouble } = run.preview;
  const count = (trouble?.count ?? 0) + 1;
  const since = trouble?.since ?? run.deps.clock.now();
  const isNew = !run.preview.history.some(
    ({ at, text }) => at >= since && text === failure.message,
  );
  if (isNew || !(error instanceof FailureError)) logFailure(run, action, error);
  change(run, { trouble: { failure, count, since } }, isNew ? failure.message : undefined);
  run.waitSeconds = retryDelaySeconds(count, failure.retryAfterSeconds);
}

function logFailure({ deps, key }: ReconcileRun, action: Action, error: unknown): void {
  deps.log('did not work', {
    preview: previewId(key),
    action: action.type,
    code: failureOf(error).code,
    error: error instanceof FailureError ? undefined : String(error),
  });
}
