import { retryDelaySeconds } from '../domain/check-delay';
import { failureOf } from '../domain/failure';
import { isOver, type Announced } from '../domain/preview';
import { previewId } from '../domain/preview-key';
import { COMMENT_MARKER, reportOf, statusKey, type Report } from '../domain/report';
import { shortHash } from '../domain/pull-request';
import type { BuildStatus } from '../ports/bitbucket';
import { change, ConflictError, persist, type ReconcileRun } from './reconcile-run';
import { updatePreview } from './update-preview';

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
  if (expectReported(run)) await persist(run);
  run.told = true;
  const [status, comment] = await Promise.allSettled([
    announceStatus(run, report.status),
    options.statusOnly ? undefined : announceComment(run, report.comment),
  ]);
  const announced: Announced = { ...run.preview.announced };
  if (status.status === 'fulfilled' && status.value) {
    announced.status = status.value;
    delete announced.statusPending;
  }
  if (comment.status === 'fulfilled' && comment.value) {
    announced.comment = comment.value;
    delete announced.commentPending;
  }
  // It may have been said all the same: what Bitbucket shows is not known, so nothing counts as told.
  if (status.status === 'rejected' && announced.status) {
    announced.status = { ...announced.status, fingerprint: '' };
  }
  if (comment.status === 'rejected' && announced.comment) {
    announced.comment = { ...announced.comment, fingerprint: '' };
  }
  if (status.status === 'fulfilled' && comment.status === 'fulfilled') delete announced.attempts;
  if (
    announced.status !== run.preview.announced.status ||
    announced.comment !== run.preview.announced.comment
  ) {
    change(run, { announced });
  }
  const failed = [comment, status].find((result) => result.status === 'rejected');
  if (!failed) return undefined;
  // Another run was faster: what this one knows is outdated, and it must not write again.
  if (failed.reason instanceof ConflictError) throw failed.reason;
  const { code, kind, retryAfterSeconds } = failureOf(failed.reason);
  run.deps.log('could not tell Bitbucket', {
    preview: previewId(run.key),
    cause: run.message.cause,
    code,
  });
  // Nobody reads of a preview that is over what Bitbucket will not take.
  if (kind === 'permanent' && isOver(run.preview)) return undefined;
  const attempts = (announced.attempts ?? 0) + 1;
  change(run, { announced: { ...run.preview.announced, attempts } });
  return retryDelaySeconds(attempts + 1, retryAfterSeconds);
}

/**
 * Has everything said anew after a look that told Bitbucket something and could not store it: the record
 * that somebody else wrote meanwhile says that something else was told.
 */
export async function forgetAnnouncement({ deps, key }: ReconcileRun): Promise<void> {
  await updatePreview(deps, key, (stored) => {
    if (!stored) return undefined;
    const { status, comment } = stored.announced;
    return {
      ...stored,
      announced: {
        ...stored.announced,
        ...(status ? { status: { ...status, fingerprint: '' } } : {}),
        ...(comment ? { comment: { ...comment, fingerprint: '' } } : {}),
      },
    };
  });
}

/** Notes it of the commit that the record as it is now reports on, if it reports any. */
export function expectReported(run: ReconcileRun): boolean {
  const { status } = reportOf(run.preview);
  return status !== undefined && expectStatus(run, status);
}

/**
 * Notes that a commit is about to get a status, so that the status can be taken back even when this
 * run ends before its answer is noted. To be stored before Bitbucket is told; false when it is known.
 */
function expectStatus(
  run: ReconcileRun,
  { commit, refname }: { commit: string; refname: string },
): boolean {
  const { announced } = run.preview;
  const { status, statusPending = [] } = announced;
  if ([status, ...statusPending].some((one) => one?.commit === commit)) return false;
  const pending = [...statusPending, { commit, refname }];
  change(run, { announced: { ...announced, statusPending: pending } });
  return true;
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
  await Promise.all([
    setStatus(run, commit, named, told?.commit === commit),
    // An older commit is not what runs: nothing green and no link may stay on it.
    ...earlier.map((one) =>
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
        one === told,
      ),
    ),
  ]);
  return { commit, refname: status.refname, fingerprint: statusFingerprint(status) };
}

/**
 * Whether Bitbucket takes a status for a commit that lies in a fork is not documented; what it refuses
 * there is not owed for ever. Card and comment say the same. A commit that got a status before gets
 * this one too: nothing green may stay.
 */
async function setStatus(
  run: ReconcileRun,
  commit: string,
  status: BuildStatus,
  wasTold: boolean,
): Promise<void> {
  try {
    await run.deps.bitbucket.setBuildStatus(run.key, commit, status);
  } catch (error) {
    if (wasTold || !run.preview.pullRequest.fork || failureOf(error).code !== 'bitbucket-refused')
      throw error;
  }
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
