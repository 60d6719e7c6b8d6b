import type { InvocationError } from '@forge/events';
import { previewId } from '../domain/preview-key';
import { noteComment } from '../usecases/commands/note-comment';
import { dependencies } from '../wiring';
import { askedAgain } from './asked-again';
import {
  commentOf,
  isByPerson,
  previewKeyOf,
  repositoryOf,
  timeOf,
  type BitbucketEvent,
} from './event';

/**
 * Somebody commented on a pull request. What apps write is passed over, this one above all: the manifest's filter is
 * no promise. What the comment says, and whether its author may, is read later.
 */
export async function run(event: BitbucketEvent): Promise<InvocationError | undefined> {
  const key = previewKeyOf(event);
  const comment = key && commentOf(event);
  if (!key || comment === undefined) {
    dependencies.log('passed over an event that names no comment', {
      repository: repositoryOf(event)?.repositoryId,
    });
    return undefined;
  }
  if (!isByPerson(event)) return undefined;
  const at = timeOf(event);
  return askedAgain({ preview: previewId(key) }, () =>
    noteComment(dependencies, key, { comment, at }),
  );
}
