import { retryDelaySeconds } from '../domain/check-delay';
import { FailureError, failureOf } from '../domain/failure';
import { isOver, type Announced, type Preview } from '../domain/preview';
import { previewId } from '../domain/preview-key';
import { ATTEMPTS_UNTIL_SHOWN } from '../domain/report';
import { announceComment, expectComment, owedComment } from './announce-comment';
import { announceStatus, expectStatus, isRefused, mayBeGreen, owedStatus } from './announce-status';
import { change, ConflictError, persist, type ReconcileRun } from './reconcile-run';

/** With the growing wait between them so many refusals take about an hour. */
const REFUSALS_FOR_GOOD = 8;
/** How long to wait then, with a status that nobody misses. The sweep asks again. */
const LONGEST_WAIT_MS = 60 * 60_000;

/** Whether Bitbucket does not know something yet and it is time to say it. */
export function isAnnouncementDue(preview: Preview, now: number): boolean {
  return isOwed(preview) && isTime(preview.announced, now);
}

function isOwed(preview: Preview): boolean {
  return owedStatus(preview) !== undefined || owedComment(preview) !== undefined;
}

/** What could not be said waits for its time. A later one than there is comes from a wrong clock. */
function isTime({ trouble }: Announced, now: number): boolean {
  return !trouble || now >= trouble.nextAt || trouble.nextAt - now > LONGEST_WAIT_MS;
}

/**
 * Tells Bitbucket what has changed, build status and comment, when it is time. Nothing is said twice.
 * What could not be said stays owed; the result is after how many seconds to try that again, or
 * undefined when nobody has to.
 */
export async function announcePreview(run: ReconcileRun): Promise<number | undefined> {
  if (isAnnouncementDue(run.preview, run.deps.clock.now())) {
    return tell(run, { statusOnly: false });
  }
  if (isOwed(run.preview)) return secondsToWait(run);
  forgetTrouble(run);
  return undefined;
}

async function tell(run: ReconcileRun, options: { statusOnly: boolean }) {
  if (expectReported(run)) await persist(run);
  const [status, comment] = await Promise.allSettled([
    announceStatus(run),
    options.statusOnly ? undefined : announceComment(run),
  ]);
  if (comment.status === 'rejected') return noteUntold(run, comment.reason, 'shown');
  if (status.status === 'rejected') return noteUntold(run, status.reason, 'shown-unless-untaken');
  if (!isOwed(run.preview)) forgetTrouble(run);
  return undefined;
}

/**
 * Notes that Bitbucket is about to be told what the record as it is now says. To be stored before
 * Bitbucket is told; false when it is known.
 */
export function expectReported(run: ReconcileRun): boolean {
  const status = expectStatus(run);
  return expectComment(run) || status;
}

/**
 * To be asked before what runs is touched: whether it has to wait, because Bitbucket may still call it
 * ready and could not be told otherwise. With `atOnce` it is told now, whatever happened before. Of what
 * Bitbucket refuses for good a deployment fails, and a removal takes no notice: what it deletes costs
 * money.
 */
export async function mustStayGreen(
  run: ReconcileRun,
  { atOnce }: { atOnce: boolean },
): Promise<boolean> {
  if (!owedStatus(run.preview)) return false;
  if (atOnce || isTime(run.preview.announced, run.deps.clock.now())) {
    await tell(run, { statusOnly: true });
  }
  const { announced, state } = run.preview;
  if (!owedStatus(run.preview) || !mayBeGreen(announced)) return false;
  const { failure, count = 0 } = announced.trouble ?? {};
  const isRefusal = failure?.code === 'bitbucket-refused';
  if (isRefusal && (failure.kind === 'permanent' || count > REFUSALS_FOR_GOOD)) {
    if (state.type === 'deleting') return false;
    throw new FailureError({ ...failure, kind: 'permanent' });
  }
  run.waitSeconds = secondsToWait(run) ?? retryDelaySeconds(1);
  return true;
}

/** Notes why Bitbucket could not be told; answers after how many seconds to try again. */
function noteUntold(
  run: ReconcileRun,
  reason: unknown,
  which: 'shown' | 'shown-unless-untaken',
): number | undefined {
  // Another run was faster: what this one knows is outdated, and it must not write again.
  if (reason instanceof ConflictError) throw reason;
  const failure = failureOf(reason);
  run.deps.log('could not tell Bitbucket', {
    preview: previewId(run.key),
    cause: run.message.cause,
    code: failure.code,
  });
  const { announced } = run.preview;
  // Nobody reads of a preview that is over what Bitbucket will not take.
  if (failure.kind === 'permanent' && isOver(run.preview)) return undefined;
  const isQuiet = which === 'shown-unless-untaken' && isRefused(reason) && isUntaken(run.preview);
  const count = (announced.trouble?.count ?? 0) + 1;
  const seconds = retryDelaySeconds(count + 1, failure.retryAfterSeconds);
  const rests = isQuiet && count > REFUSALS_FOR_GOOD;
  const nextAt = run.deps.clock.now() + (rests ? LONGEST_WAIT_MS : seconds * 1000);
  change(
    run,
    { announced: { ...announced, trouble: { count, nextAt, ...(isQuiet ? {} : { failure }) } } },
    count === ATTEMPTS_UNTIL_SHOWN && !isQuiet ? failure.message : '',
  );
  return secondsToWait(run);
}

/**
 * Whether Bitbucket never took a status of this fork. Whether it takes one for a commit that lies in a
 * fork is not documented. Card and comment say the same, so nobody misses it.
 */
function isUntaken({ pullRequest, announced }: Preview): boolean {
  return pullRequest.fork !== undefined && !announced.status && !announced.statusPending;
}

/** In how many seconds it is time to say what is owed; undefined when that has time until a sweep. */
function secondsToWait({ preview, deps }: ReconcileRun): number | undefined {
  const { trouble } = preview.announced;
  if (!trouble || (!trouble.failure && trouble.count > REFUSALS_FOR_GOOD)) return undefined;
  return Math.max(1, Math.ceil((trouble.nextAt - deps.clock.now()) / 1000));
}

function forgetTrouble(run: ReconcileRun): void {
  const { trouble, ...announced } = run.preview.announced;
  if (trouble) change(run, { announced });
}
