import { createHash } from 'node:crypto';

/** A hash of a value as JSON: short, and long enough to tell apart whatever one repository ever saves. */
export function hashOf(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
