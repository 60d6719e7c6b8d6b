import { parseRepositoryKey, type RepositoryKey } from '../../src/domain/preview-key';

/** The repository that a path of Bitbucket's API names, and what follows it there. */
export function repositoryOfPath(
  path: string,
): { repository: RepositoryKey; rest: string } | undefined {
  const [, workspaceId = '', repositoryId = '', rest = ''] =
    /^\/2\.0\/repositories\/([^/?]+)\/([^/?]+)(.*)$/.exec(path) ?? [];
  const repository = parseRepositoryKey({
    workspaceId: decodeURIComponent(workspaceId),
    repositoryId: decodeURIComponent(repositoryId),
  });
  return repository && { repository, rest };
}
