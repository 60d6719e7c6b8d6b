import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import { countKinds, countOperations } from '../harness/operation';
import { repeatedInNextInvocation, repeatedInOneInvocation } from '../harness/repeated-reads';

const WORK = { clone: 4, prepare: 8, test: 8 };

/** All calls of one preview: opened, ready, pushed to, ready again, merged, gone. */
export async function measurePreviewLife(bench: BenchPlatform): Promise<Figure[]> {
  bench.engine.take(WORK);
  const branch = 'bench/life';
  await bench.pullRequests.push(branch, 'Begin');
  await bench.settle();
  bench.recorder.reset();
  const id = await bench.pullRequests.openFrom(branch);
  await bench.settle();
  await bench.pullRequests.push(branch, 'Go on');
  await bench.settle();
  await bench.pullRequests.merge(id);
  await bench.settle();
  const { calls } = bench.recorder;
  const left = bench.provider.controls.workspaces().length;
  if (left > 0) throw new Error(`The merged pull request left ${left} environments behind.`);
  const repeated = [...repeatedInOneInvocation(calls), ...repeatedInNextInvocation(calls)];
  return [
    {
      name: 'one life: calls and invocations',
      value: calls.length,
      unit: 'calls',
      method: `open, ready, push, ready, merge, gone; clone ${WORK.clone} s, prepare ${WORK.prepare} s, test ${WORK.test} s. ${countKinds(calls)}`,
      details: countOperations(calls),
    },
    {
      name: 'one life: reads made again for the same answer',
      value: repeated.length,
      unit: 'calls',
      limit: 0,
      method:
        'the same read twice in one invocation without a write there in between; or by two invocations in a row of one function (storage and state that changes by itself excepted)',
      details: repeated,
    },
  ];
}
