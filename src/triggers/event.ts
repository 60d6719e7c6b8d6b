import {
  parsePullRequestId,
  parseRepositoryKey,
  parseUuid,
  previewOfPullRequest,
  type PreviewKey,
  type RepositoryKey,
} from '../domain/preview-key';
import { isFullHash } from '../domain/pull-request';

/** The parts of a Bitbucket event that are read; each may be missing or of another shape. */
export interface BitbucketEvent {
  eventType?: unknown;
  timestamp?: unknown;
  workspace?: { uuid?: unknown };
  project?: { uuid?: unknown };
  repository?: { uuid?: unknown };
  pullrequest?: { id?: unknown };
  push?: { ref?: unknown; after?: unknown; closed?: unknown };
  comment?: { id?: unknown };
  actor?: { type?: unknown };
  selfGenerated?: unknown;
}

/** The repository that an event is about; undefined when it names none. */
export function repositoryOf(event: BitbucketEvent | null | undefined): RepositoryKey | undefined {
  return parseRepositoryKey({
    workspaceId: event?.workspace?.uuid,
    repositoryId: event?.repository?.uuid,
  });
}

/** The id of the project that the repository of an event is in; undefined when it names none. */
export function projectOf({ project }: BitbucketEvent): string | undefined {
  return parseUuid(project?.uuid);
}

/** The pull request that an event is about; undefined when it names none. */
export function previewKeyOf(event: BitbucketEvent | null | undefined): PreviewKey | undefined {
  const repository = repositoryOf(event);
  const id = parsePullRequestId(event?.pullrequest?.id);
  return repository && id ? previewOfPullRequest(repository, id) : undefined;
}

/** When it happened, by Bitbucket's clock, in milliseconds since the epoch; undefined when it does not say. */
export function timeOf({ timestamp }: BitbucketEvent): number | undefined {
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** What a push left of a branch or tag. */
export interface Push {
  branch: string;
  /** Its newest commit; undefined when it was deleted. */
  commit?: string;
}

/** What a push left; undefined when it cannot be told. */
export function pushOf({ push }: BitbucketEvent): Push | undefined {
  const { ref: branch, after: commit, closed } = push ?? {};
  if (typeof branch !== 'string') return undefined;
  if (typeof commit === 'string' && isFullHash(commit)) return { branch, commit };
  return closed === true ? { branch } : undefined;
}

/** The id of the comment that an event is about; undefined when it names none. */
export function commentOf({ comment }: BitbucketEvent): number | undefined {
  const id = comment?.id;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** Whether a person did it, as far as the event says: an app's account has another type, and some are our own doing. */
export function isByPerson({ actor, selfGenerated }: BitbucketEvent): boolean {
  return selfGenerated !== true && (actor?.type === undefined || actor.type === 'user');
}
