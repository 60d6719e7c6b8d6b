import { cleanText, shorten } from '../../domain/clean-text';
import type { Failure } from '../../domain/failure';
import type { ReconcileRun } from './reconcile-run';

/** As what a provider may meet the end of a branch. */
const PERHAPS_GONE = ['clone-failed', 'commit-missing', 'environment-useless', 'fetch-failed'];

/**
 * `failure`, or that the branch is gone when Bitbucket says so: a provider cannot tell that from a
 * repository which it may not read. Of a fork the app cannot know.
 */
export async function blameBranch(run: ReconcileRun, failure: Failure): Promise<Failure> {
  const { branch, fork } = run.preview.pullRequest;
  if (fork || !PERHAPS_GONE.includes(failure.code)) return failure;
  // It only makes the words better: without an answer the failure itself is told.
  const isThere = await run.deps.bitbucket.branchExists(run.key, branch).catch(() => true);
  if (isThere) return failure;
  return {
    ...failure,
    message: `The branch ${shorten(cleanText(branch), 100)} is gone.`,
    remedy:
      run.key.subject.kind === 'branch'
        ? 'Push the branch again.'
        : 'Restore the branch, then redeploy. Or decline the pull request.',
  };
}
