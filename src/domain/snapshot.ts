import type { SubjectRead } from './policy/policy';
import { mayHaveEnvironment, type Preview } from './preview';
import type { PreviewKey } from './preview-key';

/** The record's part about the pull request, after a direct read of it. */
export function snapshotOf(
  read: SubjectRead,
  preview: Preview | undefined,
  readAt: number,
): Preview['pullRequest'] {
  if (read === 'gone' || read === 'repository-deleted') {
    const repository = { slug: '', private: true, gitUrl: '' };
    const unknown = {
      commit: '',
      branch: '',
      pageUrl: '',
      repository,
      draft: false,
      destinationBranch: '',
    };
    return { ...(preview?.pullRequest ?? unknown), state: 'gone', readAt };
  }
  const { state, commit, branch, pageUrl, repository, draft, destinationBranch } = read;
  // A fork that was deleted stays one: nothing of it may pass for the repository's own.
  const source = read.forkSource ?? (read.fork ? preview?.pullRequest.fork : undefined);
  const fork = source ? { fork: source } : {};
  return {
    state,
    commit,
    branch,
    pageUrl,
    repository,
    draft,
    destinationBranch,
    ...fork,
    readAt,
  };
}

/**
 * Whether what was read cannot be: a pull request of a branch of this repository, for which there is
 * an environment, never becomes one of a fork. Read that way it would lose its environment.
 */
export function isMisread(read: SubjectRead, preview: Preview | undefined): boolean {
  if (typeof read === 'string' || !read.fork || !preview) return false;
  return mayHaveEnvironment(preview) && !preview.pullRequest.fork;
}

/** The record of a pull request that nothing was done for yet; it is not stored. */
export function newPreview(key: PreviewKey, pullRequest: Preview['pullRequest']): Preview {
  return {
    version: 1,
    key,
    revision: 0,
    pullRequest,
    state: { type: 'none' },
    holdings: [],
    outbox: [],
    history: [],
  };
}
