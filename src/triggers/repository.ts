import { isFullHash } from '../domain/pull-request';
import { notePush, noteRepositoryDeleted } from '../usecases/note-events';
import { dependencies } from '../wiring';
import { repositoryOf, type BitbucketEvent } from './event';

/** A repository was pushed to or deleted. */
export async function run(event: BitbucketEvent): Promise<void> {
  const repository = repositoryOf(event);
  if (!repository) {
    dependencies.log('passed over an event that names no repository');
    return;
  }
  if (event.eventType === 'avi:bitbucket:deleted:repository') {
    await noteRepositoryDeleted(dependencies, repository);
    return;
  }
  const { ref: branch, after: commit } = event.push ?? {};
  // A deleted branch closes no pull request: there is no commit to look for.
  if (typeof branch !== 'string' || typeof commit !== 'string' || !isFullHash(commit)) return;
  await notePush(dependencies, repository, { branch, commit });
}
