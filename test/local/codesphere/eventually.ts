import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls `check` until it does not throw, and returns its result; after `timeoutMs` it throws what
 * the check threw last.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 20_000 } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(25);
    }
  }
}
