import { getPerson } from '../../local/bitbucket/accounts';
import type { ForgeEvent } from '../../local/bitbucket/forge-event';
import { normalBehaviour, type Behaviour } from '../../local/bitbucket/behaviour';
import { createLock } from '../../local/bitbucket/lock';
import {
  commentsOwner,
  everything,
  openRecords,
  type BuildStatus,
  type Comment,
  type PullRequest,
  type Repository,
} from '../../local/bitbucket/records';
import { applyRefChanges } from '../../local/bitbucket/ref-changes';
import { restApp } from '../../local/bitbucket/rest/rest-app';
import type { Site } from '../../local/bitbucket/site';
import type { Clock } from '../../local/clock';
import { openMemoryStore } from '../../local/state-store';
import type { RepositoryKey } from '../../src/domain/preview-key';
import { createMemoryGit } from './memory-git';

const SERVICE_TOKEN = 'service-token';
const WORKSPACE = 'a0000000-0000-4000-8000-000000000000';
/** Where forks lie: the app is not installed there. */
const OUTSIDE = 'a0000001-0000-4000-8000-000000000000';
const CREATED = { createdAt: 0, updatedAt: 0 };

/** A call that a person makes: an admin, the owner of the forks, or else one who may write. */
interface Deed {
  who?: 'ada' | 'will' | 'otto';
  repository: RepositoryKey;
  method: string;
  path: string;
  body?: object;
}

/** The local Bitbucket over git in memory, with what people do in it and what can be seen of it. */
export interface HistoryBitbucket {
  /** A call of the REST API, `path` below the host. As `app`, or as the admin. */
  fetch(as: 'app' | 'admin', path: string, init?: RequestInit): Promise<Response>;
  /** Those in which the app is installed, deleted ones included. */
  readonly repositories: readonly RepositoryKey[];
  /** The private fork of a repository. The app cannot read it. */
  forkOf(repository: RepositoryKey): RepositoryKey;
  /** The repository in which the source of a pull request lies. */
  sourceOf(pullRequest: PullRequest): RepositoryKey;
  isDeleted(repository: RepositoryKey): boolean;
  /** The pull requests of a repository, in the order in which they were opened. */
  pullRequests(repository: RepositoryKey): PullRequest[];
  findPullRequest(repository: RepositoryKey, id: number): PullRequest | undefined;
  comments(repository: RepositoryKey, id: number): Comment[];
  statuses(): BuildStatus[];
  readonly behaviour: Behaviour;
  /** Whether this is the path of a status of a commit that was made in a fork. */
  isStatusOfFork(path: string): boolean;
  tipOf(repository: RepositoryKey, branch: string): string | undefined;
  /** The tip of a branch of the repository with this address. */
  findTip(url: string, branch: string): string | undefined;
  leadsTo(ancestor: string, descendant: string): boolean;
  /** When a commit was made. Milliseconds since the epoch. */
  madeAt(commit: string): number;
  /** What a person does through the REST API, `path` below the repository. A refusal is no error. */
  act(deed: Deed): Promise<void>;
  /**
   * Moves a branch to a new commit on top of it, or beside it when `force`; makes it when missing. One
   * that is `broken` cannot be built.
   */
  push(
    repository: RepositoryKey,
    branch: string,
    how?: { force: boolean; broken: boolean },
  ): Promise<void>;
  /** Moves a branch back by a commit, unless it is a branch of `main` without any of its own. */
  pushBack(repository: RepositoryKey, branch: string): Promise<void>;
  /** Whether a branch ever led to an earlier commit again. */
  wasPushedBack(repository: RepositoryKey, branch: string): boolean;
  /** Whether a commit cannot be built. */
  isBroken(commit: string): boolean;
  /** Moves a branch, or deletes it. */
  moveBranch(repository: RepositoryKey, branch: string, to: string | undefined): Promise<void>;
}

