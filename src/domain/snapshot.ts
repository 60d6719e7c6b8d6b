import type { PullRequestRead } from './desired-preview';
import type { Preview } from './preview';
import type { PreviewKey } from './preview-key';

/** The record's part about the pull request, after a direct read of it. */
export function snapshotOf(
  read: PullRequestRead,
  preview: Preview | undefined,
  readAt: number,
): Preview['pullRequest'] {
  if (read === 'gone' || read === 'repository-deleted') {
    const repository = { slug: '', private: true, gitUrl: '' };
    const unknown = { commit: '', branch: '', pageUrl: '', repository };
    return { ...(preview?.pullRequest ?? unknown), state: 'gone', readAt };
  }
  const { state, commit, branch, pageUrl, repository, forkSource } = read;
  const fork = forkSource ? { fork: forkSource } : {};
  return { state, commit, branch, pageUrl, repository, ...fork, readAt };
}

/** The record of a pull request that nothing was done for yet; it is not stored. */
export function newPreview(key: PreviewKey, pullRequest: Preview['pullRequest']): Preview {
  return {
    ...{ version: 1, key, revision: 0, pullRequest },
    ...{ state: { type: 'none' }, announced: {}, history: [] },
  };
}
