import { retryDelaySeconds } from '../domain/check-delay';
import { FailureError, failureOf, type Failure } from '../domain/failure';
import { isOver, type Announced } from '../domain/preview';
import { previewId } from '../domain/preview-key';
import {
  ATTEMPTS_UNTIL_SHOWN,
  COMMENT_MARKER,
  reportOf,
  statusKey,
  type Report,
} from '../domain/report';
import { shortHash } from '../domain/pull-request';
import type { BuildStatus } from '../ports/bitbucket';
import { change, ConflictError, persist, type ReconcileRun } from './reconcile-run';

/** With the growing wait between them so many refusals take about an hour. */
const REFUSALS_FOR_GOOD = 8;

/** What Bitbucket does not know yet. */
export function isAnnouncementOwed({ preview }: Pick<ReconcileRun, 'preview'>): boolean {
  const { status, comment } = reportOf(preview);
  const { announced } = preview;
  if (status && statusFingerprint(status) !== announced.status?.fingerprint) return true;
  return comment !== undefined && comment !== announced.comment?.fingerprint;
}

/**
 * Tells Bitbucket what has changed: the build status, and unless `statusOnly` the comment. Nothing
 * is said twice. What could not be said stays owed; the result is after how many seconds to try that
 * again, or undefined when nothing is owed.
 */
export async function announcePreview(
  run: ReconcileRun,
  options: { statusOnly: boolean } = { statusOnly: false },
): Promise<number | undefined> {
  const report = reportOf(run.preview);
  const { green: wasGreen = isGreenFingerprint(run.preview.announced) } = run.preview.announced;
  if (expectReported(run)) await persist(run);
  const [status, comment] = await Promise.allSettled([
    announceStatus(run, report.status),
    options.statusOnly ? undefined : announceComment(run, report.comment),
  ]);
  const announced: Announced = { ...run.preview.announced };
  if (status.status === 'fulfilled' && status.value) {
    announced.status = status.value;
    delete announced.statusPending;
    const isGreen = report.status?.state === 'SUCCESSFUL' && !status.value.untaken;
    if (!isGreen) delete announced.green;
  }
  if (comment.status === 'fulfilled' && comment.value) {
    announced.comment = comment.value;
    delete announced.commentPending;
  }
  if (status.status === 'rejected' && isPermanent(status.reason) && !wasGreen) {
    delete announced.green;
  }
  if (status.status === 'fulfilled' && comment.status === 'fulfilled') {
    delete announced.attempts;
    delete announced.failure;
  }
  if (
    announced.status !== run.preview.announced.status ||
    announced.comment !== run.preview.announced.comment
  ) {
    change(run, { announced });
  }
  const failed = [comment, status].find((result) => result.status === 'rejected');
  return failed && noteUntold(run, announced, failed.reason);
}

function isPermanent(reason: unknown): boolean {
  return failureOf(reason).kind === 'permanent';
}

/** Notes why Bitbucket could not be told; answers after how many seconds to try again. */
function noteUntold(run: ReconcileRun, announced: Announced, reason: unknown): number | undefined {
  // Another run was faster: what this one knows is outdated, and it must not write again.
  if (reason instanceof ConflictError) throw reason;
  const failure = failureOf(reason);
  run.deps.log('could not tell Bitbucket', {
    preview: previewId(run.key),
    cause: run.message.cause,
    code: failure.code,
  });
  // Nobody reads of a preview that is over what Bitbucket will not take.
  if (failure.kind === 'permanent' && isOver(run.preview)) return undefined;
  const attempts = (announced.attempts ?? 0) + 1;
  const isNews = attempts === ATTEMPTS_UNTIL_SHOWN;
  change(run, { announced: { ...announced, attempts, failure } }, isNews ? failure.message : '');
  return retryDelaySeconds(attempts + 1, failure.retryAfterSeconds);
}

/**
 * To be asked before what runs is touched: whether it has to wait, because Bitbucket may still call it
 * ready and could not be told otherwise. Of what Bitbucket refuses for good a deployment fails, and a
 * removal takes no notice: what it deletes costs money.
 */
export async function mustStayGreen(run: ReconcileRun): Promise<boolean> {
  if (!isAnnouncementOwed(run)) return false;
  const retrySeconds = await announcePreview(run, { statusOnly: true });
  const { green, failure } = run.preview.announced;
  if (retrySeconds === undefined || !green) return false;
  if (failure && isForGood(failure, run.preview.announced)) {
    if (run.preview.state.type === 'deleting') return false;
    throw new FailureError({ ...failure, kind: 'permanent' });
  }
  run.untold = true;
  run.waitSeconds = retrySeconds;
  return true;
}

/** Right after an install Bitbucket may refuse for minutes what it takes later. */
function isForGood({ code, kind }: Failure, { attempts = 0 }: Announced): boolean {
  return kind === 'permanent' || (code === 'bitbucket-refused' && attempts > REFUSALS_FOR_GOOD);
}

