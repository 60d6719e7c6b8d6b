import { useEffect, useState } from 'react';

/**
 * Calls `refresh` once, `seconds` after `answer` last changed; never while `seconds` is undefined.
 * `answer` is what the latest call ended in: a new object each time. A hidden tab asks nothing; one
 * that comes back to the front asks at once.
 */
export function useRefresh(refresh: () => void, seconds: number | undefined, answer: unknown) {
  const isVisible = useVisibility(refresh, seconds !== undefined);
  useEffect(() => {
    if (seconds === undefined || !isVisible) return undefined;
    const timer = setTimeout(refresh, seconds * 1000);
    return () => clearTimeout(timer);
  }, [refresh, seconds, answer, isVisible]);
}

/** Whether the tab is in front; calls `onShown` when it comes there while `follows`. */
function useVisibility(onShown: () => void, follows: boolean): boolean {
  const [isVisible, setVisible] = useState(isFrontTab);
  useEffect(() => {
    const note = () => {
      setVisible(isFrontTab());
      if (isFrontTab() && follows) onShown();
    };
    document.addEventListener('visibilitychange', note);
    return () => document.removeEventListener('visibilitychange', note);
  }, [onShown, follows]);
  return isVisible;
}

/** The frame that a UI Kit app runs in is as visible as the page around it (HTML standard, Page visibility). */
function isFrontTab(): boolean {
  return document.visibilityState !== 'hidden';
}

/** After so many answers without news a page asks less often. */
const NEWS_MISSED_OFTEN = 40;
const LONGEST_PACE_SECONDS = 30;

/** How long to wait when the usual pace is `seconds` and `unchanged` answers in a row brought nothing new. */
export function wearied(seconds: number, unchanged: number): number {
  if (unchanged < NEWS_MISSED_OFTEN) return seconds;
  return Math.max(seconds, Math.min(seconds * 6, LONGEST_PACE_SECONDS));
}

/** The longest pause between two attempts while the app does not answer. */
const LONGEST_PAUSE_SECONDS = 120;

/** How long to wait after `failures` calls in a row got no answer, when `seconds` is the usual pace. */
export function slowedDown(seconds: number, failures: number): number {
  if (failures === 0) return seconds;
  return Math.max(seconds, Math.min(seconds * 2 ** failures, LONGEST_PAUSE_SECONDS));
}
