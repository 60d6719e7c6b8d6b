/** Does one thing after the other to each workspace, so that a wake cannot overtake a sleep. */
export interface Order {
  /** Begins `task` when all that was added for `id` before has ended; settles as the task does. */
  add(id: number, task: () => Promise<void>): Promise<void>;
  /** Resolves when all that was added for `id` so far has ended. */
  idle(id: number): Promise<void>;
}

/** With nothing to do. */
export function createOrder(): Order {
  const last = new Map<number, Promise<void>>();
  return {
    add(id, task) {
      const result = (last.get(id) ?? Promise.resolve()).then(task);
      const ended = result
        .catch(() => undefined)
        .finally(() => {
          if (last.get(id) === ended) last.delete(id);
        });
      last.set(id, ended);
      return result;
    },
    idle: (id) => last.get(id) ?? Promise.resolve(),
  };
}