/**
 * Notes that Bitbucket is about to be told what the record as it is now says, so that it can be taken
 * back even when this run ends before the answer is noted. To be stored before Bitbucket is told; false
 * when it is known.
 */
export function expectReported(run: ReconcileRun): boolean {
  const { status, comment } = reportOf(run.preview);
  const { announced } = run.preview;
  const expected = { ...announced };
  if (status && statusFingerprint(status) !== announced.status?.fingerprint) {
    const pending = announced.statusPending ?? [];
    if (announced.status) expected.status = { ...announced.status, fingerprint: '' };
    if (![announced.status, ...pending].some((one) => one?.commit === status.commit)) {
      expected.statusPending = [...pending, { commit: status.commit, refname: status.refname }];
    }
    const isGreen = status.state === 'SUCCESSFUL' || isGreenFingerprint(announced);
    if (isGreen) expected.green = true;
  }
  if (comment && announced.comment && comment !== announced.comment.fingerprint) {
    expected.comment = { ...announced.comment, fingerprint: '' };
  }
  if (JSON.stringify(expected) === JSON.stringify(announced)) return false;
  change(run, { announced: expected });
  return true;
}

/** Records of an older version of the app do not say whether a commit may have a green status. */
function isGreenFingerprint({ status }: Announced): boolean {
  return status?.fingerprint.startsWith(`${status.commit} SUCCESSFUL `) === true;
}

async function announceStatus(
  run: ReconcileRun,
  status: Report['status'],
): Promise<Announced['status']> {
  const { status: told, statusPending = [] } = run.preview.announced;
  if (!status || statusFingerprint(status) === told?.fingerprint) return undefined;
  const { commit, ...shown } = status;
  const named = { ...shown, key: statusKey(run.key.pullRequestId), name: 'Preview' };
  const earlier = [...(told ? [told] : []), ...statusPending].filter(
    (one) => one.commit !== commit,
  );
  // An older commit is not what runs: nothing green and no link may stay on it.
  const older = await Promise.allSettled(
    earlier.map((one) =>
      setStatus(
        run,
        one.commit,
        {
          ...named,
          refname: one.refname,
          state: 'STOPPED',
          description: `Superseded by ${shortHash(commit)}`,
          url: run.preview.pullRequest.pageUrl,
        },
        one === told && !told.untaken,
      ),
    ),
  );
  // A commit that Bitbucket refuses while it takes another one is not there any more.
  const unsaid = older.find((one) => one.status === 'rejected' && !isRefused(one.reason));
  if (unsaid?.status === 'rejected' && status.state === 'SUCCESSFUL') throw unsaid.reason;
  const isTaken = await setStatus(run, commit, named, told?.commit === commit && !told.untaken);
  if (unsaid?.status === 'rejected') throw unsaid.reason;
  const untaken = isTaken ? {} : { untaken: true as const };
  return { commit, refname: status.refname, fingerprint: statusFingerprint(status), ...untaken };
}

/**
 * Whether Bitbucket took it. Whether it takes a status for a commit that lies in a fork is not
 * documented; what it refuses there is not owed for ever. Card and comment say the same. A commit that
 * got a status before gets this one too: nothing green may stay.
 */
async function setStatus(
  run: ReconcileRun,
  commit: string,
  status: BuildStatus,
  wasTold: boolean,
): Promise<boolean> {
  try {
    await run.deps.bitbucket.setBuildStatus(run.key, commit, status);
    return true;
  } catch (error) {
    if (wasTold || !run.preview.pullRequest.fork || !isRefused(error)) throw error;
    return false;
  }
}

function isRefused(error: unknown): boolean {
  return failureOf(error).code === 'bitbucket-refused';
}

async function announceComment(
  run: ReconcileRun,
  comment: string | undefined,
): Promise<Announced['comment']> {
  const { announced } = run.preview;
  if (!comment || comment === announced.comment?.fingerprint) return undefined;
  const { bitbucket } = run.deps;
  const known =
    announced.comment?.id ??
    (announced.commentPending ? await bitbucket.findComment(run.key, COMMENT_MARKER) : undefined);
  const edited =
    known !== undefined && (await bitbucket.editComment(run.key, known, comment)) === 'edited';
  if (edited) return { id: known, fingerprint: comment };
  if (!announced.commentPending) {
    // Stored first, so that a comment whose reply is lost is looked for instead of made twice.
    change(run, { announced: { ...run.preview.announced, commentPending: true } });
    await persist(run);
  }
  return { id: await bitbucket.addComment(run.key, comment), fingerprint: comment };
}

function statusFingerprint({
  commit,
  state,
  description,
  url,
}: NonNullable<Report['status']>): string {
  return [commit, state, description, url].join(' ');
}
