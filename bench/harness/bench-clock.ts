import { type Clock, manualClock } from '../../local/clock';

/** A clock that stands still between two moves, so that no figure depends on the machine's speed. */
export interface BenchClock extends Clock {
  /** When the earliest timer is due; undefined when there is none. */
  nextDue(): number | undefined;
  /** Moves on to `time` (milliseconds since the epoch) and runs what falls due on the way. */
  moveTo(time: number): void;
}

/** Starts at the machine's own time. */
export function createBenchClock(): BenchClock {
  const clock = manualClock(Date.now());
  const timers = new Set<{ due: number }>();
  return {
    now: () => clock.now(),
    after(milliseconds, action) {
      const timer = { due: clock.now() + Math.max(0, milliseconds) };
      timers.add(timer);
      const cancel = clock.after(milliseconds, () => {
        timers.delete(timer);
        action();
      });
      return () => {
        timers.delete(timer);
        cancel();
      };
    },
    nextDue: () => (timers.size === 0 ? undefined : Math.min(...[...timers].map(({ due }) => due))),
    moveTo: (time) => clock.advance(Math.max(0, time - clock.now())),
  };
}
