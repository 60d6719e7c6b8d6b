import { followBranches, openPullRequests } from './pull-request-branches';
import { everything, type PullRequest } from './records';
import { findRepositoryByUuid, gitId, gitOf, type Site } from './site';

/**
 * Makes the records agree with git after a start, since a crash may have come between the two:
 * half-made repositories go, begun merges are finished or forgotten, and open pull requests move
 * to where their branches are. Raises nothing: whoever needs to know of changes must look.
 */
export async function recover(site: Site): Promise<void> {
  const repositories = site.records.repositories.list(everything);
  await site.git.tidy(new Set(repositories.map(gitId)));
  for (const pr of openPullRequests(site, ({ merging }) => merging !== undefined)) {
    await settleMerge(site, pr);
  }
  for (const { repository, id } of openPullRequests(site)) {
    // One that came to the same branch may have brought this one along.
    const pr = site.records.pullRequests.find(repository, id);
    if (pr?.state === 'OPEN') await catchUp(site, pr);
  }
}

async function settleMerge(site: Site, pr: PullRequest): Promise<void> {
  const { merging, ...rest } = pr;
  if (!merging) return;
  const git = gitOf(site, { uuid: pr.repository });
  const tip = (await git.refs()).get(`refs/heads/${pr.destination.branch}`);
  // A commit that was made and never became part of the branch was a merge that did not happen.
  const happened = tip !== undefined && (await git.isAncestor(merging.commit, tip));
  const settled: PullRequest = happened
    ? { ...rest, state: 'MERGED', mergeCommit: merging.commit, closedBy: merging.by }
    : rest;
  await site.records.write([site.records.pullRequests.put(settled)]);
}

async function catchUp(site: Site, pr: PullRequest): Promise<void> {
  const ends = [
    { uuid: pr.source.repository, ...pr.source },
    { uuid: pr.repository, ...pr.destination },
  ];
  for (const { uuid, branch, commit } of ends) {
    const repository = findRepositoryByUuid(site, uuid);
    const tip = repository && (await gitOf(site, repository).refs()).get(`refs/heads/${branch}`);
    if (!tip || tip === commit) continue;
    await followBranches(site, undefined, repository, [
      { name: branch, before: commit, after: tip },
    ]);
  }
}
