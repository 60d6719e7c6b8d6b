import { failureOf } from '../domain/failure';
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
    await passOverPermanent(noteRepositoryDeleted(dependencies, repository));
    return;
  }
  const { ref: branch, after: commit } = event.push ?? {};
  // A deleted branch closes no pull request: there is no commit to look for.
  if (typeof branch !== 'string' || typeof commit !== 'string' || !isFullHash(commit)) return;
  await notePush(dependencies, repository, { branch, commit });
}

/** What cannot succeed later either is logged; anything else fails the invocation. */
async function passOverPermanent(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (failureOf(error).kind !== 'permanent') throw error;
    dependencies.log('passed over an event', { why: failureOf(error).message });
  }
}
