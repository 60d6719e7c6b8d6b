import type { Json } from './fields';
import type { GitFileChange } from '../git-repository';
import type { Repository } from '../records';
import { repositoryApiUrl } from './repository-json';
import type { Site } from '../site';

/** A file that differs between two commits as Bitbucket's REST API shows it. */
export function diffstatJson(
  site: Site,
  repository: Repository,
  commits: { source: string; destination: string },
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
    old: file(commits.destination, change.oldPath),
    new: file(commits.source, change.newPath),
  };
}

/** A path for use in an address; its slashes stay. */
export function escapedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
