import { previewId, type PreviewKey, type RepositoryKey } from '../../domain/preview-key';
import type { PullRequest } from '../../domain/pull-request';
import type { Permission } from '../../ports/bitbucket';
import { createMemory } from '../memory';

/** For so long an open card takes it that its reader may still read. What writes asks anew. */
const PERMISSION_MS = 10 * 60_000;
/** So long all who open a card of the same version see the same read of its pull request. */
const SHARED_MS = 5_000;
/** A person in a repository. */
type Reader = RepositoryKey & { accountId: string };
/** A card as a record and settings of this version make it. */
interface CardVersion {
  key: PreviewKey;
  version: string;
}

/**
 * What this process knows of those who have a card open, so that a card that asks again and again costs
 * Bitbucket nothing. What another process knows costs one more read.
 */
export interface Readers {
  /** What this person may do in the repository: as it was remembered, or as `ask` says now. */
  permissionOf(reader: Reader, now: number, ask: () => Promise<Permission>): Promise<Permission>;
  /** What Bitbucket just said that this person may do there. */
  notePermission(reader: Reader, now: number, permission: Permission): void;
  /** The pull request of a card: as it was read seconds ago, or as `ask` says now. */
  pullRequestOf(
    card: CardVersion,
    now: number,
    ask: () => Promise<PullRequest | 'gone'>,
  ): Promise<PullRequest | 'gone'>;
}

/** Remembers nothing yet. */
export function createReaders(): Readers {
  const permissions = createMemory<Reader, { at: number; permission: Permission } | undefined>(
    ({ accountId, repositoryId }) => JSON.stringify([accountId, repositoryId]),
  );
  const reads = createMemory<
    CardVersion,
    { at: number; read: Promise<PullRequest | 'gone'> } | undefined
  >(({ key, version }) => JSON.stringify([previewId(key), version]));
  function notePermission(reader: Reader, now: number, permission: Permission): void {
    // Who is let in a minute later shall not wait for ten.
    permissions.remember(reader, permission === 'none' ? undefined : { at: now, permission });
  }
  return {
    notePermission,
    async permissionOf(reader, now, ask) {
      const known = permissions.recall(reader);
      if (known && isWithin(known.at, now, PERMISSION_MS)) return known.permission;
      const permission = await ask();
      // What was learned meanwhile is newer.
      if (permissions.recall(reader) === known) notePermission(reader, now, permission);
      return permission;
    },
    async pullRequestOf(card, now, ask) {
      const known = reads.recall(card);
      if (known && isWithin(known.at, now, SHARED_MS)) return known.read;
      const read = ask();
      reads.remember(card, { at: now, read });
      try {
        return await read;
      } catch (error) {
        reads.remember(card, undefined);
        throw error;
      }
    },
  };
}

/** Not later than now either: the clock was set back. */
function isWithin(at: number, now: number, time: number): boolean {
  return at <= now && now - at < time;
}
