import { type Actor, signedIn } from './actor';
import { type Account, findAccount, getAccount } from './accounts';
import type { ForgeEvent } from './forge-event';
import type { GitCommit } from './git-repository';
import type { BuildStatus, Comment, PullRequest, Repository } from './records';
import { getWorkspaceOf, type Site } from './site';
import { openCommentCount } from './comment-count';
import { eventTime, restTime } from './timestamps';

// Shapes: Forge documentation, "Bitbucket events" reference, example payloads of 2026-08.

/** Events whose examples name the repository by uuid alone. */
const withoutSlug = new Set([
  'updated:repository',
  'deleted:repository',
  'created:build-status',
  'updated:pullrequest-comment',
  'resolved:pullrequest-comment',
  'reopened:pullrequest-comment',
]);

/** How many commits of a push are listed. */
const MAX_PUSHED_COMMITS = 5;

/** Raises `created`, `updated` or `deleted` of a repository. */
export function raiseRepositoryEvent(
  site: Site,
  actor: Actor,
  verb: 'created' | 'updated' | 'deleted',
  repository: Repository,
  details: { changes?: Record<string, { old: string; new: string }> } = {},
): void {
  const changes = Object.entries(details.changes ?? {}).map(([name, change]) => [
    name,
    { old: truncatable(change.old), new: truncatable(change.new) },
  ]);
  const body = verb === 'updated' ? { changes: Object.fromEntries(changes) as object } : {};
  site.raise(forgeEvent(site, actor, `${verb}:repository`, repository, body));
}

/** What happened to one branch or tag. */
export interface RefChange {
  kind: 'branch' | 'tag';
  name: string;
  before?: string;
  after?: string;
  forced: boolean;
  /** Newest first; at most one more than an event lists. */
  commits: GitCommit[];
}

/** How many new commits of a `RefChange` are worth reading: one more than an event lists. */
export const PUSHED_COMMITS_TO_READ = MAX_PUSHED_COMMITS + 1;

/** Raises the push of one branch or tag. */
export function raisePushEvent(
  site: Site,
  actor: Actor,
  repository: Repository,
  change: RefChange,
): void {
  const push = {
    ref: change.name,
    ...(change.before ? { before: change.before } : {}),
    ...(change.after ? { after: change.after } : {}),
    created: change.before === undefined,
    closed: change.after === undefined,
    forced: change.forced,
    ...(change.kind === 'tag' ? tagDetails(change) : branchDetails(repository, change)),
  };
  site.raise(forgeEvent(site, actor, 'push:repository', repository, { push }));
}

/** Raises an event of a pull request in its destination repository. */
export function raisePullRequestEvent(
  site: Site,
  actor: Actor,
  verb: 'created' | 'updated' | 'fulfilled' | 'rejected',
  repository: Repository,
  pr: PullRequest,
): void {
  const pullrequest = {
    ...briefPullRequest(pr),
    ...(pr.mergeCommit ? { mergeCommit: { hash: short(pr.mergeCommit) } } : {}),
    ...pullRequestDetails(site, pr),
  };
  site.raise(forgeEvent(site, actor, `${verb}:pullrequest`, repository, { pullrequest }));
}

/** Raises the event of what people say of a pull request; of approvals it tells nothing. */
export function raiseReviewEvent(
  site: Site,
  actor: Actor,
  repository: Repository,
  pr: PullRequest,
): void {
  const timestamp = eventTime(site.clock.now());
  const value = (pr.changesWantedBy ?? []).map((accountId) => ({
    user: accountReference(getAccount(accountId)),
    status: 'changes_requested',
    timestamp,
  }));
  const body = {
    pullrequest: { ...briefPullRequest(pr), ...pullRequestDetails(site, pr) },
    reviewers: { value, truncated: false },
  };
  site.raise(forgeEvent(site, actor, 'updated:pullrequest-reviewer-status', repository, body));
}

