import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import type { RecordedCall } from '../harness/call-recorder';
import { countOperations, operationOf } from '../harness/operation';

/** The provider's work, a minute in all. */
const WORK = { clone: 6, prepare: 28, test: 26 };
const WORK_SECONDS = WORK.clone + WORK.prepare + WORK.test;
/** The app rounds ages to seconds, so a few milliseconds decide about a poll more or less. */
const DEPLOYMENTS = 3;

/** One deployment as the provider saw it. */
interface Followed {
  polls: RecordedCall[];
  calls: RecordedCall[];
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** From the event to the end, in seconds. */
  seconds: number;
}

/** How often the provider is asked how far a deployment of a minute is, and how late the end is seen. */
export async function measureDeploymentPolls(bench: BenchPlatform): Promise<Figure[]> {
  bench.engine.take(WORK);
  const followed: Followed[] = [];
  for (let count = 1; count <= DEPLOYMENTS; count += 1) {
    followed.push(await followDeployment(bench, `bench/polls-${count}`));
  }
  const most = followed.reduce((a, b) => (b.polls.length > a.polls.length ? b : a));
  const slowest = Math.max(...followed.map(({ seconds }) => seconds));
  return [
    {
      name: 'polls of the provider, 60 s deployment',
      value: most.polls.length,
      unit: 'calls',
      limit: 10,
      method: `clone ${WORK.clone} s, prepare ${WORK.prepare} s, test ${WORK.test} s; a poll is a GET of /status or /pipeline/<stage>, or a visit of the preview; the most of ${DEPLOYMENTS} deployments`,
      details: [
        ...most.polls.map((call) => describePoll(call, most.startedAt)),
        'all provider calls of the deployment:',
        ...countOperations(most.calls),
      ],
    },
    {
      name: 'that deployment: ready later than its work took',
      value: slowest - WORK_SECONDS,
      unit: 's',
      method: `ready ${slowest} s after the event, the longest of ${DEPLOYMENTS}; the provider's work took ${WORK_SECONDS} s`,
    },
  ];
}

async function followDeployment(bench: BenchPlatform, branch: string): Promise<Followed> {
  await bench.pullRequests.push(branch, 'Begin');
  await bench.settle();
  bench.recorder.reset();
  const startedAt = bench.clock.now();
  const id = await bench.pullRequests.openFrom(branch);
  await bench.settle();
  const seconds = Math.round((bench.clock.now() - startedAt) / 1000);
  const calls = bench.recorder.calls.filter(({ kind }) => kind === 'egress');
  await bench.pullRequests.decline(id);
  await bench.settle();
  return { polls: calls.filter(isPoll), calls, startedAt, seconds };
}

function isPoll(call: RecordedCall): boolean {
  return /GET (the preview itself|.*\/(status|pipeline\/\w+))$/.test(operationOf(call));
}

function describePoll(call: RecordedCall, startedAt: number): string {
  const seconds = Math.round((call.at - startedAt) / 1000);
  return `after ${String(seconds).padStart(3)} s: ${operationOf(call)}`;
}
