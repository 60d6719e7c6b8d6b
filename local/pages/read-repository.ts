import type { Context } from 'hono';
import type { Branch, Permission, PullRequest, Repository } from './bitbucket-answers';
import { RestError, type RestClient } from './rest';

/** The `workspace/repository` of the address, encoded as REST paths need it. */
export function repositoryPath(request: Context): string {
  const workspace = request.req.param('workspace') ?? '';
  const repository = request.req.param('repo') ?? '';
  return `${encodeURIComponent(workspace)}/${encodeURIComponent(repository)}`;
}

/** The repository of the address. Throws `RestError` 404 when this person cannot see it. */
export function getRepository(request: Context, rest: RestClient): Promise<Repository> {
  return rest.get<Repository>(`/2.0/repositories/${repositoryPath(request)}`);
}

/** Those that are open, or all of them, the newest first as Bitbucket lists them. */
export function listPullRequests(
  rest: RestClient,
  repository: Repository,
  states: readonly string[],
): Promise<PullRequest[]> {
  const query = states.map((state) => `state=${encodeURIComponent(state)}`).join('&');
  return rest.list<PullRequest>(`/2.0/repositories/${repository.full_name}/pullrequests?${query}`);
}

export function listBranches(rest: RestClient, repository: Repository): Promise<Branch[]> {
  return rest.list<Branch>(`/2.0/repositories/${repository.full_name}/refs/branches?pagelen=100`);
}

/** What the signed-in person may do; `none` also when Bitbucket does not say. */
export async function getPermission(rest: RestClient, repository: Repository): Promise<Permission> {
  const [workspace = ''] = repository.full_name.split('/');
  const query = new URLSearchParams({ q: `repository.full_name="${repository.full_name}"` });
  const address = `/2.0/user/workspaces/${workspace}/permissions/repositories?${query.toString()}`;
  try {
    const [entry] = await rest.list<{ permission: Permission }>(address);
    return entry?.permission ?? 'none';
  } catch (error) {
    if (error instanceof RestError) return 'none';
    throw error;
  }
}
