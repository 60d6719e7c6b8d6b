/** How many are remembered; with more all are forgotten. */
const MOST_REMEMBERED = 1_000;

/** What this process knows of each key until it ends, or until there are too many. */
export interface Memory<Key, Known> {
  recall(key: Key): Known | undefined;
  remember(key: Key, known: Known): void;
}

/** Remembers nothing yet. Keys with the same id are the same. */
export function createMemory<Key, Known>(idOf: (key: Key) => string): Memory<Key, Known> {
  const known = new Map<string, Known>();
  return {
    recall: (key) => known.get(idOf(key)),
    remember(key, one) {
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(idOf(key), one);
    },
  };
}
