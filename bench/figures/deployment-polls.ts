import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import type { RecordedCall } from '../harness/call-recorder';
import { countOperations, operationOf } from '../harness/operation';

/** The provider's work, a minute in all. */
const WORK = { clone: 6, prepare: 28, test: 26 };
const WORK_SECONDS = WORK.clone + WORK.prepare + WORK.test;

/** How often the provider is asked how far a deployment of a minute is, and how late the end is seen. */
export async function measureDeploymentPolls(bench: BenchPlatform): Promise<Figure[]> {
  bench.engine.take(WORK);
  const branch = 'bench/polls';
  await bench.pullRequests.push(branch, 'Begin');
  await bench.settle();
  bench.recorder.reset();
  const started = bench.clock.now();
  const id = await bench.pullRequests.openFrom(branch);
  await bench.settle();
  const seconds = Math.round((bench.clock.now() - started) / 1000);
  const provider = bench.recorder.calls.filter(({ kind }) => kind === 'egress');
  const polls = provider.filter(isPoll);
  const since = ({ at }: RecordedCall) => Math.round((at - started) / 1000);
  await bench.pullRequests.decline(id);
  await bench.settle();
  return [
    {
      name: 'polls of the provider, 60 s deployment',
      value: polls.length,
      unit: 'calls',
      limit: 10,
      method: `clone ${WORK.clone} s, prepare ${WORK.prepare} s, test ${WORK.test} s; a poll is a GET of /status or /pipeline/<stage>, or a visit of the preview`,
      details: [
        ...polls.map((call) => `after ${String(since(call)).padStart(3)} s: ${operationOf(call)}`),
        'all provider calls of the deployment:',
        ...countOperations(provider),
      ],
    },
    {
      name: 'that deployment: ready later than its work took',
      value: seconds - WORK_SECONDS,
      unit: 's',
      method: `ready ${seconds} s after the event; the provider's work took ${WORK_SECONDS} s`,
    },
  ];
}

function isPoll(call: RecordedCall): boolean {
  return /GET (the preview itself|.*\/(status|pipeline\/\w+))$/.test(operationOf(call));
}