/** Raises an event of a comment, which carries no more of it than its id. */
export function raiseCommentEvent(
  site: Site,
  actor: Actor,
  verb: 'created' | 'updated' | 'deleted',
  repository: Repository,
  pr: PullRequest,
  comment: Comment,
): void {
  const body = {
    pullrequest: {
      ...briefPullRequest(pr),
      ...(verb === 'updated' ? {} : pullRequestDetails(site, pr)),
    },
    comment: { id: comment.id },
    ...(verb === 'updated' ? { changes: { content: {} } } : {}),
  };
  site.raise(forgeEvent(site, actor, `${verb}:pullrequest-comment`, repository, body));
}

/** Raises `created` or `updated` of a build status. */
export function raiseBuildStatusEvent(
  site: Site,
  actor: Actor,
  verb: 'created' | 'updated',
  repository: Repository,
  status: BuildStatus,
): void {
  const buildStatus = {
    key: status.key,
    state: status.state,
    url: status.url,
    commit: { hash: status.commit },
    createdOn: eventTime(status.createdAt),
    updatedOn: eventTime(status.updatedAt),
    ...(status.refname ? { refName: status.refname } : {}),
  };
  site.raise(forgeEvent(site, actor, `${verb}:build-status`, repository, { buildStatus }));
}

function forgeEvent(
  site: Site,
  actor: Actor,
  name: string,
  repository: Repository,
  body: Record<string, unknown>,
): ForgeEvent {
  const workspace = getWorkspaceOf(site, repository);
  return {
    actor: accountReference(signedIn(actor)),
    repository: {
      uuid: repository.uuid,
      ...(withoutSlug.has(name) ? {} : { slug: repository.slug }),
    },
    project: { uuid: workspace.project.uuid },
    workspace: { uuid: workspace.uuid },
    ...body,
    eventType: `avi:bitbucket:${name}`,
    timestamp: eventTime(site.clock.now()),
    ...(actor.kind === 'app' ? { selfGenerated: true } : {}),
  };
}

function branchDetails(repository: Repository, change: RefChange): object {
  const commits = change.commits.slice(0, MAX_PUSHED_COMMITS);
  return {
    mainbranch: change.name === repository.mainBranch,
    truncated: change.commits.length > commits.length,
    commits: commits.map((commit) => ({
      hash: commit.hash,
      message: truncatable(commit.message),
      date: eventTime(commit.authoredAt),
      author: commitAuthor(commit),
    })),
  };
}

function tagDetails({ commits: [commit] }: RefChange): object {
  if (!commit) return {};
  return {
    date: eventTime(commit.authoredAt),
    author: commitAuthor(commit),
    message: truncatable(commit.message),
  };
}

/** Only an author with an account is named. */
function commitAuthor(commit: GitCommit): object {
  const account = findAccount(commit.authorEmail);
  return account ? { user: accountReference(account) } : {};
}

function briefPullRequest(pr: PullRequest): object {
  return {
    id: pr.id,
    state: pr.state,
    source: { branch: pr.source.branch, commit: { hash: short(pr.source.commit) } },
    destination: { branch: pr.destination.branch, commit: { hash: short(pr.destination.commit) } },
  };
}

function pullRequestDetails(site: Site, pr: PullRequest): object {
  const author = getAccount(pr.author);
  return {
    updatedOn: restTime(pr.updatedAt),
    createdOn: restTime(pr.createdAt),
    title: truncatable(pr.title),
    author: { ...accountReference(author), displayName: author.displayName },
    commentCount: openCommentCount(site.records, pr),
    taskCount: 0,
  };
}

function accountReference(account: Account): object {
  return { type: account.type, accountId: account.accountId, uuid: account.uuid };
}

function truncatable(value: string): object {
  return { value, truncated: false };
}

/** Hashes in events of pull requests have 12 characters. */
function short(hash: string): string {
  return hash.slice(0, 12);
}
