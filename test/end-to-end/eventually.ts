import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MS = 60_000;
const FIRST_PAUSE_MS = 25;
/** What is asked may be a call of the app, which keeps a busy machine busier. */
const LONGEST_PAUSE_MS = 500;

/** Asks again and again until `work` gives something; throws after a minute. */
export async function eventually<T>(work: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const result = await work();
    if (result !== undefined) return result;
    if (Date.now() > end) throw new Error('It did not come about within a minute.');
    await pause(pauseMs);
  }
}
