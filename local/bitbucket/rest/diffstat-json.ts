import type { Json } from './fields';
import type { GitFileChange } from '../git-repository';
import type { PullRequest, Repository } from '../records';
import { repositoryApiUrl } from './repository-json';
import type { Site } from '../site';

/** One changed file of a pull request as Bitbucket's REST API shows it. */
export function diffstatJson(
  site: Site,
  repository: Repository,
  pr: PullRequest,
  change: GitFileChange,
): Json {
  const api = `${repositoryApiUrl(site.baseUrl(), repository)}/src`;
  const file = (commit: string, path: string | undefined): Json =>
    path === undefined
      ? null
      : {
          type: 'commit_file',
          path,
          escaped_path: escapedPath(path),
          links: { self: { href: `${api}/${commit}/${escapedPath(path)}` } },
        };
  return {
    type: 'diffstat',
    status: change.status,
    lines_added: change.linesAdded,
    lines_removed: change.linesRemoved,
    old: file(pr.destination.commit, change.oldPath),
    new: file(pr.source.commit, change.newPath),
  };
}

/** A path for use in an address; its slashes stay. */
export function escapedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
