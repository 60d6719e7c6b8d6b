import {
  parsePullRequestId,
  parseRepositoryKey,
  parseUuid,
  previewOfPullRequest,
  type PreviewKey,
  type RepositoryKey,
} from '../domain/preview-key';

/** Who calls from where, as Forge says it. Nothing that a browser sent is in it. */
export interface InvocationContext {
  accountId?: unknown;
  workspaceId?: unknown;
  extension?: {
    project?: { uuid?: unknown; key?: unknown };
    repository?: { uuid?: unknown };
    pullRequest?: { id?: unknown };
  };
}

/** The repository that the caller's page belongs to; undefined outside a repository. */
export function repositoryOf(context: InvocationContext): RepositoryKey | undefined {
  return parseRepositoryKey({
    workspaceId: context.workspaceId,
    repositoryId: context.extension?.repository?.uuid,
  });
}

/** The workspace that the caller's page belongs to. */
export function workspaceOf(context: InvocationContext): string | undefined {
  return parseUuid(context.workspaceId);
}

/** The project that the caller's page belongs to, as the page says: Bitbucket has to confirm it. */
export function projectOf(context: InvocationContext): { id: string; key: string } | undefined {
  const id = parseUuid(context.extension?.project?.uuid);
  const key = context.extension?.project?.key;
  return id !== undefined && typeof key === 'string' && key !== '' ? { id, key } : undefined;
}

/** The pull request that the caller's card belongs to; undefined outside a pull request. */
export function previewKeyOf(context: InvocationContext): PreviewKey | undefined {
  const repository = repositoryOf(context);
  const id = parsePullRequestId(context.extension?.pullRequest?.id);
  return repository && id ? previewOfPullRequest(repository, id) : undefined;
}

/** The account of the caller; undefined for somebody who is not signed in. */
export function accountOf(context: InvocationContext): string | undefined {
  return typeof context.accountId === 'string' ? context.accountId : undefined;
}
