import { withAnswersLost } from '../../domain/announce/delivery';
import { withoutGiven } from '../../domain/announce/reply-messages';
import { isDue, retryDelaySeconds } from '../../domain/check-delay';
import { decide } from '../../domain/decide';
import { isApprovalVoid } from '../../domain/policy/fork';
import { judge } from '../../domain/policy/judge';
import { isSameJudgement, judgementOf } from '../../domain/policy/judgement';
import { recordedTouch, withTouch } from '../../domain/policy/paths';
import type { Facts } from '../../domain/policy/policy';
import type { Verdict } from '../../domain/policy/verdict';
import { matchesPattern } from '../../domain/rules';
import { environmentOf } from '../../domain/holding';
import { defined } from '../../domain/defined';
import { FailureError, failureOf, transient, type Failure } from '../../domain/failure';
import { isUncounted } from '../../domain/ledger';
import { limitsOf } from '../../domain/limit';
import { isEvent, type Carried, type PreviewMessage } from '../../domain/message';
import { readAlong } from '../../domain/read-along';
import { reasonOf, type Preview } from '../../domain/preview';
import { getPullRequest, previewId } from '../../domain/preview-key';
import type { ObservedEnvironment } from '../../domain/situation';
import { isMisread, isNews, newPreview, snapshotOf } from '../../domain/snapshot';
import { tellDue } from '../announce/tell-due';
import { hearComment, type HeardComment } from '../commands/hear-comment';
import { obeyComment } from '../commands/obey-comment';
import { wakeNextInLine } from './count-preview';
import type { Dependencies } from '../dependencies';
import { specWithoutVariables } from './deployment-spec';
import { finishRemovals } from '../sweep/finish-removals';
import { makeRoom } from './make-room';
import { BURST_MS } from '../events/merge-events';
import { CONFLICT_SECONDS, noteTrouble, performAction } from './perform-action';
import { observeOlder } from './observe-older';
import { findExtras } from './remove-environment';
import { readSituation, type Reading } from './read-situation';
import {
  become,
  change,
  clear,
  ConflictError,
  persist,
  providerOf,
  type ReconcileRun,
} from './reconcile-run';
import { findLacking, wakeNext } from './take-turn';

/** How a look at a preview ended; `retry` asks for the same message again, which then says what is `carried`. */
export type ReconcileResult =
  { type: 'done' } | { type: 'retry'; afterSeconds: number; carried: Carried };

/**
 * So long a message waits at most to come again, and so often. Forge does not say whether other messages of
 * the preview can be delivered meanwhile: a longer wait, and every so many of them, is one for a new message.
 */
const LONGEST_CARRY_SECONDS = 60;
const MOST_CARRIES = 12;
/** So long an event waits while few requests are left: those of people, deployments and sweeps go first. */
const LOW_BUDGET_SECONDS = 60;
/** So many looks in a row may come to nothing; then the next sweep looks again. */
const MOST_TRIES = 4;

/** More steps than any chain of actions has; a longer one waits for the next message. */
const MOST_ACTIONS = 6;

/** Unknown, like a failed read: nothing follows from it. */
const MISREAD: Failure = transient(
  'bitbucket-unexpected',
  "Bitbucket's answer about the pull request says that its source moved to a fork.",
  'It is read again by itself.',
);

/**
 * Brings one preview closer to what it should be: reads, decides, acts, records. Doing it twice with
 * nothing changed writes nothing anywhere. A failed read ends it before anything is decided. An event
 * that a look of this process has seen already ends at once, and one that comes right after a look is
 * put off.
 */
export async function reconcilePreview(
  deps: Dependencies,
  message: PreviewMessage,
): Promise<ReconcileResult> {
  const { key, readAfter, brokenOff } = message;
  const { recentReads } = deps;
  const begunAt = deps.clock.now();
  const need =
    readAfter === undefined || brokenOff ? 'look' : recentReads.needOf(key, readAfter, begunAt);
  if (need === 'nothing') return { type: 'done' };
  if (need === 'later') return again(BURST_MS / 1000, {});
  if (isEvent(message) && deps.bitbucket.isBudgetLow()) return again(LOW_BUDGET_SECONDS, {});
  try {
    const heard = message.cause === 'comment' ? await hearComment(deps, message) : undefined;
    if (message.cause === 'comment' && !heard) return { type: 'done' };
    const reading = await readSituation(deps, message);
    if (reading && isMisread(reading.pullRequest, reading.preview)) throw new FailureError(MISREAD);
    let carry: ReconcileResult | undefined;
    if (reading) {
      carry = await converge(deps, message, reading, heard);
      // What Bitbucket does not show yet, and what only the record says, was not seen.
      const isSeen = typeof reading.pullRequest === 'object' && reading.readAt >= begunAt;
      if (isSeen) recentReads.note(key, reading.readAt);
    } else if (message.cause === 'turn') {
      // Whoever was woken no longer waits, so another one has the turn.
      await wakeNext(deps, key, 0, { passedOn: true });
    }
    return carry ?? { type: 'done' };
  } catch (error) {
    if (error instanceof ConflictError) return anotherTry(message, CONFLICT_SECONDS);
    const failure = failureOf(error);
    deps.log('could not look at the preview', {
      preview: previewId(key),
      cause: message.cause,
      code: failure.code,
      error: error instanceof FailureError ? undefined : String(error),
    });
    // A permanent refusal is not mended by asking again; the next sweep looks again anyway.
    if (failure.kind === 'permanent') return { type: 'done' };
    return anotherTry(message, retryDelaySeconds(2, failure.retryAfterSeconds));
  }
}

