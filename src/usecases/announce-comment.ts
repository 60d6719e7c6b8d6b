import type { Preview } from '../domain/preview';
import { getPullRequest } from '../domain/preview-key';
import { COMMENT_MARKER, reportOf } from '../domain/report';
import { change, persist, type ReconcileRun } from './reconcile-run';

/** The comment that the pull request does not show yet, as far as the record knows; Markdown. */
export function owedComment(preview: Preview): string | undefined {
  const { comment } = reportOf(preview);
  return comment === preview.announced.comment?.fingerprint ? undefined : comment;
}

/** Notes that a comment which is there is about to be edited. False when that is known. */
export function expectComment(run: ReconcileRun): boolean {
  const { announced } = run.preview;
  if (owedComment(run.preview) === undefined || !announced.comment?.fingerprint) return false;
  change(run, { announced: { ...announced, comment: { ...announced.comment, fingerprint: '' } } });
  return true;
}

/** Makes or edits the comment that is owed, and notes it. The record expects it: see `expectComment`. */
export async function announceComment(run: ReconcileRun): Promise<void> {
  const comment = owedComment(run.preview);
  if (comment === undefined) return;
  const id = await writeComment(run, comment);
  const { commentPending: _, ...announced } = run.preview.announced;
  change(run, { announced: { ...announced, comment: { id, fingerprint: comment } } });
}

async function writeComment(run: ReconcileRun, comment: string): Promise<number> {
  const { announced } = run.preview;
  const { bitbucket } = run.deps;
  const edit = async (id: number) =>
    (await bitbucket.editComment(getPullRequest(run.key), id, comment)) === 'edited';
  const known = announced.comment?.id;
  if (known !== undefined && (await edit(known))) return known;
  // The reply to one may have been lost; or the app had no access when it edited the one that is there.
  const mayBeThere = known !== undefined || announced.commentPending;
  const found = mayBeThere
    ? await bitbucket.findComment(getPullRequest(run.key), COMMENT_MARKER)
    : undefined;
  if (found !== undefined && (await edit(found))) return found;
  if (!announced.commentPending) {
    // Stored first, so that a comment whose reply is lost is looked for instead of made twice.
    change(run, { announced: { ...run.preview.announced, commentPending: true } });
    await persist(run);
  }
  return bitbucket.addComment(getPullRequest(run.key), comment);
}
