import { nullish, object, string } from 'valibot';
import { parseUuid, type RepositoryKey } from '../../domain/preview-key';
import { absent, readAnswer, RefusalError, type BitbucketRequest } from './read-answer';
import { braced, query, repositoryPath } from './repository-path';

const Project = object({ uuid: string() });

/** The id of the project with this key; undefined when the person who calls does not see one. */
export async function readProject(
  request: BitbucketRequest,
  workspaceId: string,
  key: string,
): Promise<string | undefined> {
  const call = {
    purpose: 'read the project',
    path: `/2.0/workspaces/${braced(workspaceId)}/projects/${encodeURIComponent(key)}${query({ fields: 'uuid' })}`,
  };
  try {
    const answer = await readAnswer(request, call, Project);
    return answer === 'absent' ? undefined : parseUuid(answer.uuid);
  } catch (error) {
    if (error instanceof RefusalError && error.status === 403) return undefined;
    throw error;
  }
}

/** The id of the project that a repository is in; undefined when Bitbucket names none. */
export async function readProjectOf(
  request: BitbucketRequest,
  repository: RepositoryKey,
): Promise<string | undefined> {
  const call = {
    purpose: 'read the project of the repository',
    path: `${repositoryPath(repository)}${query({ fields: 'project.uuid' })}`,
  };
  const answer = await readAnswer(request, call, object({ project: nullish(Project) }));
  if (answer === 'absent') throw absent(call);
  return parseUuid(answer.project?.uuid);
}
