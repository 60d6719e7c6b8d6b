import { createBuildStatus } from '../../../src/adapters/surfaces/build-status/build-status';
import { createComment } from '../../../src/adapters/surfaces/comment/comment';
import type { PreviewMessage } from '../../../src/domain/message';
import { hashOf } from '../../../src/domain/hash-of';
import type { Preview } from '../../../src/domain/preview';
import {
  previewOfPullRequest,
  getPullRequest,
  type PreviewKey,
} from '../../../src/domain/preview-key';
import type { RepositorySettings } from '../../../src/domain/settings';
import type { Bitbucket } from '../../../src/ports/bitbucket';
import type { Dependencies } from '../../../src/usecases/dependencies';
import { sweepPreviews } from '../../../src/usecases/sweep/sweep-previews';
import {
  announced,
  COMMIT,
  KEY,
  NEWER,
  NOW,
  previewWith,
  settingsWith,
} from '../../domain/preview-fixture';

const SWEEP_MS = 5 * 60 * 1000;

/** A world with `count` previews that run, of which Bitbucket lists the pull requests in `open`. */
function worldWith(
  count: number,
  open: number[],
  base: Preview = previewWith(),
  stored = settingsWith(),
  repositories = 1,
) {
  const previews = Array.from({ length: count }, (_, index) =>
    announced({ ...base, key: previewOfPullRequest(KEY, index + 1) }),
  );
  const unreadable: PreviewKey[] = [];
  let settings = stored;
  let forks: 'there' | 'gone' | undefined;
  let isBudgetLow = false;
  let readable = true;
  const forgotten: string[] = [];
  let now = NOW;
  let asked: PreviewMessage[] = [];
  const store: Partial<Dependencies['store']> = {
    listSettings: () => Promise.resolve(Array.from({ length: repositories }, () => settings)),
    listPreviews: () => Promise.resolve({ previews, unreadable }),
    readCredentials: () => Promise.resolve(undefined),
    readSettings: () => Promise.resolve(settings),
    writeSettings: (next) => {
      settings = next;
      return Promise.resolve('written');
    },
    deleteSettings: () => {
      forgotten.push('settings');
      return Promise.resolve('written');
    },
    deleteCredentials: () => {
      forgotten.push('token');
      return Promise.resolve();
    },
  };
  const commitPrefix = previewWith().pullRequest.commit.slice(0, 12);
  const deps = {
    store,
    clock: { now: () => now },
    mostDeployments: 3,
    log: () => undefined,
    surfaces: [createBuildStatus({} as Bitbucket), createComment({} as Bitbucket)],
    bitbucket: {
      isBudgetLow: () => isBudgetLow,
      repositoryExists: () => Promise.resolve(readable),
      listOpenPullRequests: () =>
        Promise.resolve(
          open.map((id) => ({
            id,
            commitPrefix,
            sourceGone: forks === 'gone',
            fork: forks !== undefined,
            draft: false,
            destinationBranch: 'main',
          })),
        ),
    },
    queue: {
      push: (deliveries: { message: PreviewMessage }[]) => {
        asked.push(...deliveries.map(({ message }) => message));
        return Promise.resolve();
      },
    },
  } as unknown as Dependencies;
  return {
    settings: (): RepositorySettings => settings,
    forgotten,
    damage: (...ids: number[]) => {
      unreadable.push(...ids.map((pullRequestId) => previewOfPullRequest(KEY, pullRequestId)));
    },
    deleteForks: (gone = true) => void (forks = gone ? 'gone' : undefined),
    listForks: () => void (forks = 'there'),
    spendBudget: () => void (isBudgetLow = true),
    loseAccess: () => void (readable = false),
    waitDays: (days: number) => void (now += days * 24 * 60 * 60_000),
    /** Bitbucket shows something older. */
    owe: () => {
      const sent = { fingerprint: 'older', green: true };
      const outbox = [{ surface: 'build-status', address: COMMIT, sent }];
      previews.splice(0, 1, { ...previews[0]!, outbox });
    },
    forget: () => void previews.splice(0, 1, { ...previews[0]!, outbox: [] }),
    list: (ids: number[]) => void open.splice(0, open.length, ...ids),
    /** The pull requests that one sweep has looked at. */
    async sweep(): Promise<number[]> {
      asked = [];
      now += SWEEP_MS;
      await sweepPreviews(deps);
      return asked.map(({ key }) => getPullRequest(key).pullRequestId);
    },
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test.each([
  ['the only one', 1, 1],
  ['half of a few', 4, 2],
  ['ten of many', 25, 10],
])('%s whose pull requests are not listed are looked at at once', async (_, count, unlisted) => {
  const world = worldWith(count, upTo(count).slice(unlisted));
  expect(await world.sweep()).toEqual(upTo(unlisted));
  expect(world.settings()).toEqual(settingsWith());
});

test('no sweep has more than half of the previews looked at for that', async () => {
  const world = worldWith(8, []);
  const sweeps = [await world.sweep(), await world.sweep()];
  expect(sweeps.map(({ length }) => length)).toEqual([4, 4]);
  expect(sweeps.flat().sort((a, b) => a - b)).toEqual(upTo(8));
});

test('of more, each sweep takes a part and says so, and each has its turn', async () => {
  const world = worldWith(25, []);
  const sweeps = [await world.sweep(), await world.sweep(), await world.sweep()];
  expect(Math.max(...sweeps.map(({ length }) => length))).toBe(10);
  expect(sweeps.flat().sort((a, b) => a - b)).toEqual(upTo(25));
  expect(world.settings().waitingForSweep).toBeGreaterThanOrEqual(15);
  world.list(upTo(25));
  expect(await world.sweep()).toEqual([]);
  expect(world.settings().waitingForSweep).toBeUndefined();
});

test('all repositories together have no more than twenty looked at for that', async () => {
  const world = worldWith(8, [], previewWith(), settingsWith(), 7);
  const sweeps = [await world.sweep(), await world.sweep()];
  expect(sweeps.map(({ length }) => length)).toEqual([20, 20]);
});

describe('what outsiders can cause', () => {
  const reason = { why: 'fork' } as const;
  const pullRequest = { ...previewWith().pullRequest, commit: NEWER };
  const verdict = { want: 'none', existing: 'remove', reason } as const;
  const judged = { ...previewWith().judged!, verdict, commit: NEWER };
  const HELD = previewWith({ state: { type: 'none', reason }, holdings: [], pullRequest, judged });

  test('a repository has two looks a sweep for pull requests from forks, each of them in its turn', async () => {
    const world = worldWith(0, upTo(6));
    world.listForks();
    expect(await world.sweep()).toHaveLength(2);
    const rest = [...(await world.sweep()), ...(await world.sweep())];
    expect(new Set([...(await world.sweep()), ...rest])).toEqual(new Set(upTo(6)));
  });

  test('of those that nobody approved neither a push nor a close costs more', async () => {
    const world = worldWith(8, upTo(4), HELD);
    world.listForks();
    expect(await world.sweep()).toHaveLength(2);
  });

  test('all repositories together have twelve', async () => {
    const world = worldWith(0, upTo(6), previewWith(), settingsWith(), 9);
    world.listForks();
    expect(await world.sweep()).toHaveLength(12);
  });

  test('pull requests of the repository itself do not wait, but while few requests are left', async () => {
    const world = worldWith(0, upTo(6));
    expect(await world.sweep()).toHaveLength(6);
    world.spendBudget();
    expect(await world.sweep()).toHaveLength(2);
  });
});

describe('a repository that was reported as deleted', () => {
  const repositoryDeletedAt = NOW;

  test('has its previews looked at in parts, each of them in its turn', async () => {
    const world = worldWith(25, [], previewWith(), settingsWith({ repositoryDeletedAt }));
    const sweeps = [await world.sweep(), await world.sweep(), await world.sweep()];
    expect(Math.max(...sweeps.map(({ length }) => length))).toBe(10);
    expect(sweeps.flat().sort((a, b) => a - b)).toEqual(upTo(25));
  });

  test('takes no more than its share of what all repositories have', async () => {
    const settings = settingsWith({ repositoryDeletedAt });
    const world = worldWith(25, [], previewWith(), settings, 3);
    expect(await world.sweep()).toHaveLength(20);
  });

  test.each([
    ['disconnected it', { disconnecting: { by: 'a', at: 1 } }],
    ['switched previews off', { enabled: false }],
  ])('has all looked at once a person %s', async (_, change) => {
    const settings = settingsWith({ repositoryDeletedAt, ...change });
    expect(await worldWith(25, [], previewWith(), settings).sweep()).toHaveLength(25);
  });
});

test('a pull request whose record cannot be read is not looked at', async () => {
  const world = worldWith(1, [1, 2, 3]);
  world.damage(3);
  expect(await world.sweep()).toEqual([2]);
});

test('what nothing can be lost of is not held back, nor is anything that is listed', async () => {
  const merged = { type: 'deleting', reason: { why: 'merged' }, since: NOW } as const;
  expect(await worldWith(25, [], previewWith({ state: merged })).sweep()).toHaveLength(25);
  const deploying = { type: 'deploying' } as const;
  expect(await worldWith(25, upTo(25), previewWith({ state: deploying })).sweep()).toHaveLength(25);
});

test('as many of those that wait have their turn as there are free slots', async () => {
  const state = { type: 'waiting', commit: COMMIT, reason: 'r', since: NOW } as const;
  expect(await worldWith(5, upTo(5), previewWith({ state })).sweep()).toEqual([1, 2, 3]);
});

test('what Bitbucket was never told is looked at again', async () => {
  const world = worldWith(1, [1]);
  expect(await world.sweep()).toEqual([]);
  world.forget();
  expect(await world.sweep()).toEqual([1]);
});

test('what was made of a fork is looked at once the fork is gone, until it has no environment', async () => {
  const world = worldWith(1, [1]);
  expect(await world.sweep()).toEqual([]);
  world.deleteForks();
  expect(await world.sweep()).toEqual([1]);
  const bare = previewWith({
    holdings: [],
    state: { type: 'none', reason: { why: 'fork' } },
  });
  const fork = { private: true, gitUrl: 'https://bitbucket.org/otto/shop.git' };
  const withFork: Preview = {
    ...bare,
    pullRequest: { ...bare.pullRequest, fork },
    judged: {
      verdict: { want: 'none', existing: 'remove', reason: { why: 'fork' } },
      commit: COMMIT,
      on: true,
      rules: hashOf(undefined),
      approved: false,
      yielded: false,
    },
  };
  const held = worldWith(1, [1], withFork);
  held.deleteForks();
  expect(await held.sweep()).toEqual([]);
});

test('what was made of many forks is looked at in parts while Bitbucket says that they are gone', async () => {
  const world = worldWith(12, upTo(12));
  world.deleteForks();
  const sweeps = [await world.sweep(), await world.sweep()];
  expect(sweeps.map(({ length }) => length)).toEqual([6, 6]);
  expect(sweeps.flat().sort((a, b) => a - b)).toEqual(upTo(12));
  expect(world.settings().waitingForSweep).toBe(6);
  world.deleteForks(false);
  expect(await world.sweep()).toEqual([]);
  expect(world.settings().waitingForSweep).toBeUndefined();
});

test.each([
  [1, 1],
  [3, 2],
])('the half of %s is rounded up', async (count, half) => {
  const world = worldWith(count, []);
  const sweeps = [await world.sweep(), await world.sweep()];
  expect(Math.max(...sweeps.map(({ length }) => length))).toBe(half);
});

describe('a repository that was disconnected', () => {
  const { connection: _c, options: _o, ...bare } = settingsWith({ updatedAt: NOW });
  const left = previewWith({ state: { type: 'none', reason: { why: 'left-running' } } });

  test.each([
    ['once Bitbucket knows all', []],
    ['though a record cannot be read', [2]],
  ])('is forgotten, with any key, %s', async (_, damaged) => {
    const world = worldWith(1, [], left, bare);
    world.damage(...damaged);
    expect(await world.sweep()).toEqual([]);
    expect(world.forgotten).toEqual([]);
    await world.sweep();
    expect(world.forgotten).toEqual(['token', 'settings']);
  });

  test('is looked at while Bitbucket was not told, if it can be read, for a week', async () => {
    const world = worldWith(1, [], left, bare);
    world.owe();
    expect(await world.sweep()).toEqual([1]);
    world.loseAccess();
    expect(await world.sweep()).toEqual([]);
    expect(await world.sweep()).toEqual([]);
    expect(world.forgotten).toEqual([]);
    world.waitDays(8);
    await world.sweep();
    expect(world.forgotten).toEqual(['token', 'settings']);
  });
});
