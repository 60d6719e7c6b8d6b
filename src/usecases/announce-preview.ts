import { LONGEST_DELAY_SECONDS, retryDelaySeconds } from '../domain/check-delay';
import { FailureError, failureOf } from '../domain/failure';
import type { Preview, Untold } from '../domain/preview';
import { previewId } from '../domain/preview-key';
import { ATTEMPTS_UNTIL_SHOWN } from '../domain/report';
import { announceComment, expectComment, owedComment } from './announce-comment';
import {
  announceStatus,
  expectStatus,
  forgetOlder,
  isNewestTold,
  isRefused,
  mayBeGreen,
  owedStatus,
} from './announce-status';
import { change, ConflictError, persist, type ReconcileRun } from './reconcile-run';

/** What Bitbucket is told; each has troubles and times of its own. */
type Part = 'status' | 'comment';
const PARTS: readonly Part[] = ['status', 'comment'];
const OWED = { status: owedStatus, comment: owedComment };
const EXPECT = { status: expectStatus, comment: expectComment };
const ANNOUNCE = { status: announceStatus, comment: announceComment };

/** What was refused for so long counts as Bitbucket's last word. */
const REFUSED_LONG_MS = 60 * 60_000;
/** How long it rests then. The sweep asks again. */
const REST_MS = 60 * 60_000;
/** After so long nobody asks Bitbucket any more what it refuses of a preview that is over. */
export const GIVEN_UP_MS = 7 * 24 * 60 * 60_000;

/** Whether Bitbucket does not know something yet. */
export function isAnnouncementOwed(preview: Preview): boolean {
  return PARTS.some((part) => OWED[part](preview) !== undefined);
}

/** Whether it does not and it is time to say it. */
export function isAnnouncementDue(preview: Preview, now: number): boolean {
  return PARTS.some((part) => isDue(preview, part, now));
}

function isDue(preview: Preview, part: Part, now: number): boolean {
  return OWED[part](preview) !== undefined && isTime(preview.announced.untold?.[part], now);
}

/** What could not be said waits for its time. A later one than can be comes from a wrong clock. */
function isTime(untold: Untold | undefined, now: number): boolean {
  return !untold || now >= untold.nextAt || untold.nextAt - now > REST_MS;
}

/** Whether it had refused for long when it was asked last; since then nobody knows. It rests only then. */
function isRefusedForLong(untold: Untold | undefined): boolean {
  if (untold?.refusedSince === undefined) return false;
  return untold.nextAt - REST_MS - untold.refusedSince >= REFUSED_LONG_MS;
}

/**
 * Tells Bitbucket what it does not know of build status and comment, as far as it is time. Nothing is
 * said twice. What could not be said stays owed; the result is after how many seconds to try it again, or
 * undefined when nobody has to.
 */
export async function announcePreview(run: ReconcileRun): Promise<number | undefined> {
  await tellDue(run);
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
  hurry(run);
  const { status, untold } = run.preview.announced;
  if (status && untold?.status && !untold.status.failure) {
    // Only an older commit's was refused, which says nothing of those that are older from now on.
    const { refusedSince: _, ...rest } = untold.status;
    noteUntold(run, 'status', rest);
  }
  for (const part of PARTS) EXPECT[part](run);
}

/** Has Bitbucket told at once of what ends, whatever it refused before. */
export function hurry(run: ReconcileRun): void {
  for (const part of PARTS) {
    const untold = run.preview.announced.untold?.[part];
    if (untold) noteUntold(run, part, { ...untold, nextAt: run.deps.clock.now() });
  }
}

/**
 * To be asked before what runs is touched: whether it has to wait, because Bitbucket may still call it
 * ready and was not told otherwise. What is due is told first, also in the comment, for which nothing
 * waits. When Bitbucket refuses to be told, for an hour or for good, a deployment fails, and a removal
 * goes on: what it deletes costs money.
 */
export async function mustWaitForBitbucket(
  run: ReconcileRun,
  what: 'deployment' | 'removal' = 'deployment',
): Promise<boolean> {
  const isRemoval = what === 'removal';
  const isAsked = isDue(run.preview, 'status', run.deps.clock.now());
  await tellDue(run);
  const { announced } = run.preview;
  if (!owedStatus(run.preview) || !mayBeGreen(announced)) return false;
  const untold = announced.untold?.status;
  const failure = untold?.failure;
  const isLong = isRefusedForLong(untold);
  if (isLong || (failure?.kind === 'permanent' && (isAsked || isRemoval))) {
    // What nobody misses holds nothing up, either.
    if (isRemoval || !failure) return false;
    const remedy = isLong ? 'Redeploy once the app may access this repository.' : failure.remedy;
    throw new FailureError({ ...failure, kind: 'permanent', remedy });
  }
  run.waitSeconds = secondsToWait(run, 'status') ?? LONGEST_DELAY_SECONDS;
  return true;
}

/** Says what is owed and whose time it is. A comment's link goes, too, before what it leads to does. */
async function tellDue(run: ReconcileRun): Promise<void> {
  const now = run.deps.clock.now();
  const parts = PARTS.filter((part) => isDue(run.preview, part, now));
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
  const now = run.deps.clock.now();
  const isRefusal = isRefused(reason);
  const count = (before?.count ?? 0) + 1;
  const seconds = retryDelaySeconds(count, failure.retryAfterSeconds);
  const untold: Untold = {
    ...{ count, nextAt: now + seconds * 1000 },
    ...(isRefusal ? { refusedSince: before?.refusedSince ?? now } : {}),
  };
  const isLong = now - (untold.refusedSince ?? now) >= REFUSED_LONG_MS;
  if (isLong) untold.nextAt = now + REST_MS;
  if (isLong && part === 'status') forgetOlder(run);
  const isGivenUp =
    run.preview.pullRequest.state !== 'open' && now - (untold.refusedSince ?? now) > GIVEN_UP_MS;
  const isQuiet = isRefusal && (isGivenUp || isMissedByNobody(run.preview, part, isLong));
  noteUntold(run, part, isQuiet ? untold : { ...untold, failure });
  const isKnown = before?.failure && before.count >= ATTEMPTS_UNTIL_SHOWN;
  if (count >= ATTEMPTS_UNTIL_SHOWN && !isQuiet && !isKnown) change(run, {}, failure.message);
}

/**
 * Whether card and comment say the same as a status that Bitbucket refuses: whether it takes one for a
 * commit that lies in a fork is not documented, and here it never did. Or whether only an older commit's
 * is refused.
 */
function isMissedByNobody(preview: Preview, part: Part, isLong: boolean): boolean {
  if (part !== 'status') return false;
  const { pullRequest, announced } = preview;
  if (isNewestTold(preview)) return true;
  // One whose answer was lost was not taken either, when all others are refused.
  return (
    pullRequest.fork !== undefined && !announced.status && (!announced.statusPending || isLong)
  );
}

/** In how many seconds it is time to say what is owed; undefined when that has time until a sweep. */
function secondsToWait({ preview, deps }: ReconcileRun, part: Part): number | undefined {
  const untold = preview.announced.untold?.[part];
  if (!untold || isRefusedForLong(untold)) return undefined;
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
