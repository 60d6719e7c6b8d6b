import type { ForgeEvent } from '../../local/bitbucket/forge-event';
import {
  commentOf,
  isByPerson,
  previewKeyOf,
  pushOf,
  repositoryOf,
  timeOf,
  type BitbucketEvent,
} from '../../src/triggers/event';
import type { Dependencies } from '../../src/usecases/dependencies';
import { noteComment } from '../../src/usecases/commands/note-comment';
import {
  notePullRequest,
  notePush,
  noteRepositoryDeleted,
} from '../../src/usecases/events/note-events';

/** As the triggers of the manifest do it, who need Forge around them. */
export async function deliverEvent(deps: Dependencies, event: ForgeEvent): Promise<void> {
  const named = event as unknown as BitbucketEvent;
  const key = previewKeyOf(named);
  const at = timeOf(named);
  const comment = commentOf(named);
  if (key && comment !== undefined) {
    return isByPerson(named) ? noteComment(deps, key, { comment, at }) : undefined;
  }
  if (key) {
    const opened = event.eventType === 'avi:bitbucket:created:pullrequest';
    return notePullRequest(deps, key, { at, opened });
  }
  const repository = repositoryOf(named);
  if (!repository) return undefined;
  if (event.eventType.endsWith(':deleted:repository')) {
    return noteRepositoryDeleted(deps, repository, { at });
  }
  const push = pushOf(named);
  if (typeof push === 'object') await notePush(deps, repository, { ...push, at });
}
