import type { InvocationError } from '@forge/events';
import { defined } from '../domain/defined';
import { notePush, noteRepositoryDeleted } from '../usecases/events/note-events';
import { dependencies } from '../wiring';
import { askedAgain } from './asked-again';
import { projectOf, pushOf, repositoryOf, timeOf, type BitbucketEvent } from './event';

/**
 * A repository was pushed to or deleted. What cannot be used is logged. What needs nothing is not, for
 * most pushes are such: to a tag, to a branch without a preview.
 */
export async function run(event: BitbucketEvent): Promise<InvocationError | undefined> {
  const repository = repositoryOf(event);
  if (!repository) {
    dependencies.log('passed over an event that names no repository');
    return undefined;
  }
  const at = timeOf(event);
  const about = { repository: repository.repositoryId };
  const passOver = (why: string) => dependencies.log('passed over an event', { ...about, why });
  switch (event.eventType) {
    case 'avi:bitbucket:deleted:repository':
      return askedAgain(about, () => noteRepositoryDeleted(dependencies, repository, { at }));
    case 'avi:bitbucket:push:repository': {
      const push = pushOf(event);
      if (push)
        return askedAgain(about, () =>
          notePush(dependencies, repository, {
            ...push,
            at,
            ...defined({ project: projectOf(event) }),
          }),
        );
      passOver('a push without a branch and a full commit');
      return undefined;
    }
    default:
      passOver('neither a push nor the deletion of the repository');
      return undefined;
  }
}
