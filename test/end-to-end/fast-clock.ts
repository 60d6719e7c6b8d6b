import type { Cancel, MovableClock } from '../../local/clock';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import type { Platform } from '../../local/platform';

/** How many times as fast as on this machine time passes. */
const SPEED = 6;
const LOOK_MS = 20;
/** So long, on this clock, a program of the run stage counts as starting: then it listens, or never will. */
const STARTING_MS = 6_000;

/** A clock that is ahead of this machine's, and the more the longer it runs. */
export interface FastClock extends MovableClock {
  /**
   * From now on the clock jumps to what is due next whenever all that the platform has to do only waits for its
   * time. Call the result when it has stopped.
   */
  follow(platform: Platform): () => void;
}

interface Timer {
  due: number;
  action: () => void;
  handle?: NodeJS.Timeout;
}

/**
 * Waits of the app that last minutes are over at once. While a deployment does real work, time passes: otherwise
 * it would meet the app's time limits on a slow machine.
 */
export function fastClock(): FastClock {
  const since = Date.now();
  let start = since;
  const timers = new Set<Timer>();
  const now = () => Math.round(start + (Date.now() - since) * SPEED);

  function arm(timer: Timer): void {
    clearTimeout(timer.handle);
    // One more, so that it is never early by the rounding of `now`.
    timer.handle = setTimeout(
      () => {
        timers.delete(timer);
        timer.action();
      },
      Math.max(0, timer.due - now()) / SPEED + 1,
    );
  }

  function advance(milliseconds: number): void {
    start += milliseconds;
    for (const timer of timers) arm(timer);
  }

  return {
    now,
    advance,
    after(milliseconds, action): Cancel {
      const timer: Timer = { due: now() + milliseconds, action };
      timers.add(timer);
      arm(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer.handle);
      };
    },
    follow(platform) {
      const look = setInterval(() => {
        const due = Math.min(...[...timers].map((timer) => timer.due));
        if (timers.size > 0 && onlyWaits(platform, now())) advance(Math.max(0, due - now()));
      }, LOOK_MS);
      return () => clearInterval(look);
    },
  };
}

/** Whether something is pending, and all of it waits for its time. */
function onlyWaits({ activity, codesphere }: Platform, now: number): boolean {
  const pending = activity.pending();
  const waits = pending.every((what) => /^(a message in the queue|a retry of) /.test(what));
  return (
    pending.length > 0 && waits && !codesphere.controls.workspaces().some((one) => works(one, now))
  );
}

/** Whether a workspace is made, runs `prepare` or `test`, or has just started a program of `run`. */
function works({ phase, stages }: WorkspaceRecord, now: number): boolean {
  const { prepare, test, run } = stages;
  const builds = [prepare, test].flatMap((stage) => stage?.servers ?? []);
  const programs = run?.servers.flatMap(({ steps }) => steps) ?? [];
  return (
    ['creating', 'waking'].includes(phase) ||
    builds.some(({ state, steps }) => steps.length > 0 && ['waiting', 'running'].includes(state)) ||
    programs.some(({ state, startedAt = '' }) => {
      return state === 'running' && now - Date.parse(startedAt) < STARTING_MS;
    })
  );
}
