import type { Clock } from '../../local/clock';
import { runOutside } from './invocation';

/** Calls that may take effect after whoever made them has given them up. */
export type Late = 'create' | 'status';

/** Calls that time out first and take effect later. */
export interface LateCalls {
  /** The next call of this kind takes effect so many seconds after it was made. */
  delay(what: Late, seconds: number): void;
  /** Makes a call; or sends it on its way, and throws the timeout that the app sees. */
  make(what: Late | undefined, perform: (isLate: boolean) => Promise<Response>): Promise<Response>;
  /** Resolves when what has taken effect by now has done so to its end. */
  settled(): Promise<void>;
  /** No further call is late; those that are on their way arrive. */
  end(): void;
}

/** With every call in time. */
export function createLateCalls(clock: Pick<Clock, 'after'>): LateCalls {
  let delays: { what: Late; seconds: number }[] = [];
  // One after the other, so that whoever watches knows which of them did what.
  let arriving: Promise<unknown> = Promise.resolve();
  return {
    delay: (what, seconds) => void delays.push({ what, seconds }),
    make(what, perform) {
      const due = delays.find((one) => one.what === what);
      if (!due) return perform(false);
      delays = delays.filter((one) => one !== due);
      clock.after(due.seconds * 1000, () => {
        arriving = arriving.then(() => runOutside(() => perform(true)));
      });
      return Promise.reject(new DOMException('The operation timed out.', 'TimeoutError'));
    },
    async settled() {
      await arriving;
    },
    end: () => void (delays = []),
  };
}

/** Which kind of a call that may be late this is. */
export function lateOf(method: string, path: string): Late | undefined {
  if (method !== 'POST') return undefined;
  if (path.endsWith('/workspaces')) return 'create';
  return path.includes('/statuses/build') ? 'status' : undefined;
}
