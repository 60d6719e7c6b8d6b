import type { InvocationError } from '@forge/events';
import { notePullRequest } from '../usecases/note-events';
import { dependencies } from '../wiring';
import { askedAgain } from './asked-again';
import { previewKeyOf, type BitbucketEvent } from './event';

/** A pull request was opened, changed, merged or declined. */
export async function run(event: BitbucketEvent): Promise<InvocationError | undefined> {
  const key = previewKeyOf(event);
  if (!key) {
    dependencies.log('passed over an event that names no pull request');
    return undefined;
  }
  const at = typeof event.timestamp === 'string' ? Date.parse(event.timestamp) : NaN;
  const noted = {
    at: Number.isNaN(at) ? undefined : at,
    opened: event.eventType === 'avi:bitbucket:created:pullrequest',
  };
  return askedAgain(() => notePullRequest(dependencies, key, noted));
}
