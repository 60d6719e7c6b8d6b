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

/** The longest pause between two attempts while the app does not answer. */
const LONGEST_PAUSE_SECONDS = 120;

/** How long to wait after `failures` calls in a row got no answer, when `seconds` is the usual pace. */
export function slowedDown(seconds: number, failures: number): number {
  if (failures === 0) return seconds;
  return Math.max(seconds, Math.min(seconds * 2 ** failures, LONGEST_PAUSE_SECONDS));
}
