import type { PullRequestRead } from '../domain/desired-preview';
import type { PreviewMessage } from '../domain/message';
import type { Preview } from '../domain/preview';
import type { RepositorySettings } from '../domain/settings';
import type { Dependencies } from './dependencies';
import { isRepositoryGone } from './finish-removals';

/** What one look at a preview rests on. */
export interface Reading {
  settings: RepositorySettings | undefined;
  preview: Preview | undefined;
  token: string | undefined;
  pullRequest: PullRequestRead;
}

/** While a deployment is followed, how old the last read of its pull request may be. */
const SNAPSHOT_MAX_AGE_MS = 5 * 60 * 1000;

/**
 * Reads all that a decision needs, in one round trip for an event. Undefined when the message needs
 * no look any more: an outdated check, or a push that the record knows already. Throws when Bitbucket
 * or the store could not be read: unknown is not absent.
 */
export async function readSituation(
  deps: Dependencies,
  message: PreviewMessage,
): Promise<Reading | undefined> {
  const { store } = deps;
  const stored = Promise.all([
    store.readSettings(message.key),
    store.readPreview(message.key),
    store.readToken(message.key),
  ]);
  const knownCommit = stored.then(([, preview]) => preview?.pullRequest.commit);
  // Who reads the pull request may fail before asking for it: its own failure then is `stored`'s.
  knownCommit.catch(() => undefined);
  // A check or a push can often be answered from the record alone; others read everything at once.
  if (message.cause !== 'check' && message.cause !== 'push') {
    const [[settings, preview, token], read] = await Promise.all([
      stored,
      deps.bitbucket
        .readPullRequest(message.key, knownCommit)
        .catch((error: unknown) => ({ error })),
    ]);
    if (settings?.repositoryDeletedAt) {
      return readDeletion(deps, message, { settings, preview, token });
    }
    if (typeof read === 'object' && 'error' in read) throw read.error;
    return { settings, preview, token, pullRequest: read };
  }

  const [settings, preview, token] = await stored;
  if (message.cause === 'check' && preview?.check?.number !== message.check) return undefined;
  if (message.cause === 'push' && preview?.pullRequest.commit === message.commit) return undefined;
  if (settings?.repositoryDeletedAt) {
    return readDeletion(deps, message, { settings, preview, token });
  }
  const pullRequest =
    recentRead(preview, message, deps.clock.now()) ??
    (await deps.bitbucket.readPullRequest(message.key, knownCommit));
  return { settings, preview, token, pullRequest };
}

/** The last read of a pull request whose deployment is being followed; a close arrives as an event. */
function recentRead(
  preview: Preview | undefined,
  message: PreviewMessage,
  now: number,
): PullRequestRead | undefined {
  if (message.cause !== 'check' || preview?.state.type !== 'deploying') return undefined;
  const { state, commit, branch, pageUrl, repository, fork, readAt } = preview.pullRequest;
  if (state !== 'open' || now - readAt > SNAPSHOT_MAX_AGE_MS) return undefined;
  const { pullRequestId: id } = message.key;
  return {
    id,
    state,
    commit,
    branch,
    pageUrl,
    repository,
    draft: false,
    fork: fork !== undefined,
    ...(fork ? { forkSource: fork } : {}),
    destinationBranch: '',
  };
}

/** Bitbucket said that the repository was deleted; it counts once the repository cannot be read. */
async function readDeletion(
  deps: Dependencies,
  message: PreviewMessage,
  stored: Omit<Reading, 'pullRequest'> & { settings: RepositorySettings },
): Promise<Reading> {
  if (await isRepositoryGone(deps, stored.settings)) {
    return { ...stored, pullRequest: 'repository-deleted' };
  }
  const [settings, pullRequest] = await Promise.all([
    deps.store.readSettings(message.key),
    deps.bitbucket.readPullRequest(message.key),
  ]);
  return { ...stored, settings, pullRequest };
}
