import { LONGEST_DELAY_SECONDS, retryDelaySeconds } from '../domain/check-delay';
import { FailureError, failureOf, type Failure } from '../domain/failure';
import { isOver, type Preview, type Untold } from '../domain/preview';
import { previewId } from '../domain/preview-key';
import { ATTEMPTS_UNTIL_SHOWN } from '../domain/report';
import { announceComment, expectComment, owedComment } from './announce-comment';
import { announceStatus, expectStatus, mayBeGreen, owedStatus } from './announce-status';
import { change, ConflictError, persist, type ReconcileRun } from './reconcile-run';

/** What Bitbucket is told; each has troubles and times of its own. */
type Part = 'status' | 'comment';
const PARTS: readonly Part[] = ['status', 'comment'];
const OWED = { status: owedStatus, comment: owedComment };
const EXPECT = { status: expectStatus, comment: expectComment };
const ANNOUNCE = { status: announceStatus, comment: announceComment };

/** With the growing wait between them so many refusals take about an hour. */
const REFUSALS_FOR_GOOD = 9;
/** How long a status that nobody misses rests then. The sweep asks again. */
const REST_MS = 60 * 60_000;

/** Whether Bitbucket does not know something yet and it is time to say it. */
export function isAnnouncementDue(preview: Preview, now: number): boolean {
  return PARTS.some((part) => isDue(preview, part, now));
}

function isDue(preview: Preview, part: Part, now: number): boolean {
  return OWED[part](preview) !== undefined && isTime(preview.announced.untold?.[part], now);
}

/** What could not be said waits for its time. A later one than can be comes from a wrong clock. */
function isTime(untold: Untold | undefined, now: number): boolean {
  if (!untold) return true;
  const longest = isResting(untold) ? REST_MS : LONGEST_DELAY_SECONDS * 1000;
  return now >= untold.nextAt || untold.nextAt - now > longest;
}

function isRefusedForGood(untold: Untold): boolean {
  return untold.failure?.kind === 'permanent' || isRefusedForLong(untold);
}

function isRefusedForLong({ failure, count }: Untold): boolean {
  return isRefusal(failure) && count > REFUSALS_FOR_GOOD;
}

/** Whether Bitbucket answered that it does not take it; what nobody needs to know is always that. */
function isRefusal(failure: Failure | undefined): boolean {
  return failure === undefined || failure.code === 'bitbucket-refused';
}

function isResting(untold: Untold): boolean {
  return !untold.failure && isRefusedForLong(untold);
}

/**
 * Tells Bitbucket what it does not know of build status and comment, as far as it is time. Nothing is
 * said twice. What could not be said stays owed; the result is after how many seconds to try it again, or
 * undefined when nobody has to.
 */