function again(afterSeconds: number, carried: Carried): ReconcileResult {
  return { type: 'retry', afterSeconds, carried };
}

function anotherTry(message: PreviewMessage, afterSeconds: number): ReconcileResult {
  const { check, connection, brokenOff, tries = 0 } = message;
  if (tries >= MOST_TRIES) return { type: 'done' };
  const carried = { tries: tries + 1, ...defined({ check, connection, brokenOff }) };
  return again(Math.min(afterSeconds, LONGEST_CARRY_SECONDS), carried);
}

async function converge(
  deps: Dependencies,
  message: PreviewMessage,
  reading: Reading,
  heard: HeardComment | undefined,
): Promise<ReconcileResult | undefined> {
  const run = startRun(deps, message, reading);
  const isObeyed = heard !== undefined && (await obeyComment(run, heard, reading.pullRequest));
  const known = reading.preview !== undefined || isObeyed;
  const observed = known ? await observe(run, message) : 'unread';
  // The check that was planned is this one, or its message was lost.
  if (message.cause === 'check' || message.brokenOff || isDue(run.preview, deps.clock.now())) {
    clear(run, 'check');
  }

  for (let count = 0; count < MOST_ACTIONS && run.waitSeconds === undefined; count += 1) {
    const preview = recordOf(run, known, count);
    const now = deps.clock.now();
    const verdict = await judgeRead(run, { read: reading.pullRequest, preview, now });
    if (verdict === 'unread') break;
    const lacking = verdict.want === 'run' ? await findLacking(run, run.preview) : undefined;
    const action = decide({
      verdict,
      lacking,
      read: reading.pullRequest,
      preview,
      observed: count === 0 ? observed : 'unread',
      // What the listing named was dealt with by the first action.
      cause: count > 0 && message.cause === 'environment' ? 'sweep' : message.cause,
      full: run.freeSlots?.length === 0,
      settings: run.settings,
      now,
    });
    if (preview || action.type !== 'nothing') noteJudgement(run, verdict);
    if (action.type === 'nothing') break;
    await performAction(run, action);
    if (count === MOST_ACTIONS - 1) run.waitSeconds ??= retryDelaySeconds(1);
  }
  const carry = await settle(run, known);
  try {
    await passTurn(run, reading.preview);
    await makeRoom(run);
    if (run.preview.state.type === 'deleted') await finishRemovals(deps, run.settings);
  } catch (error) {
    // A sweep does the same; the look that was planned comes only of this message.
    if (!carry) throw error;
    deps.log('could not finish a look', { preview: previewId(run.key), error: String(error) });
  }
  return carry;
}

/** Judges, and reads what that needs only once it does. What cannot be read is trouble of the record. */
async function judgeRead(
  run: ReconcileRun,
  facts: Pick<Facts, 'read' | 'preview' | 'now'>,
): Promise<Verdict | 'unread'> {
  const { settings } = run;
  const { subject } = run.key;
  const judgeNow = () =>
    judge({
      ...facts,
      subject,
      settings,
      touches: recordedTouch(run.preview.pullRequest, settings),
    });
  const verdict = judgeNow();
  const patterns = settings?.rules?.paths ?? [];
  if (verdict !== 'unread' || patterns.length === 0) return verdict;
  if (run.preview.check) return 'unread';
  try {
    const any = await run.deps.bitbucket.changesFile(getPullRequest(run.key), (path) =>
      matchesPattern(patterns, path),
    );
    change(run, { pullRequest: withTouch(run.preview.pullRequest, settings, any) });
    clear(run, 'trouble');
  } catch (error) {
    noteTrouble(run, failureOf(error));
  }
  return judgeNow();
}

/** Stores the verdict with the record, for those who only compare. */
function noteJudgement(run: ReconcileRun, verdict: Verdict): void {
  const judged = judgementOf(verdict, run.preview, run.settings);
  if (!isSameJudgement(run.preview.judged, judged)) change(run, { judged });
}

