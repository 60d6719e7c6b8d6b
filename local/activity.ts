/**
 * What is still under way on the local platform: events not yet delivered, messages (delayed ones
 * included), invocations. Tests wait for it to come to rest instead of sleeping.
 */
export interface Activity {
  /** Counts one more thing as pending, in words; call the result once when it has ended. */
  begin(what: string): () => void;
  isIdle(): boolean;
  /** What is pending, the oldest first. */
  pending(): string[];
  /** Resolves true once nothing is pending, false when `timeoutMs` of real time have passed. */
  whenIdle(timeoutMs: number): Promise<boolean>;
}

/** Starts at rest. */
export function createActivity(): Activity {
  const pending = new Set<{ what: string }>();
  const waiting = new Set<() => void>();
  return {
    begin(what) {
      const one = { what };
      pending.add(one);
      return () => {
        if (pending.delete(one) && pending.size === 0) for (const wake of [...waiting]) wake();
      };
    },
    isIdle: () => pending.size === 0,
    pending: () => [...pending].map(({ what }) => what),
    whenIdle(timeoutMs) {
      if (pending.size === 0) return Promise.resolve(true);
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
