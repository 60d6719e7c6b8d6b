import {
  parsePreviewKey,
  parseRepositoryKey,
  type PreviewKey,
  type RepositoryKey,
} from '../domain/preview-key';

/** The parts of a Bitbucket event that are read; each may be missing or of another shape. */
export interface BitbucketEvent {
  eventType?: unknown;
  timestamp?: unknown;
  workspace?: { uuid?: unknown };
  repository?: { uuid?: unknown };
  pullrequest?: { id?: unknown };
  push?: { ref?: unknown; after?: unknown; closed?: unknown };
}

/** The repository that an event is about; undefined when it names none. */
export function repositoryOf(event: BitbucketEvent | null | undefined): RepositoryKey | undefined {
  return parseRepositoryKey({
    workspaceId: event?.workspace?.uuid,
    repositoryId: event?.repository?.uuid,
  });
}

/** The pull request that an event is about; undefined when it names none. */
export function previewKeyOf(event: BitbucketEvent | null | undefined): PreviewKey | undefined {
  return parsePreviewKey({
    workspaceId: event?.workspace?.uuid,
    repositoryId: event?.repository?.uuid,
    pullRequestId: event?.pullrequest?.id,
  });
}
