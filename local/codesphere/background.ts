import { isDiskFull } from '../disk-full';

/** Work that goes on after the call that began it was answered. */
export interface Background {
  /**
   * Takes charge of `work`; if it fails, that is reported on stderr with `what` it was. A full disk is
   * nobody's to handle: it ends the platform.
   */
  add(what: string, work: Promise<void>): void;
  /** Resolves true once nothing is under way, false after `timeoutMs` of real time. */
  settled(timeoutMs: number): Promise<boolean>;
}

/** With nothing under way. */
export function createBackground(): Background {
  const pending = new Set<Promise<void>>();
  return {
    add(what, work) {
      const guarded = work
        .catch((error: unknown) => {
          if (isDiskFull(error)) throw error;
          console.error(`The local Codesphere failed to ${what}:`, error);
        })
        .finally(() => pending.delete(guarded));
      pending.add(guarded);
    },
    settled(timeoutMs) {
      const all = async () => {
        while (pending.size > 0) await Promise.all(pending);
      };
      return settlesWithin(all(), timeoutMs);
    },
  };
}

/** True once `work` has settled, false when `timeoutMs` of real time have passed before. */
export async function settlesWithin(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, tooLate]).finally(() => clearTimeout(timer));
}
