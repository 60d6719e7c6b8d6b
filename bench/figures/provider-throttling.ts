import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';

const PULL_REQUESTS = 10;
const MINUTES = 10;
const RETRY_AFTER_SECONDS = 20;

/** Whether a provider that answers 429 meets fewer calls than one that is well. */
export async function measureProviderThrottling(bench: BenchPlatform): Promise<Figure[]> {
  bench.engine.take({ clone: 5, prepare: 15, test: 15 });
  const count = (name: string) => bench.withSchedules(() => countProviderCalls(bench, name));
  const well = await count('well');
  bench.provider.controls.behave({ retryAfterSeconds: RETRY_AFTER_SECONDS });
  const throttled = await count('throttled');
  return [
    {
      name: 'provider answers 429: calls that it meets',
      value: throttled,
      unit: 'calls',
      limit: well - 1,
      method: `${PULL_REQUESTS} pull requests opened at once, ${MINUTES} min, every answer 429 with Retry-After: ${RETRY_AFTER_SECONDS}; the limit is one call below what the same opening costs a provider that is well`,
    },
  ];
}

/** The provider calls of ten minutes that begin with a few opened pull requests, which are closed again. */
async function countProviderCalls(bench: BenchPlatform, name: string): Promise<number> {
  const ids: number[] = [];
  const events = await bench.holdEvents(async () => {
    for (let count = 1; count <= PULL_REQUESTS; count += 1) {
      ids.push(await bench.pullRequests.open(`bench/${name}-${count}`));
    }
  });
  bench.recorder.reset();
  for (const event of events) bench.platform.forge.events.raise(event);
  await bench.pass(MINUTES * 60);
  const calls = bench.recorder.calls.filter(({ kind }) => kind === 'egress').length;
  bench.provider.controls.behaveNormally();
  await bench.settle();
  for (const id of ids) await bench.pullRequests.decline(id);
  await bench.settle();
  const left = bench.provider.controls.workspaces().length;
  if (left > 0) throw new Error(`${left} environments of closed pull requests were left behind.`);
  return calls;
}
