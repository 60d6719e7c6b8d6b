import type { Actor } from './actor';
import {
  PUSHED_COMMITS_TO_READ,
  raisePullRequestEvent,
  raisePushEvent,
  type RefChange,
} from './events';
import type { GitCommit, GitRefs, GitRepository } from './git-repository';
import { followBranches } from './pull-request-branches';
import { findRepositoryByUuid, gitOf, type Site } from './site';

/**
 * Brings pull requests up to date after refs of a repository moved, and raises what Bitbucket
 * would: a push for each ref, then the pull requests' events. To be called under the lock of the
 * repository.
 */
export async function applyRefChanges(
  site: Site,
  actor: Actor,
  uuid: string,
  before: GitRefs,
  after: GitRefs,
): Promise<void> {
  const repository = findRepositoryByUuid(site, uuid);
  if (!repository) return;
  const changes = await describeChanges(gitOf(site, repository), before, after);
  if (changes.length === 0) return;

  const mainBranch = await mainBranchAfter(site, repository, before, changes);
  const updated = { ...repository, mainBranch, updatedAt: site.clock.now() };
  await site.records.write([site.records.repositories.put(updated)]);
  const branches = changes.filter(({ kind }) => kind === 'branch');
  const followed = await followBranches(site, actor, updated, branches);

  for (const change of changes) raisePushEvent(site, actor, updated, change);
  for (const { pr, verb } of followed) {
    const destination = findRepositoryByUuid(site, pr.repository);
    if (destination) raisePullRequestEvent(site, actor, verb, destination, pr);
  }
}

/** The first branch that is pushed to an empty repository becomes its main branch. */
async function mainBranchAfter(
  site: Site,
  repository: { uuid: string; mainBranch: string },
  before: GitRefs,
  changes: RefChange[],
): Promise<string> {
  const created = changes
    .filter(({ kind, after }) => kind === 'branch' && after)
    .map((c) => c.name);
  const wasEmpty = ![...before.keys()].some((ref) => ref.startsWith('refs/heads/'));
  const [first] = created;
  if (!wasEmpty || !first || created.includes(repository.mainBranch)) return repository.mainBranch;
  await gitOf(site, repository).setHead(first);
  return first;
}

async function describeChanges(
  git: GitRepository,
  before: GitRefs,
  after: GitRefs,
): Promise<RefChange[]> {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const moved = names.filter((name) => before.get(name) !== after.get(name));
  return Promise.all(moved.map((name) => describeChange(git, name, before, after)));
}

async function describeChange(
  git: GitRepository,
  ref: string,
  before: GitRefs,
  after: GitRefs,
): Promise<RefChange> {
  const [from, to] = [before.get(ref), after.get(ref)];
  const described = {
    name: ref.replace(/^refs\/(heads|tags)\//, ''),
    ...(from ? { before: from } : {}),
    ...(to ? { after: to } : {}),
  };
  if (ref.startsWith('refs/tags/')) {
    const commits = to ? await git.log({ from: [to], limit: 1 }) : [];
    return { kind: 'tag', ...described, forced: from !== undefined && to !== undefined, commits };
  }
  const commits = to ? await newCommits(git, to, from ? [from] : [...before.values()]) : [];
  const forced = from && to ? !(await leadsTo(git, from, to, commits)) : false;
  return { kind: 'branch', ...described, forced, commits };
}

async function newCommits(git: GitRepository, tip: string, known: string[]): Promise<GitCommit[]> {
  if (known.includes(tip)) return [];
  return git.log({ from: [tip], without: [...new Set(known)], limit: PUSHED_COMMITS_TO_READ });
}

/** Whether `from` is an ancestor of `to`; the commits in between often show it without asking git. */
async function leadsTo(
  git: GitRepository,
  from: string,
  to: string,
  between: GitCommit[],
): Promise<boolean> {
  return between.some(({ parents }) => parents.includes(from)) || git.isAncestor(from, to);
}
