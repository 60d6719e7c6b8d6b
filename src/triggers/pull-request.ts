import type { InvocationError } from '@forge/events';
import { previewId } from '../domain/preview-key';
import { notePullRequest } from '../usecases/events/note-events';
import { dependencies } from '../wiring';
import { askedAgain } from './asked-again';
import { previewKeyOf, repositoryOf, timeOf, type BitbucketEvent } from './event';

/** A pull request was opened, changed, reviewed, merged or declined. */
export async function run(event: BitbucketEvent): Promise<InvocationError | undefined> {
  const key = previewKeyOf(event);
  if (!key) {
    dependencies.log('passed over an event that names no pull request', {
      repository: repositoryOf(event)?.repositoryId,
    });
    return undefined;
  }
  const noted = {
    at: timeOf(event),
    opened: event.eventType === 'avi:bitbucket:created:pullrequest',
    reviewed: event.eventType === 'avi:bitbucket:updated:pullrequest-reviewer-status',
  };
  return askedAgain({ preview: previewId(key) }, () => notePullRequest(dependencies, key, noted));
}
