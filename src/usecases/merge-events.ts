import { previewId, type PreviewKey } from '../domain/preview-key';

/** Events of a pull request that follow one another this closely are a burst. In milliseconds. */
export const BURST_MS = 2_000;
/** How long the one message for the rest of a burst waits, in seconds. */
const MERGED_DELAY_SECONDS = 2;
/** Up to so long before that message is due events are merged into it: clocks differ a little. */
const MARGIN_MS = 500;
/** A process that was never so busy forgets nothing. */
const MOST_REMEMBERED = 1_000;

/** The message that an event makes. For `readAfter` and `merged` see `PreviewMessage`. */
export interface MergedDelivery {
  delaySeconds: number;
  readAfter: number;
  merged: boolean;
}

/**
 * What this process has pushed to the queue of late. Forge gives each of many events an invocation of
 * its own, but one process serves one after the other. What another process pushed is not known here:
 * a burst costs a few messages more then, and none is lost.
 */
export interface EventMerger {
  /** How to push an event at `now`; undefined when a message that is still to come has it in view. */
  deliveryOf(key: PreviewKey, now: number): MergedDelivery | undefined;
  /** To be called once the push has succeeded. */
  notePushed(key: PreviewKey, now: number, delivery: MergedDelivery): void;
}

/** Remembers nothing yet. */
export function createEventMerger(): EventMerger {
  const pushed = new Map<string, { at: number; mergesUntil: number }>();
  return {
    deliveryOf(key, now) {
      const last = pushed.get(previewId(key));
      if (!last || now < last.at || now - last.at >= BURST_MS) {
        return { delaySeconds: 0, readAfter: now, merged: false };
      }
      if (now < last.mergesUntil) return undefined;
      // The same for all processes of a burst, so that one read of the pull request does for them all.
      const readAfter = Math.floor(now / 1000 + MERGED_DELAY_SECONDS) * 1000;
      return { delaySeconds: MERGED_DELAY_SECONDS, readAfter, merged: true };
    },
    notePushed(key, now, { readAfter }) {
      if (pushed.size >= MOST_REMEMBERED) pushed.clear();
      pushed.set(previewId(key), { at: now, mergesUntil: readAfter - MARGIN_MS });
    },
  };
}
