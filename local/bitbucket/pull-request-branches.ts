import type { Actor } from './actor';
import { everything, type PullRequest, type Repository } from './records';
import { gitId, gitOf, type Site } from './site';

/** A pull request that the move of a branch changed, and the event that says so. */
export interface FollowedPullRequest {
  pr: PullRequest;
  verb: 'updated' | 'fulfilled';
}

/** Where a branch stood and stands; without `after` it was deleted. */
export interface BranchMove {
  name: string;
  before?: string;
  after?: string;
}

/**
 * Writes down where open pull requests stand after branches of `repository` moved: new source
 * commits, new destination commits, and MERGED where the destination now holds the source, as
 * Bitbucket notices merges that were made elsewhere. A deleted branch changes nothing.
 */
export async function followBranches(
  site: Site,
  actor: Actor | undefined,
  repository: Repository,
  moves: BranchMove[],
): Promise<FollowedPullRequest[]> {
  const updated: FollowedPullRequest[] = [];
  for (const { name, after } of moves) {
    if (after) updated.push(...(await moveSources(site, repository, name, after)));
  }
  const merged: FollowedPullRequest[] = [];
  for (const { name, before, after } of moves) {
    if (after)
      merged.push(...(await moveDestinations(site, actor, repository, name, after, before)));
  }
  const isMerged = (pr: PullRequest) =>
    merged.some((other) => other.pr.id === pr.id && other.pr.repository === pr.repository);
  return [...updated.filter(({ pr }) => !isMerged(pr)), ...merged];
}

/** All open pull requests, of whichever repository, that `test` holds for. */
export function openPullRequests(
  site: Site,
  test: (pr: PullRequest) => boolean = () => true,
): PullRequest[] {
  return site.records.repositories
    .list(everything)
    .flatMap(({ uuid }) => site.records.pullRequests.list(uuid))
    .filter((pr) => pr.state === 'OPEN' && test(pr));
}

async function moveSources(
  site: Site,
  repository: Repository,
  branch: string,
  commit: string,
): Promise<FollowedPullRequest[]> {
  const moved = (pr: PullRequest) =>
    pr.source.repository === repository.uuid &&
    pr.source.branch === branch &&
    pr.source.commit !== commit;
  const destinations = new Set(openPullRequests(site, moved).map((pr) => pr.repository));
  destinations.delete(repository.uuid);
  for (const uuid of destinations) {
    await gitOf(site, { uuid }).takeCommits(gitId(repository), branch);
  }
  const now = site.clock.now();
  const prs = openPullRequests(site, moved).map((pr) => ({
    ...pr,
    source: { ...pr.source, commit },
    updatedAt: now,
    approvedBy: [],
  }));
  await site.records.write(prs.map((pr) => site.records.pullRequests.put(pr)));
  return prs.map((pr) => ({ pr, verb: 'updated' }));
}

async function moveDestinations(
  site: Site,
  actor: Actor | undefined,
  repository: Repository,
  branch: string,
  after: string,
  before: string | undefined,
): Promise<FollowedPullRequest[]> {
  const concerned = (pr: PullRequest) =>
    pr.repository === repository.uuid && pr.destination.branch === branch;
  if (openPullRequests(site, concerned).length === 0) return [];
  const arrived = new Set(before ? await gitOf(site, repository).hashes(after, [before]) : []);
  const prs = openPullRequests(site, concerned).map((pr) =>
    arrived.has(pr.source.commit)
      ? merged(pr, after, actor, site.clock.now())
      : { ...pr, destination: { ...pr.destination, commit: after } },
  );
  await site.records.write(prs.map((pr) => site.records.pullRequests.put(pr)));
  return prs.filter((pr) => pr.state === 'MERGED').map((pr) => ({ pr, verb: 'fulfilled' }));
}

function merged(
  pr: PullRequest,
  mergeCommit: string,
  actor: Actor | undefined,
  now: number,
): PullRequest {
  const by = actor && actor.kind !== 'anonymous' ? actor.account.accountId : pr.author;
  return { ...pr, state: 'MERGED', mergeCommit, closedBy: by, updatedAt: now };
}
