import { AsyncLocalStorage } from 'node:async_hooks';
import type { Call } from '../../local/call-log';
import type { Clock } from '../../local/clock';
import type { Platform } from '../../local/platform';
import { wrap } from './wrap';

/** A call of the log, with the order of its begin and end among all begins and ends. */
export interface RecordedCall extends Pick<Call, 'kind' | 'method' | 'target' | 'function'> {
  begun: number;
  /** When it began, by the bench's clock, in milliseconds since the epoch. */
  at: number;
  /** Infinity while it is under way. */
  ended: number;
  status: number;
  /** The number of the invocation that made it; an invocation itself has none. */
  invocation?: number;
  /** What a storage call is about, which its target does not say: `preview`, `token`, … and the key. */
  row?: { name: string; key: string };
}

/** Everything that the app does, in the order of its begin. */
export interface CallRecorder {
  calls: RecordedCall[];
  /** Invocations that have begun and not ended. */
  running(): number;
  /** The most invocations at once since the last reset. */
  mostRunning(): number;
  /** Forgets what has been recorded. */
  reset(): void;
}

/** Records from now on, by listening to the platform's call log and to its store. */
export function recordCalls({ calls: log, forge }: Platform, clock: Clock): CallRecorder {
  const current = new AsyncLocalStorage<RecordedCall>();
  const recorded: RecordedCall[] = [];
  let order = 0;
  let running = 0;
  let mostRunning = 0;
  const callerOf = watchCallers(forge);
  wrap(log, 'begin', (begin) => (call) => {
    const end = begin(call);
    const { kind, method, target } = call;
    const entry: RecordedCall = {
      ...{ kind, method, target, begun: ++order, at: clock.now(), ended: Infinity, status: 0 },
      ...(call.function === undefined ? {} : { function: call.function }),
      ...(kind === 'invocation' ? {} : { invocation: callerOf() }),
    };
    recorded.push(entry);
    current.enterWith(entry);
    if (kind === 'invocation') mostRunning = Math.max(mostRunning, ++running);
    return (status) => {
      end(status);
      entry.status = status;
      entry.ended = ++order;
      if (kind === 'invocation') running -= 1;
    };
  });
  wrap(forge.kvs, 'handle', (handle) => (path, body) => {
    const entry = current.getStore();
    if (entry) entry.row = rowOf(body);
    return handle(path, body);
  });
  return {
    calls: recorded,
    running: () => running,
    mostRunning: () => mostRunning,
    reset() {
      recorded.length = 0;
      mostRunning = running;
    },
  };
}

/** Numbers invocations, and tells which one's token was looked up last: a call is noted right after that. */
function watchCallers({ runtime }: Platform['forge']): () => number {
  const numbers = new WeakMap<object, number>();
  let count = 0;
  let last = 0;
  wrap(runtime, 'invocationOf', (invocationOf) => (token) => {
    const caller = invocationOf(token);
    if (caller && !numbers.has(caller)) numbers.set(caller, ++count);
    last = (caller && numbers.get(caller)) ?? 0;
    return caller;
  });
  return () => last;
}

interface StorageBody {
  key?: string;
  entityName?: string;
  set?: { key: string; entityName?: string }[];
}

/** Which row of which entity, or which secret, the body of a storage call names. */
function rowOf(body: unknown): { name: string; key: string } {
  const { key, entityName, set } = body as StorageBody;
  const [row] = set ?? [];
  const id = key ?? row?.key ?? '';
  return { name: entityName ?? row?.entityName ?? id.split(':')[0] ?? '', key: id };
}
