import { useEffect } from 'react';

/**
 * Calls `refresh` once, `seconds` after `answer` last changed; never while `seconds` is undefined.
 * `answer` is what the latest call ended in: a new object each time.
 */
export function useRefresh(refresh: () => void, seconds: number | undefined, answer: unknown) {
  useEffect(() => {
    if (seconds === undefined) return undefined;
    const timer = setTimeout(refresh, seconds * 1000);
    return () => clearTimeout(timer);
  }, [refresh, seconds, answer]);
}

/** After so many answers without news a page asks less often, and after so many it stops. */
const NEWS_MISSED_OFTEN = 40;
const NEWS_MISSED_FOR_GOOD = 200;
const LONGEST_PACE_SECONDS = 30;

/**
 * How long to wait when the usual pace is `seconds` and `unchanged` answers in a row brought nothing
 * new; undefined when nobody should wait any longer.
 */
export function wearied(seconds: number, unchanged: number): number | undefined {
  if (unchanged < NEWS_MISSED_OFTEN) return seconds;
  if (unchanged >= NEWS_MISSED_FOR_GOOD) return undefined;
  return Math.max(seconds, Math.min(seconds * 6, LONGEST_PACE_SECONDS));
}

/** The longest pause between two attempts while the app does not answer. */
const LONGEST_PAUSE_SECONDS = 120;

/** How long to wait after `failures` calls in a row got no answer, when `seconds` is the usual pace. */
export function slowedDown(seconds: number, failures: number): number {
  if (failures === 0) return seconds;
  return Math.max(seconds, Math.min(seconds * 2 ** failures, LONGEST_PAUSE_SECONDS));
}
