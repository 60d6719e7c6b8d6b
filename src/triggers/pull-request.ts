import type { InvocationError } from '@forge/events';
import { notePullRequest } from '../usecases/note-events';
import { dependencies } from '../wiring';
import { askedAgain } from './asked-again';
import { previewKeyOf, timeOf, type BitbucketEvent } from './event';

/** A pull request was opened, changed, merged or declined. */
export async function run(event: BitbucketEvent): Promise<InvocationError | undefined> {
  const key = previewKeyOf(event);
  if (!key) {
    dependencies.log('passed over an event that names no pull request');
    return undefined;
  }
  const noted = {
    at: timeOf(event),
    opened: event.eventType === 'avi:bitbucket:created:pullrequest',
  };
  return askedAgain(() => notePullRequest(dependencies, key, noted));
}
