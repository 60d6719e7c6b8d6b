import { previewId, type PreviewKey } from '../../domain/preview-key';
import { createMemory } from '../memory';
import { BURST_MS } from './merge-events';

/**
 * What an event needs:
 * - `nothing`: a look has read the pull request since it was noted;
 * - `later`: a look has read it just before, and more events may follow;
 * - `look`: all else.
 */
export type EventNeed = 'nothing' | 'later' | 'look';

/**
 * When this process last read each pull request, in a look that ended well. What another process read
 * is not known here, or was forgotten: it costs one more look.
 */
export interface RecentReads {
  /** What an event needs now. A read of the pull request that began after `readAfter` has seen it. */
  needOf(key: PreviewKey, readAfter: number, now: number): EventNeed;
  /** To be called when a look that read it itself, at `readAt`, has done all that it had to. */
  note(key: PreviewKey, readAt: number): void;
}

/** Remembers nothing yet. */
export function createRecentReads(): RecentReads {
  const reads = createMemory<PreviewKey, number>(previewId);
  return {
    needOf(key, readAfter, now) {
      const readAt = reads.recall(key);
      // Later than now: the clock was set back.
      if (readAt === undefined || readAt > now) return 'look';
      if (readAt > readAfter) return 'nothing';
      return now - readAt < BURST_MS ? 'later' : 'look';
    },
    note: (key, readAt) => reads.remember(key, readAt),
  };
}