export async function announcePreview(run: ReconcileRun): Promise<number | undefined> {
  const now = run.deps.clock.now();
  await tell(
    run,
    PARTS.filter((part) => isDue(run.preview, part, now)),
  );
  const waits = PARTS.map((part) => {
    if (OWED[part](run.preview) !== undefined) return secondsToWait(run, part);
    forgetUntold(run, part);
    return undefined;
  }).filter((seconds) => seconds !== undefined);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

/**
 * Has Bitbucket told at once of what begins, whatever it refused before, and notes that it is about to be
 * told. To be stored before it is.
 */
export function expectReported(run: ReconcileRun): void {
  for (const part of PARTS) {
    const untold = run.preview.announced.untold?.[part];
    if (untold) noteUntold(run, part, { ...untold, nextAt: run.deps.clock.now() });
    EXPECT[part](run);
  }
}

/**
 * To be asked before what runs is touched: whether it has to wait, because Bitbucket may still call it
 * ready and was not told otherwise. When Bitbucket refuses to be told, for an hour or for good, a
 * deployment fails, and a removal goes on: what it deletes costs money.
 */
export async function mustWaitForBitbucket(run: ReconcileRun): Promise<boolean> {
  const isAsked = isDue(run.preview, 'status', run.deps.clock.now());
  if (isAsked) await tell(run, ['status']);
  const { announced, state } = run.preview;
  if (!owedStatus(run.preview) || !mayBeGreen(announced)) return false;
  const untold = announced.untold?.status;
  if (isAsked && untold?.failure && isRefusedForGood(untold)) {
    if (state.type === 'deleting') return false;
    throw new FailureError({
      ...untold.failure,
      kind: 'permanent',
      remedy:
        'An admin of the workspace checks that the app is installed and may access this repository. Then somebody redeploys.',
    });
  }
  run.waitSeconds = secondsToWait(run, 'status') ?? retryDelaySeconds(1);
  return true;
}

async function tell(run: ReconcileRun, parts: Part[]): Promise<void> {
  const expected = parts.map((part) => EXPECT[part](run));
  if (expected.includes(true)) await persist(run);
  const results = await Promise.allSettled(parts.map((part) => ANNOUNCE[part](run)));
  parts.forEach((part, index) => {
    const result = results[index];
    if (result?.status === 'rejected') noteFailure(run, part, result.reason);
    else forgetUntold(run, part);
  });
}

/** Notes why Bitbucket could not be told, and when it is tried again. */
function noteFailure(run: ReconcileRun, part: Part, reason: unknown): void {
  // Another run was faster: what this one knows is outdated, and it must not write again.
  if (reason instanceof ConflictError) throw reason;
  const failure = failureOf(reason);
  run.deps.log('could not tell Bitbucket', {
    preview: previewId(run.key),
    cause: run.message.cause,
    code: failure.code,
  });
  const before = run.preview.announced.untold?.[part];
  const isSame = before && isRefusal(before.failure) === isRefusal(failure);
  const count = isSame ? before.count + 1 : 1;
  const seconds = retryDelaySeconds(count, failure.retryAfterSeconds);
  const untold = { count, nextAt: run.deps.clock.now() + seconds * 1000, failure };
  // Nobody reads of a preview that is over what Bitbucket will not take.
  if (isRefusedForGood(untold) && isOver(run.preview)) return forgetUntold(run, part);
  if (part === 'status' && isRefusedForLong(untold)) forgetUnconfirmed(run);
  const isQuiet = part === 'status' && isRefusal(failure) && isUntaken(run.preview);
  noteUntold(run, part, isQuiet ? quietly(untold, run.deps.clock.now()) : untold);
  if (count === ATTEMPTS_UNTIL_SHOWN && !isQuiet) change(run, {}, failure.message);
}

/**
 * Whether Bitbucket never took a status of this fork. Whether it takes one for a commit that lies in a
 * fork is not documented. Card and comment say the same, so nobody misses it.
 */
function isUntaken({ pullRequest, announced }: Preview): boolean {
  return pullRequest.fork !== undefined && !announced.status && !announced.statusPending;
}

/** A fork's status whose answer was lost was not taken either, when all others are refused. */
function forgetUnconfirmed(run: ReconcileRun): void {
  const { statusPending, green: _, ...announced } = run.preview.announced;
  const isOfFork = run.preview.pullRequest.fork !== undefined;
  if (statusPending && isOfFork && !announced.status) change(run, { announced });
}

/** Without a word to people; after an hour it rests. */
function quietly({ count, nextAt }: Untold, now: number): Untold {
  return isResting({ count, nextAt }) ? { count, nextAt: now + REST_MS } : { count, nextAt };
}

/** In how many seconds it is time to say what is owed; undefined when that has time until a sweep. */
function secondsToWait({ preview, deps }: ReconcileRun, part: Part): number | undefined {
  const untold = preview.announced.untold?.[part];
  if (!untold || isResting(untold)) return undefined;
  const seconds = Math.ceil((untold.nextAt - deps.clock.now()) / 1000);
  return Math.min(LONGEST_DELAY_SECONDS, Math.max(1, seconds));
}

function noteUntold(run: ReconcileRun, part: Part, untold: Untold): void {
  const { announced } = run.preview;
  change(run, { announced: { ...announced, untold: { ...announced.untold, [part]: untold } } });
}

function forgetUntold(run: ReconcileRun, part: Part): void {
  const { untold: { [part]: known, ...others } = {}, ...announced } = run.preview.announced;
  if (!known) return;
  const isEmpty = Object.keys(others).length === 0;
  change(run, { announced: { ...announced, ...(isEmpty ? {} : { untold: others }) } });
}
