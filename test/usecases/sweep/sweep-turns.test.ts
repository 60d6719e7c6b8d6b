import { previewOfPullRequest } from '../../../src/domain/preview-key';
import { createBitbucket } from '../../../src/adapters/bitbucket/bitbucket';
import { codesphere } from '../../../src/adapters/providers/codesphere/kind';
import type { RepositorySettings } from '../../../src/domain/settings';
import type { Dependencies } from '../../../src/usecases/dependencies';
import { sweepPreviews } from '../../../src/usecases/sweep/sweep-previews';
import {
  ENVIRONMENT,
  holdingOf,
  NOW,
  previewWith,
  REPOSITORY,
  settingsWith,
} from '../../domain/preview-fixture';

const SWEEP_MS = 5 * 60 * 1000;
/** Requests to other hosts that Forge allows a function in one minute of its runtime (its documentation). */
const REQUESTS_A_MINUTE = 100;
/** How many repositories with a connection of their own have their turn in one sweep. */
const OWN_CONNECTIONS_A_SWEEP = 16;

/**
 * `count` connected repositories with `previews` ready previews each, and what a sweep requests of
 * Bitbucket and of a Codesphere that redirects each call to a data centre.
 */
function worldWith(
  count: number,
  previews: number,
  { status = 200, shared, pages = 1 }: { status?: number; shared?: string; pages?: number } = {},
) {
  const repositories = Array.from({ length: count }, (_, index) => ({
    ...REPOSITORY,
    repositoryId: `repository-${index}`,
  }));
  let now = NOW;
  let requests = 0;
  let lists = 0;
  let bitbucketLists = 0;
  const lookedInto = new Set<string>();
  const logs: unknown[][] = [];
  function listNone(path: string): Promise<Response> {
    requests += 1;
    bitbucketLists += 1;
    const page = Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 1);
    const next = page < pages ? { next: `https://api.bitbucket.org${path}&page=${page + 1}` } : {};
    return Promise.resolve(Response.json({ values: [], ...next }));
  }
  const fetch = ((url: string) => {
    requests += 1;
    if (url.startsWith('https://cloud.')) {
      const headers = { location: url.replace('//cloud.', '//2.') };
      return Promise.resolve(new Response(null, { status: 307, headers }));
    }
    const [, id] = /workspaces\/([^/]+)\/pipeline\/run$/.exec(url) ?? [];
    if (id) lookedInto.add(id);
    if (url.includes('/workspaces/team/')) lists += 1;
    const stages = [{ server: 'web', state: 'running', steps: [] }];
    return Promise.resolve(Response.json(id ? stages : [], { status: id ? status : 200 }));
  }) as typeof globalThis.fetch;
  const deps = {
    clock: { now: () => now },
    mostDeployments: 10,
    log: (...line: unknown[]) => void logs.push(line),
    queue: { push: () => Promise.resolve() },
    surfaces: [],
    bitbucket: createBitbucket({ asApp: listNone, asUser: listNone, now: () => now }),
    store: {
      listSettings: () =>
        Promise.resolve(repositories.map((repository) => settingsOf(repository, shared))),
      listPreviews: ({ repositoryId }: { repositoryId: string }) =>
        Promise.resolve({
          unreadable: [],
          previews: Array.from({ length: previews }, (_, index) =>
            previewWith({
              key: previewOfPullRequest({ ...REPOSITORY, repositoryId }, index + 1),
              holdings: [holdingOf({ ...ENVIRONMENT, id: `${repositoryId}-${index}` })],
            }),
          ),
        }),
      readCredentials: () => Promise.resolve({ token: 'key' }),
      writeSettings: () => Promise.resolve('written'),
    },
    outside: { fetch, now: () => now },
    providers: { codesphere },
  } as unknown as Dependencies;
  return {
    lookedInto,
    logs,
    lists: () => lists,
    /** In the last sweep. */
    bitbucketLists: () => bitbucketLists,
    /** Answers how many requests it made. */
    async sweep(): Promise<number> {
      requests = 0;
      bitbucketLists = 0;
      now += SWEEP_MS;
      await sweepPreviews(deps);
      return requests;
    },
  };
}

/** With a connection of its own, or with one that repositories share. */
function settingsOf(repository: typeof REPOSITORY, shared?: string): RepositorySettings {
  const settings = settingsWith({ repository });
  const connection = { ...settings.connection!, id: shared ?? repository.repositoryId };
  return { ...settings, connection };
}

test.each([1, 8, 10, 16, 48, 100])(
  'of %s repositories each environment is looked into in time, within the requests of a minute',
  async (count) => {
    const world = worldWith(count, 7, { pages: 2 });
    const rounds = 7 * Math.ceil(count / OWN_CONNECTIONS_A_SWEEP);
    for (let index = 0; index < rounds; index += 1) {
      const requests = await world.sweep();
      expect(requests).toBeGreaterThan(0);
      expect(requests).toBeLessThanOrEqual(REQUESTS_A_MINUTE);
    }
    expect(world.lookedInto.size).toBe(7 * count);
  },
);

test('of repositories that share a connection more fit into the requests of a minute', async () => {
  const world = worldWith(24, 1, { shared: 'one of the workspace', pages: 2 });
  expect(await world.sweep()).toBeLessThanOrEqual(REQUESTS_A_MINUTE);
  expect(world.lookedInto.size).toBe(24);
});

test('a place that repositories share is listed once in a sweep', async () => {
  const world = worldWith(16, 1, { shared: 'one of the workspace' });
  await world.sweep();
  expect(world.lists()).toBe(1);
  const apart = worldWith(16, 1);
  await apart.sweep();
  expect(apart.lists()).toBe(16);
});

test('of 500 repositories that share a connection each has its turn within two hours, and Bitbucket lists 300 an hour', async () => {
  const world = worldWith(500, 1, { shared: 'one of the workspace' });
  const hours = [0, 0];
  for (let sweep = 0; sweep < 24; sweep += 1) {
    expect(await world.sweep()).toBeLessThanOrEqual(REQUESTS_A_MINUTE);
    hours[Math.floor(sweep / 12)]! += world.bitbucketLists();
  }
  expect(world.lookedInto.size).toBe(500);
  expect(Math.max(...hours)).toBeLessThanOrEqual(300);
});

test('that environments could not be looked into is logged once for each repository', async () => {
  const world = worldWith(2, 3, { status: 429 });
  await world.sweep();
  expect(world.lookedInto.size).toBe(6);
  const line = (repository: string) => [
    'could not look into environments',
    { repository, code: 'rate-limited' },
  ];
  expect(world.logs).toHaveLength(2);
  expect(world.logs).toEqual(expect.arrayContaining([line('repository-0'), line('repository-1')]));
});
