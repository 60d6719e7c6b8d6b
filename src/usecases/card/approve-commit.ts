import type { CardView } from '../../domain/card-view';
import { FailureError, permanent } from '../../domain/failure';
import { appended } from '../../domain/history';
import { getPullRequest, type PreviewKey } from '../../domain/preview-key';
import { shortHash, type PullRequest } from '../../domain/pull-request';
import { newPreview, snapshotOf } from '../../domain/snapshot';
import type { Dependencies } from '../dependencies';
import { mayWrite, writerPermission } from './own-permission';
import { changeByPerson } from './read-card';

/**
 * Lets one commit of a fork run: the one that the person saw, if it still is the newest. Answers
 * `refused`, and changes nothing, when that person may not write to the repository.
 */
export async function approveCommit(
  deps: Dependencies,
  key: PreviewKey,
  commit: string,
  accountId: string,
): Promise<CardView | 'refused'> {
  const permission = await writerPermission(deps, key, accountId);
  if (!mayWrite(permission)) return 'refused';
  // Without a commit that is known already, so that the whole hash comes from Bitbucket.
  const read = await deps.bitbucket.readPullRequest(getPullRequest(key));
  if (read === 'gone' || !isOffered(read, commit)) {
    await deps.queue.push([{ message: { key, cause: 'person' } }]);
    throw new FailureError(OUTDATED);
  }
  const at = deps.clock.now();
  return changeByPerson(deps, key, permission, (stored) => {
    const preview = stored ?? newPreview(key, snapshotOf(read, undefined, at));
    const text = `Commit ${shortHash(commit)} of the fork was approved.`;
    return {
      ...preview,
      pullRequest: snapshotOf(read, preview, at),
      approval: { commit, by: accountId, at },
      history: appended(preview.history, { at, text, by: accountId }),
    };
  });
}

function isOffered({ state, forkSource, commit }: PullRequest, seen: string): boolean {
  return state === 'open' && forkSource !== undefined && commit === seen;
}

const OUTDATED = permanent(
  'commit-missing',
  'This commit is not the newest one of an open pull request from a fork.',
  'Look at the newest commit. The card offers to approve it within half a minute.',
);
