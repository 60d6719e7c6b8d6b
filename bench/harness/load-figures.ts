import type { Figure } from '../figure';
import type { BenchPlatform } from './bench-platform';
import { mostCallsOut } from './calls-out';
import { mostInAMinute } from './most-in-a-minute';
import { countKinds, countOperations } from './operation';
import { repeatedWithinASecond } from './repeated-reads';

/** What Bitbucket Cloud allows an app within an hour (its REST API's documentation, 2026-08). */
const BITBUCKET_AN_HOUR = 1_000;
/** What Forge's queues take within a minute (Forge documentation, "Async events limits", 2026-08). */
const QUEUE_EVENTS_A_MINUTE = 500;
/** A quarter of what Forge lets follow from one invocation (Forge documentation, 2026-08). */
export const MOST_PUSHES_IN_TREE = 250;
/** Of one installation; an event has no user (Forge documentation). */
const INVOCATIONS_A_MINUTE = 5_000;
/** What Forge allows in a minute of runtime, of which no invocation here needs more than one (same place). */
const CALLS_OUT_A_MINUTE = 100;
const LOG_LINES_A_MINUTE = 100;

/** What `work` costs, compared with the limits of Bitbucket and Forge. */
export async function loadFigures(
  { recorder, queue, logLines, clock }: BenchPlatform,
  name: string,
  method: string,
  work: () => Promise<void>,
): Promise<Figure[]> {
  recorder.reset();
  queue.reset();
  logLines.reset();
  const started = clock.now();
  await work();
  const { calls } = recorder;
  const minutes = Math.round((clock.now() - started) / 6_000) / 10;
  const refused = calls.filter(({ kind, status }) => kind === 'queue' && status === 429).length;
  const invocations = calls.filter(({ kind }) => kind === 'invocation');
  const failed = invocations.filter(({ status }) => status >= 500).length;
  const ofBitbucket = calls.filter(({ kind }) => kind === 'bitbucket');
  const ofProvider = calls.filter(({ kind }) => kind === 'egress');
  const repeated = repeatedWithinASecond(ofBitbucket);
  const repeatedKnown = repeatedWithinASecond(ofProvider, { answered: true });
  const out = mostCallsOut(calls);
  const hour = ofBitbucket.filter(({ at }) => at < started + 3_600_000);
  return [
    {
      name: `${name}: invocations`,
      value: invocations.length,
      unit: 'calls',
      method: `${method}; in ${minutes} min. ${countKinds(calls)}; ${failed} invocations failed`,
      details: countOperations(calls),
    },
    {
      name: `${name}: invocations a minute`,
      value: mostInAMinute(invocations.map(({ at }) => at)),
      unit: 'calls',
      limit: INVOCATIONS_A_MINUTE,
      method: 'the most that began within any 60 s',
    },
    {
      name: `${name}: Bitbucket requests in the first hour`,
      value: hour.length,
      unit: 'calls',
      limit: BITBUCKET_AN_HOUR,
      method: 'calls as the app and as a person together',
    },
    {
      name: `${name}: reads of Bitbucket made again within a second`,
      value: repeated.length,
      unit: 'calls',
      limit: 0,
      method: 'the same address, by whichever invocation',
      details: countOperations(repeated),
    },
    {
      name: `${name}: reads of the provider made again within a second`,
      value: repeatedKnown.length,
      unit: 'calls',
      method:
        'the same address, once an earlier one was answered, to whichever process: the list of environments, with which each create call makes sure in its own process that it is the first',
      details: countOperations(repeatedKnown),
    },
    {
      name: `${name}: queue events a minute`,
      value: queue.mostPushedInAMinute() + refused,
      unit: 'events',
      limit: QUEUE_EVENTS_A_MINUTE,
      method: `the most within any 60 s; ${refused} pushes were refused for the limit and count as one event each`,
    },
    {
      name: `${name}: pushes that follow from one invocation`,
      value: queue.mostPushesInTree(),
      unit: 'pushes',
      limit: MOST_PUSHES_IN_TREE,
      method:
        'the most in one tree: what an invocation pushed, what the consumers pushed, and so on',
    },
    {
      name: `${name}: calls to other hosts in one invocation`,
      value: out.calls.length,
      unit: 'calls',
      limit: CALLS_OUT_A_MINUTE,
      method: `the most to Bitbucket and the provider together, in one of ${out.function}`,
      details: countOperations(out.calls),
    },
    {
      name: `${name}: log lines in one invocation`,
      value: logLines.mostInOneInvocation(),
      unit: 'lines',
      limit: LOG_LINES_A_MINUTE,
      method:
        'the most that the process of a function wrote between two invocations that it was sent',
    },
    {
      name: `${name}: most invocations at once`,
      value: recorder.mostRunning(),
      unit: 'at once',
      method:
        'begun and not ended, those included that wait for one of the 6 processes a function has here',
    },
    {
      name: `${name}: longest wait in the queue`,
      value: Math.round(queue.longestWaitMs() / 100) / 10,
      unit: 's',
      method:
        'real time on this machine from a message being due to its delivery; the messages of one pull request are delivered one after the other',
    },
  ];
}
