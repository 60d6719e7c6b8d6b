import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MS = 60_000;

/** Asks again and again until `work` gives something; throws after a minute. */
export async function eventually<T>(work: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const result = await work();
    if (result !== undefined) return result;
    if (Date.now() > end) throw new Error('It did not come about within a minute.');
    await pause(50);
  }
}
