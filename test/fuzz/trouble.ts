import fc from 'fast-check';
import { damaged, odd } from './odd-values';

/** It must come up in nothing that people read. */
export const TOKEN = 'key-that-nobody-may-see';
/** So must the value of an env var, wherever these are known. */
export const VALUE = 'value-that-nobody-may-see';

const STATUSES = [200, 200, 200, 200, 201, 302, 400, 401, 402, 403, 409, 422, 429, 500, 503];

/** How an answer goes wrong: other JSON, no JSON, cut off, repeating what was sent, or very long. */
export interface Trouble {
  status: number;
  /** What comes instead of `good`, which `write` would have written. */
  text: (good: unknown, write: (value: unknown) => string) => string;
}

/** Any trouble, with any status. */
export const trouble: fc.Arbitrary<Trouble> = fc
  .tuple(fc.constantFrom(...STATUSES), fc.nat(), odd, fc.integer({ min: 0, max: 9 }))
  .map(([status, seed, value, kind]) => ({
    status,
    text(good, write) {
      if (kind < 5) return write(fc.sample(damaged(good), { numRuns: 1, seed })[0]);
      if (kind === 5) return write(good).slice(0, seed % write(good).length);
      if (kind === 6) return JSON.stringify({ title: TOKEN, detail: `A=${VALUE}` });
      if (kind === 7) return JSON.stringify({ error: { message: 'a-'.repeat(50_000) } });
      if (kind === 8) return JSON.stringify({ title: 'a-'.repeat(50_000), detail: '\u202e' });
      return write(value);
    },
  }));

/** `value` as JSON; what has no JSON is an empty answer. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

/** The answer with that trouble, instead of `good`. */
export function respond({ status, text }: Trouble, good: unknown, write = writeJson): Response {
  const location = `https://${VALUE}.example/`;
  return new Response(text(good, write), {
    status,
    headers: { 'retry-after': String(status), location },
  });
}