/** A workspace with `count` repositories, which have a `main` and a `next` branch and a fork each. */
export async function createHistoryBitbucket(
  count: number,
  clock: Clock,
  raise: (event: ForgeEvent) => void,
): Promise<HistoryBitbucket> {
  const git = createMemoryGit(() => clock.now());
  const store = openMemoryStore();
  const records = openRecords(store);
  const behaviour = normalBehaviour();
  const site: Site = {
    ...{ records, git, clock, lock: createLock(), pullRequestHashLength: 12, behaviour },
    raise: (event) => void (isFromInside(event) && raise(event)),
    ...{ baseUrl: () => 'https://bitbucket.org', serviceToken: SERVICE_TOKEN },
  };
  const rest = restApp(site);
  const person = { kind: 'person' as const, account: getPerson('will') };
  const rows = await makeRepositories(site, git.addCommit, count);

  const keyOf = (uuid: string): RepositoryKey => ({
    workspaceId: rows.some((row) => row.uuid === uuid && row.parent) ? OUTSIDE : WORKSPACE,
    repositoryId: uuid.slice(1, -1),
  });
  const uuidOf = ({ repositoryId }: RepositoryKey) => `{${repositoryId}}`;
  const tips = new Map<string, ReadonlyMap<string, string>>();
  const ofForks = new Set<string>();
  const broken = new Set<string>();
  const pushedBack = new Set<string>();
  const noteTips = async ({ uuid }: { uuid: string }) =>
    void tips.set(uuid, await git.open(uuid.slice(1, -1)).refs());
  for (const row of rows) await noteTips(row);

  const send = async (whom: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${SERVICE_TOKEN}`);
    headers.set('x-local-as', whom);
    const response = await rest.fetch(new Request(`http://bitbucket${path}`, { ...init, headers }));
    if (init.method && init.method !== 'GET') for (const row of rows) await noteTips(row);
    return response;
  };

  async function moveBranch(repository: RepositoryKey, branch: string, to: string | undefined) {
    const repo = git.open(repository.repositoryId);
    const before = await repo.refs();
    await repo.moveRef(`refs/heads/${branch}`, to ? { to } : {});
    await applyRefChanges(site, person, uuidOf(repository), before, await repo.refs());
    await noteTips({ uuid: uuidOf(repository) });
  }

  const tipOf = (repository: RepositoryKey, branch: string) =>
    tips.get(uuidOf(repository))?.get(`refs/heads/${branch}`);

  return {
    fetch: (as, path, init) => send(as === 'app' ? 'app' : getPerson('ada').accountId, path, init),
    repositories: rows.filter(({ parent }) => !parent).map(({ uuid }) => keyOf(uuid)),
    forkOf: (repository) =>
      keyOf(rows.find(({ parent }) => parent === uuidOf(repository))?.uuid ?? ''),
    sourceOf: ({ source }) => keyOf(source.repository),
    isDeleted: (repository) => !records.repositories.find(everything, uuidOf(repository)),
    pullRequests: (repository) =>
      records.pullRequests.list(uuidOf(repository)).sort((a, b) => a.id - b.id),
    findPullRequest: (repository, id) => records.pullRequests.find(uuidOf(repository), id),
    comments: (repository, id) =>
      records.comments
        .list(commentsOwner({ repository: uuidOf(repository), id }))
        .filter(({ deleted }) => !deleted),
    behaviour,
    statuses: () =>
      store
        .table<BuildStatus>('bitbucket/build-statuses')
        .entries()
        .map(([, row]) => row),
    isStatusOfFork: (path) => ofForks.has(/\/commit\/([0-9a-f]+)\/statuses/.exec(path)?.[1] ?? ''),
    tipOf,
    findTip(url, branch) {
      const row = rows.find(({ slug }) => url.endsWith(`/${slug}.git`));
      return row && tipOf(keyOf(row.uuid), branch);
    },
    leadsTo: git.leadsTo,
    madeAt: git.madeAt,
    async act({ who, repository, method, path, body }) {
      const ids = [repository.workspaceId, repository.repositoryId];
      const at = ids.map((id) => encodeURIComponent(`{${id}}`)).join('/');
      const headers = { 'content-type': 'application/json' };
      const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
      await send(getPerson(who ?? 'will').accountId, `/2.0/repositories/${at}${path}`, init);
    },
    isBroken: (commit) => broken.has(commit),
    wasPushedBack: ({ repositoryId }, branch) => pushedBack.has(`${repositoryId} ${branch}`),
    async push(repository, branch, how = { force: false, broken: false }) {
      const tip = tipOf(repository, branch);
      const base = tipOf(repository, 'main') ?? '';
      const commit = git.addCommit([tip && !how.force ? tip : base]);
      if (how.broken) broken.add(commit);
      if (repository.workspaceId === OUTSIDE) ofForks.add(commit);
      await moveBranch(repository, branch, commit);
    },
    async pushBack(repository, branch) {
      const [before] = git.parentsOf(tipOf(repository, branch) ?? '');
      if (!before || before === tipOf(repository, 'main')) return;
      pushedBack.add(`${repository.repositoryId} ${branch}`);
      await moveBranch(repository, branch, before);
    },
    moveBranch,
  };
}

function isFromInside(event: ForgeEvent): boolean {
  return (event.workspace as { uuid?: string } | undefined)?.uuid === `{${WORKSPACE}}`;
}

async function makeRepositories(
  site: Site,
  addCommit: (parents: string[]) => string,
  count: number,
): Promise<Repository[]> {
  const { records, git } = site;
  const ids = { ada: getPerson('ada').accountId, will: getPerson('will').accountId };
  const project = { uuid: '{c0000000-0000-4000-8000-000000000000}', key: 'DEMO', name: 'Demo' };
  const places = [
    { uuid: WORKSPACE, slug: 'demo', members: { [ids.ada]: 'admin', [ids.will]: 'write' } },
    { uuid: OUTSIDE, slug: 'outside', members: { [getPerson('otto').accountId]: 'admin' } },
  ] as const;
  const own = Array.from({ length: count }, (_, index) =>
    newRow('demo', `shop-${index + 1}`, index),
  );
  const forks = own.map((parent, index) => ({
    ...newRow('outside', `${parent.slug}-fork`, count + index),
    parent: parent.uuid,
  }));
  const rows = [...own, ...forks];
  await records.write([
    ...places.map(({ uuid, slug, members }) =>
      records.workspaces.put({
        ...{ uuid: `{${uuid}}`, slug, name: slug, createdAt: 0, project, members },
      }),
    ),
    ...rows.map((row) => records.repositories.put(row)),
  ]);
  for (const { uuid, parent } of rows) {
    if (parent) {
      await git.fork(uuid.slice(1, -1), parent.slice(1, -1));
      continue;
    }
    const repository = await git.create(uuid.slice(1, -1), 'main');
    const main = addCommit([]);
    await repository.moveRef('refs/heads/main', { to: main });
    await repository.moveRef('refs/heads/next', { to: main });
  }
  return rows;
}

function newRow(workspace: string, slug: string, index: number): Repository {
  return {
    uuid: `{b000000${index}-0000-4000-8000-000000000000}`,
    ...{ workspace, slug, name: slug, description: '', isPrivate: true },
    ...{ mainBranch: 'main', grants: {}, ...CREATED },
  };
}
