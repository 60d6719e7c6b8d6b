type Listener = (payload: unknown) => void;

/** Events that the modules of one page send each other, and that the page sends them. */
const listeners = new Map<number, { event: string; listener: Listener }>();
let count = 0;

/** Returns the number by which to end it. */
export function addEventListenerOfModule(event: string, listener: Listener): number {
  listeners.set(++count, { event, listener });
  return count;
}

export function removeEventListenerOfModule(subscription: number): void {
  listeners.delete(subscription);
}

export function emitToModules(event: string, payload: unknown): void {
  for (const entry of [...listeners.values()]) if (entry.event === event) entry.listener(payload);
}
