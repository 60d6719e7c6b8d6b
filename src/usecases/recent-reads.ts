import { previewId, type PreviewKey } from '../domain/preview-key';
import { BURST_MS } from './merge-events';

/** A process that was never so busy forgets nothing. */
const MOST_REMEMBERED = 1_000;

/**
 * What an event needs:
 * - `nothing`: a look has read the pull request since it was noted;
 * - `later`: one had read it just before, so it is part of a burst;
 * - `look`: all else.
 */
export type EventNeed = 'nothing' | 'later' | 'look';

/**
 * When this process last read each pull request, in a look that ended well. What another process read
 * is not known here: it costs one more look.
 */
export interface RecentReads {
  /**
   * What an event needs at `now` that a read after `readAfter` has seen (`PreviewMessage`). Another
   * process took that time, by a clock that may differ a little: an event travels from Bitbucket for
   * longer than that, and what is missed all the same the sweep finds.
   */
  needOf(key: PreviewKey, readAfter: number, now: number): EventNeed;
  /** To be called when a look, which read it at `readAt`, has done all that it had to. */
  note(key: PreviewKey, readAt: number): void;
}

/** Remembers nothing yet. */
export function createRecentReads(): RecentReads {
  const reads = new Map<string, number>();
  return {
    needOf(key, readAfter, now) {
      const readAt = reads.get(previewId(key));
      // Later than now: the clock was set back.
      if (readAt === undefined || readAt > now) return 'look';
      if (readAt > readAfter) return 'nothing';
      return now - readAt < BURST_MS ? 'later' : 'look';
    },
    note(key, readAt) {
      if (reads.size >= MOST_REMEMBERED) reads.clear();
      // A look at a deployment rests on what its record says, which may be older.
      reads.set(previewId(key), Math.max(readAt, reads.get(previewId(key)) ?? 0));
    },
  };
}
