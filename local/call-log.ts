import type { Clock } from './clock';

/** What kind of system a call went to, or that the app itself was invoked. */
export type CallKind = 'invocation' | 'bitbucket' | 'egress' | 'kvs' | 'queue';

/** One invocation of the app or one call that it made. Never holds a body or a header. */
export interface Call {
  n: number;
  /** Milliseconds since the epoch at which the call began. */
  at: number;
  kind: CallKind;
  method: string;
  target: string;
  status: number;
  ms: number;
  /** As whom the call was made: `app`, or a person's account id. */
  as?: string;
  /** The function of the app that was invoked or that made the call. */
  function?: string;
}

/** Every invocation and every proxied call of the app, in the order in which they began. */
export interface CallLog {
  /** Notes the start of a call and returns what notes its end. */
  begin(call: Omit<Call, 'n' | 'at' | 'status' | 'ms'>): (status: number) => void;
  /** The calls with a number above `n`, finished ones only, in order. */
  since(n: number): Call[];
}

/** The newest `limit` calls are kept. */
export function createCallLog(clock: Clock, limit = 100_000): CallLog {
  const calls: Call[] = [];
  let count = 0;
  return {
    begin(call) {
      const entry: Call = { n: ++count, at: clock.now(), ...call, status: 0, ms: 0 };
      return (status) => {
        entry.status = status;
        entry.ms = clock.now() - entry.at;
        const position = calls.findLastIndex((other) => other.n < entry.n) + 1;
        calls.splice(position, 0, entry);
        if (calls.length > limit) calls.shift();
      };
    },
    since: (n) => calls.filter((call) => call.n > n),
  };
}
