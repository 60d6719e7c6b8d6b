import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';

/** The documents name one hour and ten; only what the answer says counts. */
const LIFE_SECONDS = 3600;

/** What keys are exchanged for. */
export function createTokens(clock: Clock) {
  const known = new Map<string, number>();
  return {
    make() {
      const jwt = `local.${randomUUID()}`;
      const validUntil = Math.floor(clock.now() / 1000) + LIFE_SECONDS;
      known.set(jwt, validUntil);
      return { id: 'api::local-key', jwt, validUntil };
    },
    isKnown(header: string | null): boolean {
      const until = known.get((header ?? '').replace(/^Bearer /, '')) ?? 0;
      return clock.now() < until * 1000;
    },
  };
}
