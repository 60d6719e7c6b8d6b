import * as v from 'valibot';
import type { Account } from '../accounts';
import { signedIn } from '../actor';
import { ApiError, notFound } from '../api-error';
import { raisePullRequestEvent } from '../events';
import { getRepositoryFor, isAllowed } from '../permissions';
import { pullRequestJson } from './pull-request-json';
import type { PullRequest, Repository } from '../records';
import { answer, parameter, readBody, repositoryOf, type RestContext } from './rest';
import { reviewerIds, REVIEWERS } from './reviewers';
import { findRepository, findRepositoryByUuid, gitId, gitOf, type Site } from '../site';

/** How bodies name a branch. */
export const BRANCH = v.object({
  branch: v.object({ name: v.pipe(v.string(), v.nonEmpty()) }),
});

const NEW_PULL_REQUEST = v.object({
  title: v.pipe(v.string(), v.trim(), v.nonEmpty('title is required')),
  description: v.optional(v.string(), ''),
  source: v.object({
    ...BRANCH.entries,
    repository: v.optional(
      v.object({ full_name: v.optional(v.string()), uuid: v.optional(v.string()) }),
    ),
  }),
  destination: v.optional(BRANCH),
  close_source_branch: v.optional(v.boolean(), false),
  reviewers: v.optional(REVIEWERS),
  draft: v.optional(v.boolean(), false),
});

/** Opens a pull request, or changes the open one between the same branches. */
export async function openPullRequest(site: Site, c: RestContext): Promise<Response> {
  const author = signedIn(c.var.actor);
  const body = await readBody(c, NEW_PULL_REQUEST);
  const source = sourceRepository(site, c, body.source.repository);
  const repository = destinationRepository(site, c, source);
  const from = source ?? repository;
  const branches = {
    source: body.source.branch.name,
    destination: body.destination?.branch.name ?? repository.mainBranch,
  };
  // Under the lock the source branch cannot move before the pull request is there to follow it.
  return site.lock(from.uuid, async () => {
    const commits = await comparedCommits(site, from, repository, branches);
    const { pr, isNew } = draftPullRequest(site, repository, from, author, body, branches, commits);
    await site.records.write([site.records.pullRequests.put(pr)]);
    raisePullRequestEvent(site, c.var.actor, isNew ? 'created' : 'updated', repository, pr);
    return answer(c, pullRequestJson(site, repository, pr), { status: 201 });
  });
}

function draftPullRequest(
  site: Site,
  repository: Repository,
  from: Repository,
  author: Account,
  body: v.InferOutput<typeof NEW_PULL_REQUEST>,
  branches: { source: string; destination: string },
  commits: { source: string; destination: string },
): { pr: PullRequest; isNew: boolean } {
  const now = site.clock.now();
  const existing = openBetween(site, repository, from, branches);
  const others = site.records.pullRequests.list(repository.uuid);
  const by = existing?.author ?? author.accountId;
  const pr: PullRequest = {
    repository: repository.uuid,
    id: existing?.id ?? 1 + Math.max(0, ...others.map(({ id }) => id)),
    title: body.title,
    description: body.description,
    draft: body.draft,
    state: 'OPEN',
    author: by,
    source: { repository: from.uuid, branch: branches.source, commit: commits.source },
    destination: { branch: branches.destination, commit: commits.destination },
    closeSourceBranch: body.close_source_branch,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
    reviewers: body.reviewers ? reviewerIds(body.reviewers, by) : (existing?.reviewers ?? []),
    approvedBy: existing?.approvedBy ?? [],
  };
  return { pr, isNew: existing === undefined };
}

/** An open pull request between the same branches: opening it again changes it. */
function openBetween(
  site: Site,
  repository: Repository,
  from: Repository,
  branches: { source: string; destination: string },
): PullRequest | undefined {
  return site.records.pullRequests
    .list(repository.uuid)
    .find(
      (pr) =>
        pr.state === 'OPEN' &&
        pr.source.repository === from.uuid &&
        pr.source.branch === branches.source &&
        pr.destination.branch === branches.destination,
    );
}

function sourceRepository(
  site: Site,
  c: RestContext,
  named: { full_name?: string | undefined; uuid?: string | undefined } | undefined,
): Repository | undefined {
  if (!named?.full_name && !named?.uuid) return undefined;
  const [workspace = '', slug = ''] = (named.full_name ?? '').split('/');
  const found = named.uuid
    ? findRepositoryByUuid(site, named.uuid)
    : findRepository(site, workspace, slug);
  if (!found) throw notFound(`Repository ${named.full_name ?? named.uuid}`);
  return getRepositoryFor(
    site,
    c.var.actor,
    { workspace: found.workspace, slug: found.uuid },
    'read',
  );
}

/**
 * The repository of the path. Who may write in a fork of it may open pull requests from there,
 * even without access to it: so that somebody outside can contribute.
 */
function destinationRepository(
  site: Site,
  c: RestContext,
  source: Repository | undefined,
): Repository {
  const parent = source?.parent ? findRepositoryByUuid(site, source.parent) : undefined;
  const named = findRepository(site, parameter(c, 'workspace'), parameter(c, 'slug'));
  const contributes =
    source &&
    parent &&
    named?.uuid === parent.uuid &&
    isAllowed(site, c.var.actor, source, 'write');
  return contributes ? parent : repositoryOf(site, c, 'read');
}

/** The commits that both branches stand at. Throws a 400 when there is nothing to compare. */
async function comparedCommits(
  site: Site,
  from: Repository,
  into: Repository,
  branches: { source: string; destination: string },
): Promise<{ source: string; destination: string }> {
  const source = await branchCommit(site, from, branches.source, 'source');
  const destination = await branchCommit(site, into, branches.destination, 'destination');
  const git = gitOf(site, into);
  if (from.uuid !== into.uuid) await git.takeCommits(gitId(from), branches.source);
  if (await git.isAncestor(source, destination)) {
    throw new ApiError(400, `There are no changes in ${branches.source} to be pulled.`);
  }
  return { source, destination };
}

/** The commit that a branch stands at. Throws a 400 that names the field when it is missing. */
export async function branchCommit(
  site: Site,
  repository: Repository,
  branch: string,
  field: 'source' | 'destination',
): Promise<string> {
  const commit = (await gitOf(site, repository).refs()).get(`refs/heads/${branch}`);
  if (commit) return commit;
  const message = `branch not found: ${branch}`;
  throw new ApiError(400, message, { [`${field}.branch.name`]: [message] });
}
