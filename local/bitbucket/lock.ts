/** Runs `action` alone among all actions of the same key, in the order in which they came. */
export type Lock = <Result>(key: string, action: () => Promise<Result>) => Promise<Result>;

/** A lock with no holder. An action that fails lets the next one run. */
export function createLock(): Lock {
  const last = new Map<string, Promise<unknown>>();
  return async (key, action) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(action, action);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}
