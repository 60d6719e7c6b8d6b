import { previewId, type PreviewKey } from '../domain/preview-key';

/** How many are remembered; with more all are forgotten. */
const MOST_REMEMBERED = 1_000;

/** What this process knows of each preview until it ends, or until there are too many. */
export interface MemoryOfPreviews<Known> {
  recall(key: PreviewKey): Known | undefined;
  remember(key: PreviewKey, known: Known): void;
}

/** Remembers nothing yet. */
export function createMemoryOfPreviews<Known>(): MemoryOfPreviews<Known> {
  const known = new Map<string, Known>();
  return {
    recall: (key) => known.get(previewId(key)),
    remember(key, one) {
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(previewId(key), one);
    },
  };
}
