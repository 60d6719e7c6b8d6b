import { shorten } from './clean-text';
import { NOTICED_BY } from './message';
import type { HistoryEntry, Preview } from './preview';

/** How many entries a record keeps: it must stay far below the 240 KiB of an entry in Forge's store. */
const HISTORY_LIMIT = 60;
/** Words of others may be long: a provider's, a branch's. */
const LONGEST_TEXT = 400;

/** Bitbucket's events are mostly there within seconds; one that took longer than this was late. */
const LATE_SECONDS = 60;

/** How long after it happened an event was acted upon, in seconds; undefined when that was at once. */
export function lateSeconds(eventAt: number | undefined, now: number): number | undefined {
  const seconds = eventAt === undefined ? 0 : Math.round((now - eventAt) / 1000);
  return seconds > LATE_SECONDS ? seconds : undefined;
}

/** The history with one more entry, without its oldest ones when it grows too long. */
export function appended(history: HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  const text = shorten(entry.text, LONGEST_TEXT);
  return [...history, { ...entry, text }].slice(-HISTORY_LIMIT);
}

/** One line of a history, ready to draw. */
export interface HistoryLine {
  /** Milliseconds since the epoch. */
  at: number;
  text: string;
  /** By what it was noticed, to follow "Noticed by". */
  noticedBy?: string;
  lateSeconds?: number;
  /** On whose word: Atlassian account id. */
  by?: string;
}

/** What happened to a preview and why, newest first. */
export function showHistory(preview: Preview | undefined): HistoryLine[] {
  const entries = preview?.history ?? [];
  return entries
    .map(({ cause, ...line }) => (cause ? { ...line, noticedBy: NOTICED_BY[cause] } : line))
    .reverse();
}
