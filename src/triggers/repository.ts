import type { InvocationError } from '@forge/events';
import { isFullHash } from '../domain/pull-request';
import { notePush, noteRepositoryDeleted } from '../usecases/note-events';
import { dependencies } from '../wiring';
import { askedAgain } from './asked-again';
import { repositoryOf, type BitbucketEvent } from './event';

/** A repository was pushed to or deleted. */
export async function run(event: BitbucketEvent): Promise<InvocationError | undefined> {
  const repository = repositoryOf(event);
  if (!repository) {
    dependencies.log('passed over an event that names no repository');
    return undefined;
  }
  if (event.eventType === 'avi:bitbucket:deleted:repository') {
    return askedAgain(() => noteRepositoryDeleted(dependencies, repository));
  }
  const { ref: branch, after: commit } = event.push ?? {};
  // A deleted branch closes no pull request: there is no commit to look for.
  if (typeof branch !== 'string' || typeof commit !== 'string' || !isFullHash(commit)) {
    return undefined;
  }
  return askedAgain(() => notePush(dependencies, repository, { branch, commit }));
}
