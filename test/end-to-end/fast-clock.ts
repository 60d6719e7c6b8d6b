import type { Clock } from '../../local/clock';

/**
 * A clock on which time passes `speed` times as fast as on this machine: waits of the app that last
 * minutes are over in seconds, and real work still has its time.
 */
export function fastClock(speed: number): Clock {
  const start = Date.now();
  return {
    now: () => Math.round(start + (Date.now() - start) * speed),
    after(milliseconds, action) {
      // One more, so that it is never early by the rounding of `now`.
      const timer = setTimeout(action, milliseconds / speed + 1);
      return () => clearTimeout(timer);
    },
  };
}
