import { Hono } from 'hono';
import * as v from 'valibot';
import { accountJson } from './account-json';
import { signedIn } from '../actor';
import { ApiError } from '../api-error';
import { raisePullRequestEvent, raiseReviewEvent } from '../events';
import { isAllowed, requirePermission } from '../permissions';
import { participantJson, pullRequestJson } from './pull-request-json';
import { pullRequestOf, requireChangeable } from './pull-requests';
import type { PullRequest, Repository } from '../records';
import { applyRefChanges } from '../ref-changes';
import { answer, readBody, type RestContext, type RestEnv } from './rest';
import { findRepositoryByUuid, gitOf, type Site } from '../site';

const MERGE = v.object({
  merge_strategy: v.optional(
    v.picklist(['merge_commit', 'squash', 'fast_forward']),
    'merge_commit',
  ),
  message: v.optional(v.string()),
  close_source_branch: v.optional(v.boolean()),
});

type Merge = v.InferOutput<typeof MERGE>;

const DECLINE = v.object({ message: v.optional(v.string(), '') });

/** `…/pullrequests/{id}/merge`, `/decline`, `/approve` and `/request-changes`. What is closed stays closed. */
export function pullRequestActionRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .post('/:id/merge', (c) => mergePullRequest(site, c))
    .post('/:id/decline', (c) => declinePullRequest(site, c))
    .post('/:id/approve', (c) => review(site, c, 'approved'))
    .post('/:id/request-changes', (c) => review(site, c, 'wants changes'))
    .delete('/:id/approve', (c) => review(site, c, 'nothing'))
    .delete('/:id/request-changes', (c) => review(site, c, 'nothing'));
}

async function declinePullRequest(site: Site, c: RestContext): Promise<Response> {
  const { message } = await readBody(c, DECLINE);
  const { repository, pr } = pullRequestOf(site, c);
  requireChangeable(site, c, repository, pr);
  const declined: PullRequest = {
    ...pr,
    state: 'DECLINED',
    reason: message,
    closedBy: signedIn(c.var.actor).accountId,
    updatedAt: site.clock.now(),
  };
  await site.records.write([site.records.pullRequests.put(declined)]);
  raisePullRequestEvent(site, c.var.actor, 'rejected', repository, declined);
  return answer(c, pullRequestJson(site, repository, declined));
}

/** What a person says of a pull request takes the place of what that person said before. */
async function review(
  site: Site,
  c: RestContext,
  said: 'approved' | 'wants changes' | 'nothing',
): Promise<Response> {
  const account = signedIn(c.var.actor);
  const { accountId } = account;
  const { repository, pr } = pullRequestOf(site, c);
  const { approvedBy, changesWantedBy = [] } = pr;
  const others = (people: string[]) => people.filter((one) => one !== accountId);
  const reviewed: PullRequest = {
    ...pr,
    approvedBy: [...others(approvedBy), ...(said === 'approved' ? [accountId] : [])],
    changesWantedBy: [...others(changesWantedBy), ...(said === 'wants changes' ? [accountId] : [])],
  };
  await site.records.write([site.records.pullRequests.put(reviewed)]);
  raiseReviewEvent(site, c.var.actor, repository, reviewed);
  if (said === 'nothing') return c.body(null, 204);
  return answer(c, participantJson(accountJson(site.baseUrl(), account), reviewed, accountId));
}

async function mergePullRequest(site: Site, c: RestContext): Promise<Response> {
  const body = await readBody(c, MERGE);
  const { repository } = pullRequestOf(site, c);
  requirePermission(site, c.var.actor, repository, 'write');
  const merged = await site.lock(repository.uuid, async () => {
    const { pr } = pullRequestOf(site, c);
    requireChangeable(site, c, repository, pr);
    return moveDestination(site, c, repository, pr, body);
  });
  if (body.close_source_branch ?? merged.closeSourceBranch) await deleteSource(site, c, merged);
  return answer(c, pullRequestJson(site, repository, merged));
}

/**
 * Merges in git, then writes it down. What it is about to do is written first, so that a start
 * after a crash in between finds out whether the merge happened.
 */
async function moveDestination(
  site: Site,
  c: RestContext,
  repository: Repository,
  pr: PullRequest,
  body: Merge,
): Promise<PullRequest> {
  const git = gitOf(site, repository);
  const before = await git.refs();
  const ref = `refs/heads/${pr.destination.branch}`;
  const base = before.get(ref);
  if (!base) throw new ApiError(400, `The destination branch ${pr.destination.branch} is gone.`);
  const commit = await mergedCommit(site, c, repository, pr, base, body);

  // It may have been declined while git was at work.
  const { pr: current } = pullRequestOf(site, c);
  requireChangeable(site, c, repository, current);
  const put = (row: PullRequest) => site.records.pullRequests.put(row);
  const by = signedIn(c.var.actor).accountId;
  await site.records.write([put({ ...current, merging: { commit, by } })]);
  try {
    await git.moveRef(ref, { from: base, to: commit });
  } catch (error) {
    await site.records.write([put(current)]);
    throw error;
  }
  const merged: PullRequest = {
    ...current,
    source: pr.source,
    state: 'MERGED',
    destination: { ...pr.destination, commit: base },
    mergeCommit: commit,
    closedBy: by,
    updatedAt: site.clock.now(),
  };
  await site.records.write([put(merged)]);
  raisePullRequestEvent(site, c.var.actor, 'fulfilled', repository, merged);
  await applyRefChanges(site, c.var.actor, repository.uuid, before, await git.refs());
  return merged;
}

async function mergedCommit(
  site: Site,
  c: RestContext,
  repository: Repository,
  pr: PullRequest,
  base: string,
  { merge_strategy: strategy, message }: Merge,
): Promise<string> {
  const git = gitOf(site, repository);
  const head = pr.source.commit;
  if (strategy === 'fast_forward') {
    if (await git.isAncestor(base, head)) return head;
    throw new ApiError(400, `${pr.destination.branch} cannot be fast-forwarded to ${head}.`);
  }
  const { displayName: name, email } = signedIn(c.var.actor);
  const commit = await git.merge({
    base,
    head,
    squash: strategy === 'squash',
    message: message ?? defaultMessage(pr),
    author: { name, email, at: site.clock.now() },
  });
  if (commit) return commit;
  throw new ApiError(400, `${pr.source.branch} and ${pr.destination.branch} conflict.`);
}

function defaultMessage(pr: PullRequest): string {
  return `Merged in ${pr.source.branch} (pull request #${pr.id})\n\n${pr.title}\n`;
}

async function deleteSource(site: Site, c: RestContext, pr: PullRequest): Promise<void> {
  const source = findRepositoryByUuid(site, pr.source.repository);
  if (!source || !isAllowed(site, c.var.actor, source, 'write')) return;
  await site.lock(source.uuid, async () => {
    const git = gitOf(site, source);
    const before = await git.refs();
    const ref = `refs/heads/${pr.source.branch}`;
    const from = before.get(ref);
    // Commits that were pushed since the merge are not thrown away.
    if (from !== pr.source.commit || pr.source.branch === source.mainBranch) return;
    await git.moveRef(ref, { from });
    await applyRefChanges(site, c.var.actor, source.uuid, before, await git.refs());
  });
}
