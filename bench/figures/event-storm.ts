import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import { loadFigures } from '../harness/load-figures';

const EVENTS = 500;

/** Many events at once for one pull request whose preview is ready. */
export async function measureEventStorm(bench: BenchPlatform): Promise<Figure[]> {
  const id = await bench.pullRequests.open('bench/storm');
  await bench.settle();
  // What was pushed so far does not count towards the queue's minute any more.
  await bench.pass(60);
  const [event] = await bench.holdEvents(() => bench.pullRequests.describe(id, 'A storm begins.'));
  if (!event) throw new Error('Editing a pull request raised no event.');
  const figures = await loadFigures(
    bench,
    `storm of ${EVENTS} events`,
    `the same updated event of one pull request with a ready preview, ${EVENTS} times at once`,
    async () => {
      for (let count = 0; count < EVENTS; count += 1) bench.platform.forge.events.raise(event);
      // Bursts are told by time, and so many invocations take some of this machine.
      await bench.settleAtRealSpeed();
    },
  );
  await bench.pullRequests.decline(id);
  await bench.settle();
  return figures;
}
