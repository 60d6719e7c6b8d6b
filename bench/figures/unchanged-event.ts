import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import { countOperations, isRead } from '../harness/operation';

/** What an `updated` event costs that changes nothing about the preview, which is ready. */
export async function measureUnchangedEvent(bench: BenchPlatform): Promise<Figure[]> {
  const id = await bench.pullRequests.open('bench/unchanged');
  await bench.settle();
  bench.recorder.reset();
  await bench.pullRequests.describe(id, 'Says something else.');
  await bench.settle();
  const { calls } = bench.recorder;
  const details = countOperations(calls);
  const ofKind = (wanted: string) => calls.filter(({ kind }) => kind === wanted);
  const writes = [...ofKind('bitbucket'), ...ofKind('kvs'), ...ofKind('egress')].filter(
    (call) => !isRead(call),
  );
  const result: Figure[] = [
    {
      name: 'unchanged event: Bitbucket reads',
      value: ofKind('bitbucket').filter(isRead).length,
      unit: 'calls',
      limit: 1,
      method:
        'the description of a pull request with a ready preview is edited; all calls until rest',
      details,
    },
    {
      name: 'unchanged event: provider calls',
      value: ofKind('egress').length,
      unit: 'calls',
      limit: 0,
      method: 'the same event',
    },
    {
      name: 'unchanged event: writes',
      value: writes.length,
      unit: 'calls',
      limit: 0,
      method:
        'the same event; calls of Bitbucket, provider or storage that are no reads. The push of the event to the queue is not one',
    },
  ];
  await bench.pullRequests.decline(id);
  await bench.settle();
  return result;
}
