/**
 * What is still under way on the local platform: events not yet delivered, messages (delayed ones
 * included), invocations. Tests wait for it to come to rest instead of sleeping.
 */
export interface Activity {
  /** Counts one more thing as pending; call the result once when it has ended. */
  begin(): () => void;
  isIdle(): boolean;
  /** Resolves true once nothing is pending, false when `timeoutMs` of real time have passed. */
  whenIdle(timeoutMs: number): Promise<boolean>;
}

/** Starts at rest. */
export function createActivity(): Activity {
  let pending = 0;
  const waiting = new Set<() => void>();
  return {
    begin() {
      pending += 1;
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        pending -= 1;
        if (pending === 0) for (const wake of [...waiting]) wake();
      };
    },
    isIdle: () => pending === 0,
    whenIdle(timeoutMs) {
      if (pending === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const finish = (idle: boolean) => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve(idle);
        };
        const wake = () => finish(true);
        const timer = setTimeout(() => finish(false), timeoutMs);
        waiting.add(wake);
      });
    },
  };
}
