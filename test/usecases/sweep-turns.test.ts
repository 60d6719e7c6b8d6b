import { FailureError, type Failure } from '../../src/domain/failure';
import type { Dependencies } from '../../src/usecases/dependencies';
import { sweepPreviews } from '../../src/usecases/sweep-previews';
import { ENVIRONMENT, NOW, previewWith, REPOSITORY, settingsWith } from '../domain/preview-fixture';

const SWEEP_MS = 5 * 60 * 1000;
/** What Forge allows a function in one minute of its runtime (Forge documentation). */
const CALLS_A_MINUTE = 100;

/** `count` connected repositories with `previews` ready previews each, and what a sweep calls. */
function worldWith(count: number, previews: number, refusal?: Failure) {
  const repositories = Array.from({ length: count }, (_, index) => ({
    ...REPOSITORY,
    repositoryId: `repository-${index}`,
  }));
  let now = NOW;
  let calls = 0;
  const lookedInto = new Set<string>();
  const logs: unknown[][] = [];
  const deps = {
    clock: { now: () => now },
    mostDeployments: 10,
    log: (...line: unknown[]) => void logs.push(line),
    queue: { push: () => Promise.resolve() },
    bitbucket: { listOpenPullRequests: () => Promise.resolve([]) },
    store: {
      listSettings: () =>
        Promise.resolve(repositories.map((repository) => settingsWith({ repository }))),
      listPreviews: ({ repositoryId }: { repositoryId: string }) =>
        Promise.resolve({
          unreadable: [],
          previews: Array.from({ length: previews }, (_, index) =>
            previewWith({
              key: { ...REPOSITORY, repositoryId, pullRequestId: index + 1 },
              environment: { ...ENVIRONMENT, id: `${repositoryId} ${index}` },
            }),
          ),
        }),
      readToken: () => Promise.resolve('key'),
      writeSettings: () => Promise.resolve('written'),
    },
    connectProvider: () => ({
      listEnvironments: () => {
        calls += 1;
        return Promise.resolve([]);
      },
      wasStopped: ({ id }: { id: string }) => {
        calls += 1;
        lookedInto.add(id);
        return refusal ? Promise.reject(new FailureError(refusal)) : Promise.resolve(false);
      },
    }),
  } as unknown as Dependencies;
  return {
    lookedInto,
    logs,
    /** Answers how often the provider was called. */
    async sweep(): Promise<number> {
      calls = 0;
      now += SWEEP_MS;
      await sweepPreviews(deps);
      return calls;
    },
  };
}

test.each([1, 10, 30, 48, 100])(
  'of %s repositories each environment is looked into in time, within the calls of a minute',
  async (count) => {
    const world = worldWith(count, 7);
    const rounds = 7 * Math.ceil(count / 48);
    for (let index = 0; index < rounds; index += 1) {
      expect(await world.sweep()).toBeLessThanOrEqual(CALLS_A_MINUTE);
    }
    expect(world.lookedInto.size).toBe(7 * count);
  },
);

test('that environments could not be looked into is logged once for each repository', async () => {
  const failure = { code: 'rate-limited', kind: 'transient', message: 'm', remedy: 'r' } as const;
  const world = worldWith(2, 3, failure);
  await world.sweep();
  expect(world.lookedInto.size).toBe(6);
  const line = (repository: string) => [
    'could not look into environments',
    { repository, code: 'rate-limited' },
  ];
  expect(world.logs).toHaveLength(2);
  expect(world.logs).toEqual(expect.arrayContaining([line('repository-0'), line('repository-1')]));
});
