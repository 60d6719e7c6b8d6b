import { Hono } from 'hono';
import * as v from 'valibot';
import { signedIn } from '../actor';
import { ApiError, notFound } from '../api-error';
import { raisePullRequestEvent } from '../events';
import { requirePermission } from '../permissions';
import { LIST_FIELDS } from './list-fields';
import { hiddenInLists, pullRequestJson } from './pull-request-json';
import type { PullRequest, Repository } from '../records';
import { BRANCH, branchCommit, openPullRequest } from './open-pull-request';
import {
  answer,
  answerPage,
  numberParameter,
  parameter,
  readBody,
  repositoryOf,
  type RestContext,
  type RestEnv,
} from './rest';
import { reviewerIds, REVIEWERS } from './reviewers';
import type { Site } from '../site';

const PULL_REQUEST_CHANGE = v.object({
  title: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty('title must not be empty'))),
  description: v.optional(v.string()),
  destination: v.optional(BRANCH),
  close_source_branch: v.optional(v.boolean()),
  reviewers: v.optional(REVIEWERS),
  draft: v.optional(v.boolean()),
});

const STATES: readonly string[] = ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'];

/** `…/pullrequests` and `…/pullrequests/{id}`: list, open, read, change. */
export function pullRequestRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/', (c) => listPullRequests(site, c))
    .post('/', (c) => openPullRequest(site, c))
    .get('/:id', (c) => {
      const { repository, pr } = pullRequestOf(site, c);
      return answer(c, pullRequestJson(site, repository, pr));
    })
    .put('/:id', (c) => updatePullRequest(site, c));
}

/** The pull request of the path and its repository, for an actor who may read it. */
export function pullRequestOf(
  site: Site,
  c: RestContext,
): { repository: Repository; pr: PullRequest } {
  const repository = repositoryOf(site, c, 'read');
  const pr = site.records.pullRequests.find(repository.uuid, numberParameter(c, 'id'));
  if (!pr) throw notFound(`Pull request ${parameter(c, 'id')}`);
  return { repository, pr };
}

/** Throws a 403 unless the actor opened the pull request or can write, a 400 when it is closed. */
export function requireChangeable(
  site: Site,
  c: RestContext,
  repository: Repository,
  pr: PullRequest,
): void {
  if (signedIn(c.var.actor).accountId !== pr.author) {
    requirePermission(site, c.var.actor, repository, 'write');
  }
  if (pr.state !== 'OPEN') {
    throw new ApiError(400, `Pull request ${pr.id} is ${pr.state} and cannot be changed anymore.`);
  }
  if (pr.merging) throw new ApiError(409, `Pull request ${pr.id} is being merged.`);
}

function listPullRequests(site: Site, c: RestContext): Response {
  const repository = repositoryOf(site, c, 'read');
  const asked = c.req.queries('state')?.map((state) => state.toUpperCase()) ?? [];
  const unknown = asked.find((state) => !STATES.includes(state));
  if (unknown) throw new ApiError(400, `Invalid state: ${unknown}. It is one of ${STATES.join()}.`);
  // A query that names the state itself is not limited to the open ones.
  const filtersState = /\bstate\b/.test(c.req.query('q') ?? '');
  const states = asked.length > 0 ? asked : filtersState ? STATES : ['OPEN'];
  const rows = site.records.pullRequests
    .list(repository.uuid)
    .filter((pr) => states.includes(pr.state))
    .sort((a, b) => b.id - a.id);
  return answerPage(site, c, rows, (pr) => pullRequestJson(site, repository, pr), {
    fields: LIST_FIELDS.pullRequests,
    maxPagelen: 50,
    hidden: hiddenInLists,
  });
}

async function updatePullRequest(site: Site, c: RestContext): Promise<Response> {
  const { repository, pr } = pullRequestOf(site, c);
  requireChangeable(site, c, repository, pr);
  const body = await readBody(c, PULL_REQUEST_CHANGE);
  const branch = body.destination?.branch.name ?? pr.destination.branch;
  const commit = await branchCommit(site, repository, branch, 'destination');

  const { pr: current } = pullRequestOf(site, c);
  requireChangeable(site, c, repository, current);
  const updated: PullRequest = {
    ...current,
    title: body.title ?? current.title,
    description: body.description ?? current.description,
    draft: body.draft ?? current.draft,
    closeSourceBranch: body.close_source_branch ?? current.closeSourceBranch,
    reviewers: body.reviewers
      ? reviewerIds(body.reviewers, current.author)
      : (current.reviewers ?? []),
    destination: { branch, commit },
    updatedAt: site.clock.now(),
  };
  await site.records.write([site.records.pullRequests.put(updated)]);
  raisePullRequestEvent(site, c.var.actor, 'updated', repository, updated);
  return answer(c, pullRequestJson(site, repository, updated));
}
