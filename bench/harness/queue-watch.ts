import type { Platform } from '../../local/platform';
import type { QueueMessage } from '../../local/queue/message';
import type { Clock } from '../../local/clock';
import { mostInAMinute } from './most-in-a-minute';
import { wrap } from './wrap';

/** One message since it was pushed; times of the bench's clock in milliseconds since the epoch. */
interface WatchedMessage {
  publishedAt: number;
  dueAt: number;
  /** Real time, in milliseconds, at which it was due; undefined while it is not. */
  dueRealMs?: number;
}

/** The queue of the platform, seen from outside. */
export interface QueueWatch {
  /** When the next delivery is due, overdue ones included; undefined when the queue is empty. */
  nextDue(): number | undefined;
  /** Notes which messages are due now. Call it after each move of the clock. */
  noteDue(): void;
  /** The most messages that were pushed within any 60 s of the bench's clock since the last reset. */
  mostPushedInAMinute(): number;
  /** The most pushes that followed from one invocation, those of its messages' consumers included, since the last reset. */
  mostPushesInTree(): number;
  /** The longest real time, in milliseconds, from due to delivered since the last reset. */
  longestWaitMs(): number;
  reset(): void;
}

/** Watches from now on. */
export function watchQueue({ store, forge }: Platform, clock: Clock): QueueWatch {
  const rows = new Map<string, WatchedMessage>();
  const byEvent = new Map<string, WatchedMessage>();
  let pushedAt: number[] = [];
  let pushesInTree = new Map<string, Set<string>>();
  let longestWaitMs = 0;

  function noteDue(): void {
    for (const row of rows.values()) {
      if (row.dueAt <= clock.now()) row.dueRealMs ??= performance.now();
    }
  }

  function see({ id, publishedAt, dueAt, event, tree }: QueueMessage): void {
    if (!rows.has(id)) {
      pushedAt.push(publishedAt);
      pushesInTree.set(tree, (pushesInTree.get(tree) ?? new Set()).add(event.jobId));
    }
    const row = { publishedAt, dueAt };
    rows.set(id, row);
    byEvent.set(event.eventId, row);
  }

  for (const [, message] of store.table<QueueMessage>('queue').entries()) see(message);
  wrap(store, 'write', (write) => (changes) => {
    for (const change of changes.filter(({ table }) => table === 'queue')) {
      if ('deleted' in change) rows.delete(change.key);
      else see(change.value as QueueMessage);
    }
    noteDue();
    return write(changes);
  });
  wrap(forge.runtime, 'invoke', (invoke) => (invocation) => {
    const { eventId } = (invocation.body ?? {}) as { eventId?: string };
    const dueRealMs = eventId === undefined ? undefined : byEvent.get(eventId)?.dueRealMs;
    if (dueRealMs !== undefined) {
      longestWaitMs = Math.max(longestWaitMs, performance.now() - dueRealMs);
    }
    return invoke(invocation);
  });
  return {
    nextDue() {
      // Asked of the queue itself: what it was deleting when the watch began was not seen.
      const due = store.table<QueueMessage>('queue').entries();
      return due.length === 0 ? undefined : Math.min(...due.map(([, { dueAt }]) => dueAt));
    },
    noteDue,
    mostPushedInAMinute: () => mostInAMinute(pushedAt),
    mostPushesInTree: () => Math.max(0, ...[...pushesInTree.values()].map(({ size }) => size)),
    longestWaitMs: () => longestWaitMs,
    reset() {
      pushedAt = [];
      pushesInTree = new Map();
      longestWaitMs = 0;
    },
  };
}
