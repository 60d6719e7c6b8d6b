/**
 * The one source of time for everything that the local platform simulates: delays, schedules,
 * lifetimes. Tests replace it by one whose time they move.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `action` once, `milliseconds` from now, unless cancelled first. */
  after(milliseconds: number, action: () => void): Cancel;
}

export type Cancel = () => void;

/** The machine's own time. Its timers keep the process alive. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after(milliseconds, action) {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that stands still until `advance` is called. */
export interface ManualClock extends Clock {
  /** Moves time forward and runs, in order of their due time, the actions that fall due on the way. */
  advance(milliseconds: number): void;
}

/** A clock for tests, starting at `start` (milliseconds since the epoch). */
export function manualClock(start: number): ManualClock {
  let time = start;
  let order = 0;
  const pending = new Map<number, { due: number; action: () => void }>();

  function nextDue(limit: number): [number, { due: number; action: () => void }] | undefined {
    return [...pending]
      .filter(([, timer]) => timer.due <= limit)
      .sort(([a, x], [b, y]) => x.due - y.due || a - b)[0];
  }

  return {
    now: () => time,
    after(milliseconds, action) {
      const id = order++;
      pending.set(id, { due: time + Math.max(0, milliseconds), action });
      return () => void pending.delete(id);
    },
    advance(milliseconds) {
      const end = time + milliseconds;
      for (let next = nextDue(end); next; next = nextDue(end)) {
        const [id, timer] = next;
        pending.delete(id);
        time = timer.due;
        timer.action();
      }
      time = end;
    },
  };
}
