import type { SubjectRead } from '../../domain/policy/policy';
import { getPullRequest, type PreviewKey } from '../../domain/preview-key';
import type { Bitbucket, CommitHint } from '../../ports/bitbucket';

/** Reads at Bitbucket what a preview is of. */
export function readSubject(
  bitbucket: Bitbucket,
  key: PreviewKey,
  hint?: CommitHint,
): Promise<Exclude<SubjectRead, 'repository-deleted'>> {
  return key.subject.kind === 'branch'
    ? bitbucket.readBranch(key, key.subject.name)
    : bitbucket.readPullRequest(getPullRequest(key), hint);
}
