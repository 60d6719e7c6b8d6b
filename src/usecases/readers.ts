import type { RepositoryKey } from '../domain/preview-key';
import type { Permission } from '../ports/bitbucket';

/** For so long an open card takes it that its reader may still read. What writes asks anew. */
const PERMISSION_MS = 10 * 60_000;
/** How many are remembered; with more all are forgotten. */
const MOST_REMEMBERED = 1_000;

/**
 * What this process knows of those who have a card open, so that a card that asks again and again costs
 * Bitbucket nothing. What another process knows costs one more read.
 */
export interface Readers {
  /** What this person may do in the repository: as it was remembered, or as `ask` says now. */
  permissionOf(
    reader: RepositoryKey & { accountId: string },
    now: number,
    ask: () => Promise<Permission>,
  ): Promise<Permission>;
}

/** Remembers nothing yet. */
export function createReaders(): Readers {
  const permissions = new Map<string, { at: number; permission: Permission }>();
  return {
    async permissionOf({ accountId, repositoryId }, now, ask) {
      const reader = JSON.stringify([accountId, repositoryId]);
      const known = permissions.get(reader);
      if (known && isWithin(known.at, now, PERMISSION_MS)) return known.permission;
      const permission = await ask();
      if (permissions.size >= MOST_REMEMBERED) permissions.clear();
      // Who is let in a minute later shall not wait for ten.
      if (permission === 'none') permissions.delete(reader);
      else permissions.set(reader, { at: now, permission });
      return permission;
    },
  };
}

/** Not later than now either: the clock was set back. */
function isWithin(at: number, now: number, time: number): boolean {
  return at <= now && now - at < time;
}
