import { previewId, type PreviewKey } from '../../domain/preview-key';
import { createMemory } from '../memory';

/** Events of a pull request that follow one another this closely are a burst. In milliseconds. */
export const BURST_MS = 2_000;
/** How long the one message for the rest of a burst waits, in seconds. */
const BURST_DELAY_SECONDS = 2;
/** So much the clocks of two processes of the app may differ without an event being missed. */
const CLOCK_MARGIN_MS = 500;

/** The message that an event makes. For `readAfter` and `burst` see `PreviewMessage`. */
export interface EventDelivery {
  delaySeconds: number;
  readAfter: number;
  burst: boolean;
}

/**
 * What this process has pushed to the queue of late. Forge gives each of many events an invocation of
 * its own, but one process serves one after the other. What another process pushed is not known here,
 * or was forgotten: a burst costs a few messages more then, and none is lost.
 */
export interface EventMerger {
  /** How to push an event at `now`; undefined when a message that is still to come has it in view. */
  deliveryOf(key: PreviewKey, now: number): EventDelivery | undefined;
  /** To be called once the push has succeeded. */
  notePushed(key: PreviewKey, now: number, delivery: EventDelivery): void;
}

/** Remembers nothing yet. */
export function createEventMerger(): EventMerger {
  const pushed = createMemory<PreviewKey, { at: number; mergesUntil: number }>(previewId);
  return {
    deliveryOf(key, now) {
      const last = pushed.recall(key);
      if (!last || now < last.at || now - last.at >= BURST_MS) {
        return { delaySeconds: 0, readAfter: now + CLOCK_MARGIN_MS, burst: false };
      }
      if (now < last.mergesUntil) return undefined;
      // The same for all processes that push one within the same second: one read is enough for them.
      const readAfter = Math.floor(now / 1000 + BURST_DELAY_SECONDS) * 1000;
      return { delaySeconds: BURST_DELAY_SECONDS, readAfter, burst: true };
    },
    notePushed(key, now, { readAfter }) {
      pushed.remember(key, { at: now, mergesUntil: readAfter - CLOCK_MARGIN_MS });
    },
  };
}
