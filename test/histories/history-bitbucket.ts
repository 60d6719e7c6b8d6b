import { getPerson } from '../../local/bitbucket/accounts';
import type { ForgeEvent } from '../../local/bitbucket/forge-event';
import { createLock } from '../../local/bitbucket/lock';
import {
  commentsOwner,
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
const CREATED = { createdAt: 0, updatedAt: 0 };

/** The local Bitbucket over git in memory, with what people do in it and what can be seen of it. */
export interface HistoryBitbucket {
  /** A call of the REST API, `path` below the host. As `app`, or as the admin. */
  fetch(as: 'app' | 'admin', path: string, init?: RequestInit): Promise<Response>;
  readonly repositories: readonly RepositoryKey[];
  /** The pull requests of a repository, in the order in which they were opened. */
  pullRequests(repository: RepositoryKey): PullRequest[];
  findPullRequest(repository: RepositoryKey, id: number): PullRequest | undefined;
  comments(repository: RepositoryKey, id: number): Comment[];
  statuses(): BuildStatus[];
  tipOf(repository: RepositoryKey, branch: string): string | undefined;
  /** The tip of a branch of the repository with this address. */
  findTip(url: string, branch: string): string | undefined;
  leadsTo(ancestor: string, descendant: string): boolean;
  /** What a person does through the REST API, `path` below the repository. A refusal is no error. */
  act(repository: RepositoryKey, method: string, path: string, body?: object): Promise<void>;
  /** Moves a branch to a new commit on top of it, or beside it when `force`; makes it when missing. */
  push(repository: RepositoryKey, branch: string, force: boolean): Promise<void>;
  /** Moves a branch, or deletes it. */
  moveBranch(repository: RepositoryKey, branch: string, to: string | undefined): Promise<void>;
}

/** A workspace with `count` repositories, which have a `main` and a `next` branch. */
export async function createHistoryBitbucket(
  count: number,
  clock: Clock,
  raise: (event: ForgeEvent) => void,
): Promise<HistoryBitbucket> {
  const git = createMemoryGit(() => clock.now());
  const store = openMemoryStore();
  const records = openRecords(store);
  const site: Site = {
    ...{ records, git, clock, raise, lock: createLock(), pullRequestHashLength: 12 },
    ...{ baseUrl: () => 'https://bitbucket.org', serviceToken: SERVICE_TOKEN },
  };
  const rest = restApp(site);
  const person = { kind: 'person' as const, account: getPerson('will') };
  const rows = await makeRepositories(site, git.addCommit, count);

  const keyOf = ({ uuid }: Repository): RepositoryKey => ({
    workspaceId: WORKSPACE,
    repositoryId: uuid.slice(1, -1),
  });
  const uuidOf = ({ repositoryId }: RepositoryKey) => `{${repositoryId}}`;
  const tips = new Map<string, ReadonlyMap<string, string>>();
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
    repositories: rows.map(keyOf),
    pullRequests: (repository) =>
      records.pullRequests.list(uuidOf(repository)).sort((a, b) => a.id - b.id),
    findPullRequest: (repository, id) => records.pullRequests.find(uuidOf(repository), id),
    comments: (repository, id) =>
      records.comments
        .list(commentsOwner({ repository: uuidOf(repository), id }))
        .filter(({ deleted }) => !deleted),
    statuses: () =>
      store
        .table<BuildStatus>('bitbucket/build-statuses')
        .entries()
        .map(([, row]) => row),
    tipOf,
    findTip(url, branch) {
      const row = rows.find(({ slug }) => url.endsWith(`/${slug}.git`));
      return row && tipOf(keyOf(row), branch);
    },
    leadsTo: git.leadsTo,
    async act(repository, method, path, body) {
      const whole = `/2.0/repositories/demo/${encodeURIComponent(uuidOf(repository))}${path}`;
      const init = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
      await send(getPerson('will').accountId, whole, init);
    },
    async push(repository, branch, force) {
      const tip = tipOf(repository, branch);
      const base = tipOf(repository, 'main') ?? '';
      await moveBranch(repository, branch, git.addCommit([tip && !force ? tip : base]));
    },
    moveBranch,
  };
}

async function makeRepositories(
  { records, git }: Site,
  addCommit: (parents: string[]) => string,
  count: number,
): Promise<Repository[]> {
  const ids = { ada: getPerson('ada').accountId, will: getPerson('will').accountId };
  const rows = Array.from({ length: count }, (_, index): Repository => {
    const slug = `shop-${index + 1}`;
    return {
      uuid: `{b000000${index}-0000-4000-8000-000000000000}`,
      ...{ workspace: 'demo', slug, name: slug, description: '', isPrivate: true },
      ...{ mainBranch: 'main', grants: {}, ...CREATED },
    };
  });
  await records.write([
    records.workspaces.put({
      ...{ uuid: `{${WORKSPACE}}`, slug: 'demo', name: 'Demo', createdAt: 0 },
      project: { uuid: '{c0000000-0000-4000-8000-000000000000}', key: 'DEMO', name: 'Demo' },
      members: { [ids.ada]: 'admin', [ids.will]: 'write' },
    }),
    ...rows.map((row) => records.repositories.put(row)),
  ]);
  for (const { uuid } of rows) {
    const repository = await git.create(uuid.slice(1, -1), 'main');
    const main = addCommit([]);
    await repository.moveRef('refs/heads/main', { to: main });
    await repository.moveRef('refs/heads/next', { to: main });
  }
  return rows;
}
