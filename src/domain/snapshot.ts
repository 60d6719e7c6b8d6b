import { defined } from './defined';
import type { SubjectRead } from './policy/policy';
import { mayHaveEnvironment, type Preview } from './preview';
import type { PreviewKey } from './preview-key';
import type { SubjectSource } from './pull-request';

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
  const { state, commit, branch, pageUrl, repository, draft, review, destinationBranch, token } =
    read;
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
    ...defined({ token, review, touches: preview?.pullRequest.touches }),
    ...fork,
    readAt,
  };
}

/** The subject as the record shows it; undefined of one that is gone. */
export function recordedRead({
  pullRequest,
}: Pick<Preview, 'pullRequest'>): SubjectSource | undefined {
  const { readAt: _, touches: __, fork, state, ...shown } = pullRequest;
  if (state === 'gone') return undefined;
  return { ...shown, state, fork: fork !== undefined, ...defined({ forkSource: fork }) };
}

/**
 * Whether what was read shows something else than the record that policies, sweeps and cards go by. A time of
 * reading alone is no news.
 */
export function isNews(snapshot: Preview['pullRequest'], before: Preview['pullRequest']): boolean {
  const told = ({ state, commit, draft, review, ...one }: Preview['pullRequest']) =>
    JSON.stringify([state, commit, draft, review, one.destinationBranch, one.token]);
  return told(snapshot) !== told(before);
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
