import type {
  BuildStatus,
  Comment,
  FileChange,
  PullRequest,
  Repository,
} from './bitbucket-answers';
import type { PagesApp } from './pages-context';
import { getPermission } from './read-repository';
import { RestError, type RestClient } from './rest';
import { modulesOf, placeModule } from './views/module';
import type { PullRequestView } from './views/pull-request-page';

/** Reads all that the page of a pull request shows. Throws `RestError` when it cannot be seen. */
export async function loadPullRequest(
  rest: RestClient,
  modules: PagesApp['modules'],
  at: { path: string; id: number; user: string },
): Promise<PullRequestView> {
  const base = `/2.0/repositories/${at.path}/pullrequests/${at.id}`;
  const [repository, pullRequest, comments, statuses, changes] = await Promise.all([
    rest.get<Repository>(`/2.0/repositories/${at.path}`),
    rest.get<PullRequest>(base),
    rest.list<Comment>(`${base}/comments?pagelen=100`),
    rest.list<BuildStatus>(`${base}/statuses?pagelen=100`),
    rest.list<FileChange>(`${base}/diffstat`).catch(unknownIfRefused),
  ]);
  return {
    repository,
    pullRequest,
    comments,
    statuses,
    changes,
    permission: await getPermission(rest, repository),
    user: at.user,
    cards: modulesOf(modules, 'bitbucket:repoPullRequestCard').map((module) =>
      placeModule(module, repository, at.id),
    ),
  };
}

/** A pull request whose branch or fork is gone has no difference to show, and still has a page. */
function unknownIfRefused(error: unknown): undefined {
  if (error instanceof RestError) return undefined;
  throw error;
}
