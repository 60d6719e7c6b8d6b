import type { RecordedCall } from './call-recorder';

/** An invocation's calls to other hosts: Bitbucket and the provider. */
interface CallsOut {
  calls: RecordedCall[];
  /** The function that made them; empty when there was none. */
  function: string;
}

/** Those of the invocation that made the most of them. */
export function mostCallsOut(calls: RecordedCall[]): CallsOut {
  const byInvocation = new Map<number, RecordedCall[]>();
  for (const call of calls) {
    const isOut = call.kind === 'bitbucket' || call.kind === 'egress';
    if (!isOut || call.invocation === undefined) continue;
    byInvocation.set(call.invocation, [...(byInvocation.get(call.invocation) ?? []), call]);
  }
  const none: RecordedCall[] = [];
  const most = [...byInvocation.values()].reduce(
    (best, made) => (made.length > best.length ? made : best),
    none,
  );
  return { calls: most, function: most[0]?.function ?? '' };
}
