import type { FaultKind, Faults, Target } from './faults';

/** The platform ended an invocation: nothing that it does has an effect any more. */
class KilledError extends Error {
  override readonly name = 'KilledError';
}

/** One run of a function of the app. All that it calls goes through here. */
export interface Invocation {
  readonly killed: boolean;
  /** An HTTP call, which may go wrong. */
  fetch(target: Target, writes: boolean, perform: () => Promise<Response>): Promise<Response>;
  /** A call of another kind, which may go wrong. */
  call<Result>(target: Target, writes: boolean, perform: () => Promise<Result>): Promise<Result>;
}

/** Faults that come only after the call took effect. */
const AFTERWARDS: readonly FaultKind[] = ['lost-reply', 'truncated', 'malformed'];

/** Begins one. `onCall` is awaited before each call: the world may move there. */
export function beginInvocation(faults: Faults, onCall: () => Promise<void>): Invocation {
  let killed = false;

  function live(): void {
    if (!killed && faults.takeKill()) killed = true;
    if (killed) throw new KilledError('The invocation was killed.');
  }

  async function guarded<Result>(
    target: Target,
    writes: boolean,
    perform: () => Promise<Result>,
    spoil: (kind: FaultKind, result: Result | undefined) => Promise<Result>,
  ): Promise<Result> {
    live();
    await onCall();
    if (killed) live();
    const kind = faults.take(target, writes);
    if (kind && !AFTERWARDS.includes(kind)) return spoil(kind, undefined);
    const result = await perform();
    live();
    return kind ? spoil(kind, result) : result;
  }

  return {
    get killed() {
      return killed;
    },
    fetch: (target, writes, perform) => guarded(target, writes, perform, spoilResponse),
    call: (target, writes, perform) =>
      guarded(target, writes, perform, (kind) => Promise.reject(new Error(`${target}: ${kind}`))),
  };
}

async function spoilResponse(kind: FaultKind, response: Response | undefined): Promise<Response> {
  switch (kind) {
    case 'lost-request':
    case 'lost-reply':
      throw new TypeError('fetch failed');
    case 'truncated': {
      const text = (await response?.text()) ?? '';
      return new Response(text.slice(0, text.length / 2), { status: 200 });
    }
    case 'malformed':
      return new Response('<html><body>Moment, please.</body></html>', { status: 200 });
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: 'https://example.com/busy' } });
    case '429':
      return new Response('{}', { status: 429, headers: { 'retry-after': '20' } });
    default:
      return new Response('<html><body>Sorry.</body></html>', { status: Number(kind) });
  }
}
