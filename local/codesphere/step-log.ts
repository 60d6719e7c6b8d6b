/** One piece of a step's output, as the API gives it. */
export interface LogEntry {
  timestamp: string;
  /** `E` is stderr, `I` stdout. */
  kind: 'E' | 'I';
  data: string;
}

/** The output of one step: its newest part, and what still comes. */
export interface StepLog {
  append(kind: LogEntry['kind'], data: string): void;
  /** Says that nothing more will come. */
  close(): void;
  /**
   * Calls `onEntries` with what is there and then with all that comes, and `onEnd` once the log is
   * closed. Returns what ends the subscription.
   */
  read(onEntries: (entries: LogEntry[]) => void, onEnd: () => void): () => void;
}

/** Beyond this many characters the oldest entries are dropped. */
const SIZE_LIMIT = 256 * 1024;

/** An open, empty log; `now` gives the time of each entry. */
export function createStepLog(now: () => number): StepLog {
  const entries: LogEntry[] = [];
  const readers = new Set<{ onEntries: (entries: LogEntry[]) => void; onEnd: () => void }>();
  let size = 0;
  let closed = false;
  return {
    append(kind, data) {
      if (closed) return;
      const entry = { timestamp: new Date(now()).toISOString(), kind, data };
      entries.push(entry);
      size += data.length;
      while (size > SIZE_LIMIT && entries.length > 1) size -= entries.shift()?.data.length ?? 0;
      for (const reader of [...readers]) reader.onEntries([entry]);
    },
    close() {
      if (closed) return;
      closed = true;
      for (const reader of [...readers]) reader.onEnd();
      readers.clear();
    },
    read(onEntries, onEnd) {
      if (entries.length > 0) onEntries([...entries]);
      if (closed) {
        onEnd();
        return () => undefined;
      }
      const reader = { onEntries, onEnd };
      readers.add(reader);
      return () => void readers.delete(reader);
    },
  };
}
