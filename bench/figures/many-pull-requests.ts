import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import { loadFigures } from '../harness/load-figures';

const PULL_REQUESTS = 200;
const HOUR_SECONDS = 3_600;
const WORK = { clone: 5, prepare: 15, test: 15 };

/** Many pull requests opened at the same moment, each of which gets a preview within an hour. */
export function measureManyPullRequests(bench: BenchPlatform): Promise<Figure[]> {
  return bench.withSchedules(() => measure(bench));
}

async function measure(bench: BenchPlatform): Promise<Figure[]> {
  bench.engine.take(WORK);
  const events = await bench.holdEvents(async () => {
    for (let count = 1; count <= PULL_REQUESTS; count += 1) {
      await bench.pullRequests.open(`bench/many-${count}`);
    }
  });
  const started = bench.clock.now();
  const figures = await loadFigures(
    bench,
    `${PULL_REQUESTS} pull requests`,
    `${PULL_REQUESTS} branches pushed and pull requests opened at once, ${events.length} events, clone ${WORK.clone} s, prepare ${WORK.prepare} s, test ${WORK.test} s`,
    async () => {
      for (const event of events) bench.platform.forge.events.raise(event);
      await bench.pass(HOUR_SECONDS);
    },
  );
  const environments = bench.provider.controls.workspaces();
  const lastMade = Math.max(
    ...environments.map(({ workspace }) => Date.parse(workspace.createdAt)),
  );
  const running = environments.filter(({ stages }) => stages.run !== undefined).length;
  return [
    ...figures,
    {
      name: `${PULL_REQUESTS} pull requests: until the last one has its turn`,
      value: Math.round((lastMade - started) / 6_000) / 10,
      unit: 'min',
      method: 'from the events to the creation of the last environment: ten are deployed at once',
    },
    {
      name: `${PULL_REQUESTS} pull requests: without a running environment after an hour`,
      value: PULL_REQUESTS - running,
      unit: 'pull requests',
      limit: 0,
      method: `an hour later, the sweeps every five minutes included: ${environments.length} environments were made, ${running} run`,
    },
  ];
}
