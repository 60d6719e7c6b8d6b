import { accountJson } from './account-json';
import { findAccount } from '../accounts';
import type { Json } from './fields';
import type { GitCommit } from '../git-repository';
import type { Repository } from '../records';
import { repositoryApiUrl, repositoryReference, repositoryUrl } from './repository-json';
import { renderMarkdown } from './render-markdown';
import type { Site } from '../site';
import { restTime } from '../timestamps';

/** A commit as other objects refer to it: its full hash. */
export function commitReference(baseUrl: string, repository: Repository, hash: string): Json {
  return { type: 'commit', hash, links: commitLinks(baseUrl, repository, hash) };
}

/** A commit as Bitbucket's REST API shows it. */
export function commitJson(site: Site, repository: Repository, commit: GitCommit): Json {
  const baseUrl = site.baseUrl();
  const account = findAccount(commit.authorEmail);
  return {
    type: 'commit',
    hash: commit.hash,
    date: restTime(commit.authoredAt),
    message: commit.message,
    author: {
      type: 'author',
      raw: `${commit.authorName} <${commit.authorEmail}>`,
      ...(account ? { user: accountJson(baseUrl, account) } : {}),
    },
    summary: renderMarkdown(commit.message),
    parents: commit.parents.map((hash) => commitReference(baseUrl, repository, hash)),
    repository: repositoryReference(baseUrl, repository),
    links: {
      ...commitLinks(baseUrl, repository, commit.hash),
      statuses: {
        href: `${repositoryApiUrl(baseUrl, repository)}/commit/${commit.hash}/statuses`,
      },
    },
  };
}

function commitLinks(baseUrl: string, repository: Repository, hash: string): Record<string, Json> {
  return {
    self: { href: `${repositoryApiUrl(baseUrl, repository)}/commit/${hash}` },
    html: { href: `${repositoryUrl(baseUrl, repository)}/commits/${hash}` },
  };
}
