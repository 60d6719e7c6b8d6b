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

/** A clock that can be moved forward. */
export interface MovableClock extends Clock {
  /** Moves time forward; what falls due on the way is done in order of its due time. */
  advance(milliseconds: number): void;
}

interface Timer {
  due: number;
  action: () => void;
  handle?: NodeJS.Timeout;
}

/** Node's timers count in 31 bits; a longer one would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own time, and as much ahead of it as it was advanced. Its timers keep the process alive. */
export function systemClock(): MovableClock {
  let ahead = 0;
  const timers = new Set<Timer>();
  const now = () => Date.now() + ahead;

  function arm(timer: Timer): void {
    clearTimeout(timer.handle);
    const left = Math.max(0, timer.due - now());
    timer.handle = setTimeout(
      () => {
        if (timer.due > now()) return arm(timer);
        timers.delete(timer);
        timer.action();
      },
      Math.min(left, LONGEST_TIMER_MS),
    );
  }
  return {
    now,
    after(milliseconds, action) {
      const timer: Timer = { due: now() + Math.max(0, milliseconds), action };
      timers.add(timer);
      arm(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer.handle);
      };
    },
    advance(milliseconds) {
      ahead += milliseconds;
      for (const timer of [...timers].sort((one, other) => one.due - other.due)) arm(timer);
    },
  };
}

/** A clock for tests, starting at `start` (milliseconds since the epoch). */
export function manualClock(start: number): MovableClock {
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
