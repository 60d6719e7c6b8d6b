import { AsyncLocalStorage } from 'node:async_hooks';
import type { FaultKind, Faults, Target } from './faults';

/** The platform ended an invocation: nothing that it does has an effect any more. */
class KilledError extends Error {
  override readonly name = 'KilledError';
}

/** One run of a function of the app. All that it calls goes through here. */
export interface Invocation {
  readonly killed: boolean;
  /** A call, which may go wrong. */
  fetch(target: Target, writes: boolean, perform: () => Promise<Response>): Promise<Response>;
}

/** Faults that come only after the call took effect. */
const AFTERWARDS: readonly FaultKind[] = [
  'lost-reply',
  'timeout',
  'late-502',
  'truncated',
  'malformed',
  'empty',
];

const current = new AsyncLocalStorage<Invocation | undefined>();

/** The invocation that calls; undefined when somebody looks at the world from outside the app. */
export function currentInvocation(): Invocation | undefined {
  return current.getStore();
}

/** Does `work` as an invocation. */
export function runInside<Result>(invocation: Invocation, work: () => Promise<Result>) {
  return current.run(invocation, work);
}

/** Does `work` as part of the world, whatever called it. */
export function runOutside<Result>(work: () => Promise<Result>): Promise<Result> {
  return current.run(undefined, work);
}

/** Begins one. `onCall` is awaited before each call: the world may move there. */
export function beginInvocation(faults: Faults, onCall: () => Promise<void>): Invocation {
  let killed = false;

  function live(): void {
    if (!killed && faults.takeKill()) killed = true;
    if (killed) throw new KilledError('The invocation was killed.');
  }

  return {
    get killed() {
      return killed;
    },
    async fetch(target, writes, perform) {
      live();
      await runOutside(onCall);
      if (killed) live();
      const kind = faults.take(target, writes);
      if (kind && !AFTERWARDS.includes(kind)) return spoil(kind, undefined);
      const response = await perform();
      live();
      return kind ? spoil(kind, response) : response;
    },
  };
}

async function spoil(kind: FaultKind, response: Response | undefined): Promise<Response> {
  switch (kind) {
    case 'lost-request':
    case 'lost-reply':
      throw new TypeError('fetch failed');
    case 'timeout':
      throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    case 'truncated': {
      const text = (await response?.text()) ?? '';
      return new Response(text.slice(0, text.length / 2), { status: 200 });
    }
    case 'malformed':
      return new Response('<html><body>Moment, please.</body></html>', { status: 200 });
    case 'empty':
      // What was refused was not done: nobody may read success.
      return response?.ok === false ? response : new Response('{}', { status: 200 });
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: 'https://example.com/busy' } });
    case '429':
      return new Response('{}', { status: 429, headers: { 'retry-after': '20' } });
    case '404':
      return Response.json({ type: 'error', error: { message: 'Not found' } }, { status: 404 });
    case 'late-502':
      return new Response('<html><body>Sorry.</body></html>', { status: 502 });
    default:
      return new Response('<html><body>Sorry.</body></html>', { status: Number(kind) });
  }
}
