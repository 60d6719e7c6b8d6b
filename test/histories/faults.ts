/** What the app calls. */
export type Target = 'bitbucket' | 'provider' | 'store' | 'queue';

/** The targets, for generators. */
export const TARGETS: readonly Target[] = ['bitbucket', 'provider', 'store', 'queue'];

/** What goes wrong with any call, for generators; an outage may be of each of these kinds, too. */
export const FAULT_KINDS = [
  ...(['429', '500', '502', '503', 'lost-request', 'lost-reply', 'timeout', 'redirect'] as const),
  ...(['late-502'] as const),
  ...(['truncated', 'malformed'] as const),
];

/**
 * What goes wrong with a call. `lost-reply`, `timeout`, `late-502`, `truncated`, `malformed` and `empty`
 * come after the call took effect, all others instead of it. `empty` is JSON without anything in it: the
 * store's SDK takes that for a missing value, so it comes from Bitbucket and the provider alone. A
 * single `404` would be an answer; `404` is for Bitbucket as a whole, when the app lost its access.
 */
export type FaultKind = (typeof FAULT_KINDS)[number] | 'empty' | '404';

/** What Bitbucket may refuse while it takes all else. */
export type Refused = 'statuses' | 'comments';

/** What only environments reach, or nobody but a visitor: repositories by git, and the addresses of previews. */
export type Remote = 'git' | 'previews';

/** The faults to come. Each is told by counting calls, so that a history is the same every time. */
export interface Faults {
  /** The call of `target` after the next `skip` ones goes wrong. */
  arm(fault: { target: Target; skip: number; kind: FaultKind }): void;
  /**
   * Every call of `target` goes wrong until then; milliseconds since the epoch. It ends sooner, between
   * two calls of one look, when it has met as many calls as `calls` says.
   */
  breakDown(target: Target, kind: FaultKind, until: number, calls?: number): void;
  /** Bitbucket answers so to each of these that the app writes, until then. */
  refuse(what: Refused, status: number, until: number): void;
  /** The status by which Bitbucket refuses a call that is made now. */
  refusalOf(path: string, init: RequestInit | undefined): number | undefined;
  /** Every API is well, and what is behind this one does not answer until then. */
  cutOff(what: Remote, until: number): void;
  isCutOff(what: Remote): boolean;
  /** The invocation that comes to its call, or to the end of it, after `skip` such moments is killed. */
  kill(skip: number): void;
  /** What goes wrong with a call of `target` that is made now. Only of a write the reply alone is lost. */
  take(target: Target, writes: boolean): FaultKind | undefined;
  /** Whether the invocation is killed now. */
  takeKill(): boolean;
  /** Nothing goes wrong any more. */
  end(): void;
}

/** With nothing to go wrong. */
export function createFaults(now: () => number): Faults {
  let armed: { target: Target; skip: number; kind: FaultKind }[] = [];
  let kills: { skip: number }[] = [];
  const outages = new Map<Target, { kind: FaultKind; until: number; calls: number }>();
  const refusals = new Map<Refused, { status: number; until: number }>();
  const cutOff = new Map<Remote, number>();
  return {
    arm: (fault) => void armed.push({ ...fault }),
    breakDown: (target, kind, until, calls = Infinity) =>
      void outages.set(target, { kind, until, calls }),
    refuse: (what, status, until) => void refusals.set(what, { status, until }),
    refusalOf(path, init) {
      if ((init?.method ?? 'GET') === 'GET') return undefined;
      const refusal = refusals.get(path.includes('/comments') ? 'comments' : 'statuses');
      return refusal && now() < refusal.until ? refusal.status : undefined;
    },
    cutOff: (what, until) => void cutOff.set(what, until),
    isCutOff: (what) => now() < (cutOff.get(what) ?? 0),
    kill: (skip) => void kills.push({ skip }),
    take(target, writes) {
      const outage = outages.get(target);
      if (outage && outage.calls > 0 && now() < outage.until) {
        outage.calls -= 1;
        return outage.kind;
      }
      const mine = armed.filter(
        (fault) => fault.target === target && (writes || fault.kind !== 'lost-reply'),
      );
      const due = mine.find(({ skip }) => skip === 0);
      for (const fault of mine) fault.skip -= 1;
      armed = armed.filter(({ skip }) => skip >= 0);
      return due?.kind;
    },
    takeKill() {
      const due = kills.some(({ skip }) => skip === 0);
      for (const kill of kills) kill.skip -= 1;
      kills = kills.filter(({ skip }) => skip >= 0);
      return due;
    },
    end() {
      armed = [];
      kills = [];
      outages.clear();
      refusals.clear();
      cutOff.clear();
    },
  };
}
