import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import type { RecordedCall } from '../harness/call-recorder';
import { longestChain } from '../harness/longest-chain';
import { operationOf } from '../harness/operation';

/** Far longer than the calls of one round trip are apart. */
const ANSWER_MS = 60;

/** Sequential network round trips from the event to the provider's create call; the first asks the store whether the repository takes part. */
export async function measureRoundTrips(bench: BenchPlatform): Promise<Figure> {
  const branch = 'bench/round-trips';
  await bench.pullRequests.push(branch, 'Begin');
  await bench.settle();
  bench.recorder.reset();
  bench.delayAnswers(ANSWER_MS);
  const id = await bench.pullRequests.openFrom(branch);
  await bench.settle();
  bench.delayAnswers(0);
  const calls = bench.recorder.calls.filter(({ kind }) => kind !== 'invocation');
  const create = calls.find(isCreate);
  if (!create) throw new Error('Opening a pull request made no environment at the provider.');
  const chain = longestChain(calls, create);
  await bench.pullRequests.decline(id);
  await bench.settle();
  return {
    name: 'round trips from event to create',
    value: chain.length,
    unit: 'sequential calls',
    limit: 5,
    method: `longest chain of calls of which each began after the one before had ended, push to the queue and create call included; each answer takes ${ANSWER_MS} ms, so that parallel calls overlap`,
    details: chain.map((call, index) => `${index + 1}. ${operationOf(call)}`),
  };
}

function isCreate({ kind, method, target }: RecordedCall): boolean {
  return kind === 'egress' && method === 'POST' && new URL(target).pathname === '/api/workspaces';
}
