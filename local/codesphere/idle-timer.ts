import type { Cancel, Clock } from '../clock';

/** Watches for how long workspaces have not been used. */
export interface IdleTimer {
  /** Says that the workspace is used now, and begins to watch it if nobody did. */
  touch(id: number): void;
  /** Ends the watch over one workspace. */
  forget(id: number): void;
  /** Ends all watches. */
  stop(): void;
}

/** Calls `onIdle` once a workspace has gone unused for `limitMs`; the watch over it is then over. */
export function createIdleTimer(
  clock: Clock,
  limitMs: number,
  onIdle: (id: number) => void,
): IdleTimer {
  const watches = new Map<number, { usedAt: number; cancel: Cancel }>();

  function check(id: number): void {
    const watch = watches.get(id);
    if (!watch) return;
    const remainingMs = watch.usedAt + limitMs - clock.now();
    if (remainingMs > 0) {
      watch.cancel = clock.after(remainingMs, () => check(id));
      return;
    }
    watches.delete(id);
    onIdle(id);
  }

  function forget(id: number): void {
    watches.get(id)?.cancel();
    watches.delete(id);
  }

  return {
    touch(id) {
      const watch = watches.get(id);
      if (watch) watch.usedAt = clock.now();
      else {
        watches.set(id, { usedAt: clock.now(), cancel: clock.after(limitMs, () => check(id)) });
      }
    },
    forget,
    stop: () => [...watches.keys()].forEach(forget),
  };
}