/** Has another preview begin when this one ended its deployment, or was woken and needs none. */
async function passTurn(run: ReconcileRun, before: Preview | undefined): Promise<void> {
  const { state, slot } = run.preview;
  const unused = before?.state.type === 'waiting' && state.type !== 'waiting' && slot === undefined;
  const freed = run.freedSlot ?? (unused ? 0 : undefined);
  if (freed !== undefined) await wakeNext(run.deps, run.key, freed);
  await wakeNextInLine(run.deps, run.changedLedgers ?? [], limitsOf(run.settings));
}

/** Before the first action there is a record only if one was stored. */
function recordOf(run: ReconcileRun, known: boolean, count: number): Preview | undefined {
  return known || count > 0 ? run.preview : undefined;
}

function startRun(deps: Dependencies, message: PreviewMessage, reading: Reading): ReconcileRun {
  const { key } = message;
  const { settings, credentials, readAt } = reading;
  const snapshot = snapshotOf(reading.pullRequest, reading.preview, readAt);
  const rules = defined({ buildStatus: settings?.rules?.buildStatus });
  const preview: Preview = reading.preview
    ? {
        ...reading.preview,
        ...rules,
        pullRequest: snapshot,
        outbox: withAnswersLost(reading.preview.outbox),
      }
    : { ...newPreview(key, snapshot), ...rules };
  // What the sweep compares is worth a write of its own. A time of reading is not, but for an event
  // that came among many: those that follow need no look of their own then.
  const dirty =
    reading.preview !== undefined &&
    (isNews(snapshot, reading.preview.pullRequest) ||
      preview.buildStatus !== reading.preview.buildStatus ||
      isUncounted(preview, limitsOf(settings)) ||
      message.burst === true);
  const freeSlots = reading.freeSlots ? { freeSlots: reading.freeSlots } : {};
  const logged = preview.history;
  const run = { deps, key, message, settings, credentials, preview, dirty, logged, ...freeSlots };
  if (isApprovalVoid(reading.pullRequest, preview, deps.clock.now())) clear(run, 'approval');
  return run;
}

/** Asks the provider for the environment only when its own listing gave reason to. */
async function observe(run: ReconcileRun, message: PreviewMessage): Promise<ObservedEnvironment> {
  if (message.cause !== 'environment') return 'unread';
  await observeOlder(run);
  const environment = environmentOf(run.preview);
  if (!environment) return 'unread';
  const provider = providerOf(run);
  const { running } = run.settings?.options ? run.preview : {};
  try {
    const [found, end] = await Promise.all([
      provider.find(environment),
      running && provider.findEnd?.(environment, specWithoutVariables(run, running.commit)),
      findExtras(run, provider),
    ]);
    if (found === 'gone') return 'missing';
    return end ?? 'there';
  } catch (error) {
    // It is in a place that the key lost: nothing is known of it, and the rest is decided all the same.
    if (failureOf(error).code === 'place-unavailable') return 'unread';
    throw error;
  }
}

/**
 * Tells Bitbucket, plans the next look, stores the record, and only then asks for the look: of this message,
 * which is no push to the queue, or of a new one.
 */
async function settle(run: ReconcileRun, known: boolean): Promise<ReconcileResult | undefined> {
  const { deps, message } = run;
  if (!known && !run.dirty) return undefined;
  const { state } = run.preview;
  const unsayable = reasonOf(state)?.why === 'repository-deleted';
  // While a retry is planned, what is owed waits for it.
  const mayTell = run.dirty || !run.preview.check;
  if (mayTell && !unsayable) {
    const retrySeconds = await tellDue(run);
    // A look that is planned tells it, too.
    if (retrySeconds !== undefined && !run.preview.check) run.waitSeconds ??= retrySeconds;
    become(run, withoutGiven(run.preview));
  }
  if (run.waitSeconds === undefined) {
    if (run.dirty) await persist(run);
    return undefined;
  }
  const number = (run.preview.check?.number ?? deps.clock.now()) + 1;
  change(run, { check: { number, dueAt: deps.clock.now() + run.waitSeconds * 1000 } });
  await persist(run);
  const next = { check: number, ...readAlong(run.settings) };
  const carried = message.carried ?? 0;
  if (run.waitSeconds <= LONGEST_CARRY_SECONDS && carried < MOST_CARRIES) {
    return again(run.waitSeconds, next);
  }
  try {
    const delivery = { message: { key: run.key, cause: 'check' as const, ...next } };
    await deps.queue.push([{ ...delivery, delaySeconds: run.waitSeconds }]);
    return undefined;
  } catch (error) {
    deps.log('could not push the next look', { preview: previewId(run.key), error: String(error) });
    return again(run.waitSeconds, next);
  }
}
