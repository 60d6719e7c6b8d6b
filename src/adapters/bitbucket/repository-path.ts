import type { PullRequestKey, RepositoryKey } from '../../domain/preview-key';

/** A repository in Bitbucket's REST API, by ids: names change. */
export function repositoryPath({ workspaceId, repositoryId }: RepositoryKey): string {
  return `/2.0/repositories/${braced(workspaceId)}/${braced(repositoryId)}`;
}

/** A pull request in Bitbucket's REST API. */
export function pullRequestPath(key: PullRequestKey): string {
  return `${repositoryPath(key)}/pullrequests/${key.pullRequestId}`;
}

/**
 * A UUID in a path, as every public example has it: the braces are not percent-encoded, since nothing
 * shows that the way through Forge decodes them.
 */
export function braced(uuid: string): string {
  return `{${uuid}}`;
}

/** `parameters` as a query, encoded. */
export function query(parameters: Record<string, string>): string {
  const parts = Object.entries(parameters).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `?${parts.join('&')}`;
}
