import { accountJson } from './account-json';
import { getAccount } from '../accounts';
import { openCommentCount } from '../comment-count';
import { commitReference } from './commit-json';
import type { Json } from './fields';
import type { PullRequest, Repository } from '../records';
import { renderMarkdown } from './render-markdown';
import { repositoryApiUrl, repositoryReference, repositoryUrl } from './repository-json';
import { findRepositoryByUuid, type Site } from '../site';
import { restTime } from '../timestamps';

/** Fields that lists of pull requests leave out unless they are asked for, as Bitbucket does. */
export const hiddenInLists = ['participants', 'reviewers', 'rendered'] as const;

/** A pull request as Bitbucket's REST API shows it. */
export function pullRequestJson(site: Site, repository: Repository, pr: PullRequest): Json {
  const baseUrl = site.baseUrl();
  const person = (accountId: string) => accountJson(baseUrl, getAccount(accountId));
  const description = renderMarkdown(pr.description);
  const { reviewers = [], approvedBy, changesWantedBy = [] } = pr;
  return {
    type: 'pullrequest',
    id: pr.id,
    title: pr.title,
    description: pr.description,
    summary: description,
    rendered: { title: renderMarkdown(pr.title), description },
    state: pr.state,
    draft: pr.draft,
    author: person(pr.author),
    source: sourceJson(site, repository, pr),
    destination: {
      branch: { name: pr.destination.branch },
      commit: commitReference(baseUrl, repository, shown(site, pr.destination.commit)),
      repository: repositoryReference(baseUrl, repository),
    },
    merge_commit: pr.mergeCommit
      ? commitReference(baseUrl, repository, shown(site, pr.mergeCommit))
      : null,
    close_source_branch: pr.closeSourceBranch,
    closed_by: pr.closedBy ? person(pr.closedBy) : null,
    reason: pr.reason ?? '',
    comment_count: openCommentCount(site.records, pr),
    task_count: 0,
    created_on: restTime(pr.createdAt),
    updated_on: restTime(pr.updatedAt),
    reviewers: reviewers.map(person),
    participants: [...new Set([...reviewers, ...approvedBy, ...changesWantedBy])].map((accountId) =>
      participantJson(person(accountId), pr, accountId),
    ),
    links: pullRequestLinks(baseUrl, repository, pr.id),
  };
}

/** Somebody who was asked for a review, approved, or asks for changes. */
export function participantJson(
  user: Json,
  { reviewers = [], approvedBy, changesWantedBy = [] }: PullRequest,
  accountId: string,
): Json {
  const role = reviewers.includes(accountId) ? 'REVIEWER' : 'PARTICIPANT';
  const approved = approvedBy.includes(accountId);
  const other = changesWantedBy.includes(accountId) ? 'changes_requested' : null;
  return { type: 'participant', user, role, approved, state: approved ? 'approved' : other };
}

/** Address of a pull request's page. */
export function pullRequestUrl(baseUrl: string, repository: Repository, id: number): string {
  return `${repositoryUrl(baseUrl, repository)}/pull-requests/${id}`;
}

function sourceJson(site: Site, repository: Repository, pr: PullRequest): Json {
  const baseUrl = site.baseUrl();
  const source = findRepositoryByUuid(site, pr.source.repository);
  return {
    branch: { name: pr.source.branch },
    commit: commitReference(baseUrl, source ?? repository, shown(site, pr.source.commit)),
    repository: source ? repositoryReference(baseUrl, source) : null,
  };
}

function shown(site: Site, hash: string): string {
  return hash.slice(0, site.pullRequestHashLength);
}

function pullRequestLinks(baseUrl: string, repository: Repository, id: number): Json {
  const api = `${repositoryApiUrl(baseUrl, repository)}/pullrequests/${id}`;
  const parts = ['commits', 'approve', 'diffstat', 'comments', 'merge', 'decline', 'statuses'];
  return {
    self: { href: api },
    html: { href: pullRequestUrl(baseUrl, repository, id) },
    ...Object.fromEntries(parts.map((part) => [part, { href: `${api}/${part}` }])),
  };
}
