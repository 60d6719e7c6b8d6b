import type { RecordedCall } from './call-recorder';

/**
 * The longest sequence of calls that ends with `last` and in which each call began only after the one
 * before it had ended. Calls under way at the same time are one round trip, not several. When each
 * answer takes much longer than it takes to send a call, this is the number of times that the app
 * waited for an answer.
 */
export function longestChain(calls: RecordedCall[], last: RecordedCall): RecordedCall[] {
  const chains = new Map<RecordedCall, RecordedCall[]>();
  // In the order of their ends, a call's predecessors come before it.
  const earlier = calls.filter(({ ended }) => ended < last.begun).sort((a, b) => a.ended - b.ended);
  for (const call of [...earlier, last]) {
    const before = [...chains]
      .filter(([other]) => other.ended < call.begun)
      .map(([, chain]) => chain);
    const longest = before.reduce((best, chain) => (chain.length > best.length ? chain : best), []);
    chains.set(call, [...longest, call]);
  }
  return chains.get(last) ?? [];
}
