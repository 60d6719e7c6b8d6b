import type { RecordedCall } from './call-recorder';
import { isRead, operationOf } from './operation';

/** An invocation with the calls that it made. */
interface Invocation {
  call: RecordedCall;
  calls: RecordedCall[];
}

/** State that the provider changes by itself: asking again is the point of asking. */
const CHANGES_BY_ITSELF = /\/status$|\/pipeline\/\w+$|GET the preview itself$/;

/**
 * Reads of one thing that were made twice in one invocation without a write of the app in between to
 * that kind of system.
 */
export function repeatedInOneInvocation(calls: RecordedCall[]): string[] {
  return invocationsOf(calls).flatMap(({ call, calls: made }) => {
    const seen = new Set<string>();
    return made.flatMap((one) => {
      if (!isRead(one)) forgetKind(seen, one);
      const name = nameOf(one);
      const repeated = isRead(one) && seen.has(name);
      if (isRead(one)) seen.add(name);
      return repeated ? [`${one.method} ${one.target} twice in ${call.target}`] : [];
    });
  });
}

/**
 * Reads of Bitbucket or the provider that the next invocation of the same function made again, though
 * in between no event had come and the app had written nothing there: the answer had to be the same.
 * Storage is not counted, because no process may rely on what it read there before; state that the provider changes by
 * itself is not counted either.
 */
export function repeatedInNextInvocation(calls: RecordedCall[]): string[] {
  const invocations = invocationsOf(calls);
  return invocations.flatMap(({ call, calls: made }, index) => {
    const before = invocations[index - 1];
    if (before?.call.target !== call.target) return [];
    const written = new Set(before.calls.filter((one) => !isRead(one)).map(({ kind }) => kind));
    const seen = new Set(before.calls.filter(isRead).map(nameOf));
    return made
      .filter((one) => one.kind !== 'kvs' && isRead(one) && seen.has(nameOf(one)))
      .filter((one) => !written.has(one.kind) && !CHANGES_BY_ITSELF.test(operationOf(one)))
      .map((one) => `${one.method} ${one.target} again in the next ${call.target}`);
  });
}

/**
 * Reads of Bitbucket and of the provider that were made again within a second, by whichever invocation;
 * `answered`: when the earlier one had been answered. State that the provider changes by itself is not
 * counted.
 */
export function repeatedWithinASecond(
  calls: RecordedCall[],
  options: { answered?: boolean } = {},
): RecordedCall[] {
  const reads = calls
    .filter((call) => call.kind !== 'kvs' && isRead(call))
    .filter((call) => !CHANGES_BY_ITSELF.test(operationOf(call)));
  const earlier = new Map<string, RecordedCall[]>();
  return reads.filter((call) => {
    const known = (earlier.get(nameOf(call)) ?? []).filter(({ at }) => call.at - at < 1_000);
    earlier.set(nameOf(call), [...known, call]);
    return known.some(({ ended }) => !options.answered || ended < call.begun);
  });
}

/** Calls belong to the invocation of their function that was under way. */
function invocationsOf(calls: RecordedCall[]): Invocation[] {
  const invocations = calls
    .filter(({ kind }) => kind === 'invocation')
    .map((call): Invocation => ({ call, calls: [] }));
  for (const call of calls.filter(({ kind }) => kind !== 'invocation')) {
    const owner = invocations.findLast(
      (one) =>
        one.call.function === call.function &&
        one.call.begun < call.begun &&
        one.call.ended > call.begun,
    );
    owner?.calls.push(call);
  }
  return invocations;
}

function nameOf({ kind, method, target, row }: RecordedCall): string {
  return [kind, method, target, row?.key].join(' ');
}

function forgetKind(seen: Set<string>, { kind }: RecordedCall): void {
  for (const name of [...seen]) if (name.startsWith(`${kind} `)) seen.delete(name);
}
