import { fallback, nullish, object, picklist, string } from 'valibot';
import { parseUuid, type RepositoryKey } from '../../domain/preview-key';
import type { Permission } from '../../ports/bitbucket';
import {
  misfit,
  readAnswer,
  RefusalError,
  type BitbucketCall,
  type BitbucketRequest,
} from './read-answer';
import { readPages } from './read-pages';
import { braced, query, repositoryPath } from './repository-path';

const Repository = object({ uuid: string(), full_name: string() });

/** What a person was granted in a repository. A permission that is not known allows nothing. */
const Granted = object({
  permission: fallback(picklist(['admin', 'write', 'read', 'none']), 'none'),
  repository: object({ uuid: nullish(string()) }),
});

/** What a failed call could not do, as the person who calls is told. */
const PURPOSE = 'read your permission';

/** Beyond this many repositories their names are read anew. */
const MOST_NAMES = 1_000;

/**
 * Answers what the person who calls may do in a repository. The list of permissions is filtered by the
 * repository's full name, as public clients do it; by its uuid nobody does. The name is only a way to
 * find the row: what counts is the uuid in it. A repository that the list leaves out may be public: then
 * who can see it may read it.
 */
export function createPermissionReader(
  request: BitbucketRequest,
): (repository: RepositoryKey) => Promise<Permission> {
  /** By repository id, as they were when they were last read. */
  const fullNames = new Map<string, string>();
  return async (repository) => {
    const { repositoryId } = repository;
    const known = fullNames.get(repositoryId);
    const granted = known && (await findGranted(request, repository, known));
    if (granted) return granted;
    const fullName = await readFullName(request, repository);
    if (fullName === undefined) return 'none';
    if (fullNames.size >= MOST_NAMES) fullNames.clear();
    fullNames.set(repositoryId, fullName);
    if (fullName === known) return 'read';
    return (await findGranted(request, repository, fullName)) ?? 'read';
  };
}

/** The name of a repository as the person sees it; undefined when they cannot. */
async function readFullName(
  request: BitbucketRequest,
  repository: RepositoryKey,
): Promise<string | undefined> {
  const path = `${repositoryPath(repository)}${query({ fields: 'uuid,full_name' })}`;
  const call: BitbucketCall = { purpose: PURPOSE, path };
  const answer = await readAnswer(request, call, Repository);
  if (answer === 'absent') return undefined;
  if (parseUuid(answer.uuid) !== repository.repositoryId) throw misfit(call, 'uuid');
  return answer.full_name;
}

/** What the person was granted; undefined when the list does not have the repository. */
async function findGranted(
  request: BitbucketRequest,
  repository: RepositoryKey,
  fullName: string,
): Promise<Permission | undefined> {
  const q = `repository.full_name=${JSON.stringify(fullName)}`;
  try {
    return await findInList(request, repository, { q });
  } catch (error) {
    const status = error instanceof RefusalError ? error.status : undefined;
    // Whoever is no member of the workspace may still see a public repository of it.
    if (status === 404) return undefined;
    // Documented are filters by the repository's name and by the permission: this one may be refused.
    if (status === 400) return findInList(request, repository, {});
    throw error;
  }
}

async function findInList(
  request: BitbucketRequest,
  { workspaceId, repositoryId }: RepositoryKey,
  filter: Record<string, string>,
): Promise<Permission | undefined> {
  const fields = 'next,values.permission,values.repository.uuid';
  const call: BitbucketCall = {
    purpose: PURPOSE,
    path: `/2.0/user/workspaces/${braced(workspaceId)}/permissions/repositories${query({ ...filter, pagelen: '100', fields })}`,
  };
  for await (const page of readPages(request, call, Granted)) {
    const own = page.find(({ repository }) => parseUuid(repository.uuid) === repositoryId);
    if (own) return own.permission;
  }
  return undefined;
}
