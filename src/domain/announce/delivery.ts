import { LONGEST_DELAY_SECONDS, retryDelaySeconds } from '../check-delay';
import type { Failure } from '../failure';
import {
  findEntry,
  fingerprintOf,
  isAt,
  isOwed,
  isThere,
  owedEntries,
  REST_MS,
  type Message,
  type OutboxEntry,
  type Trouble,
} from './outbox';

/** After an hour of refusals nobody waits for the surface any more. */
const REFUSED_LONG_MS = 60 * 60_000;
/** After a week of refusals nobody asks any more about a preview that is over. */
export const GIVEN_UP_MS = 7 * 24 * 60 * 60_000;

/**
 * Notes that these messages are about to be sent; to be stored before they are. What a lost answer already
 * says needs no note.
 */
export function expecting(outbox: OutboxEntry[], messages: Message[]): OutboxEntry[] {
  return messages.reduce((before, message) => {
    const entry = findEntry(before, message);
    const green = message.green === true;
    const isNoted = [entry?.lost, entry?.sending].some((one) => one && (one.green || !green));
    return isNoted ? before : replace(before, message, { ...entry, sending: { green } });
  }, outbox);
}

/** What another look was about to send: its answer will never be known. To be called on each record read. */
export function withAnswersLost(outbox: OutboxEntry[]): OutboxEntry[] {
  return outbox.map(withAnswerLost);
}

function withAnswerLost({ sending, lost, ...entry }: OutboxEntry): OutboxEntry {
  const green = sending?.green === true || lost?.green === true;
  return sending || lost ? { ...entry, lost: { green } } : entry;
}

/**
 * The surface took the message. What it refused elsewhere is due at once: the app may have had no access
 * when it asked.
 */
export function taken(
  outbox: OutboxEntry[],
  message: Message,
  { handle, now }: { handle?: string | undefined; now: number },
): OutboxEntry[] {
  const others = outbox.map((entry) =>
    entry.surface === message.surface && entry.trouble?.refusedSince !== undefined
      ? retriedAt(entry, now)
      : entry,
  );
  if (message.last) return replace(others, message, undefined);
  const sent = { fingerprint: fingerprintOf(message), green: message.green === true };
  return replace(others, message, { sent, ...(handle ? { handle } : {}) });
}

/** What a failed message is judged by. */
export interface Attempt {
  failure: Failure;
  now: number;
  /** All that shall be said. */
  messages: Message[];
  /** Of a preview whose pull request is closed. */
  isClosed: boolean;
}

/**
 * The surface did not take the message. After a refusal it shows what it showed before; after anything
 * else nobody knows what it shows.
 */
export function failed(outbox: OutboxEntry[], message: Message, attempt: Attempt): OutboxEntry[] {
  if (attempt.failure.code === 'bitbucket-refused') return refused(outbox, message, attempt);
  const { failure, now } = attempt;
  const before = findEntry(outbox, message);
  const tries = (before?.trouble?.tries ?? 0) + 1;
  const nextAt = now + retryDelaySeconds(tries, failure.retryAfterSeconds) * 1000;
  const trouble = { tries, nextAt, failure };
  return replace(outbox, message, { ...(before && withAnswerLost(before)), trouble });
}

function refused(outbox: OutboxEntry[], message: Message, attempt: Attempt): OutboxEntry[] {
  const { failure, now, messages, isClosed } = attempt;
  const { sending: _, ...before }: Partial<OutboxEntry> = findEntry(outbox, message) ?? {};
  const tries = (before.trouble?.tries ?? 0) + 1;
  const refusedSince = before.trouble?.refusedSince ?? now;
  const isLong = now - refusedSince >= REFUSED_LONG_MS;
  const trouble: Trouble = {
    tries,
    refusedSince,
    nextAt: now + (isLong ? REST_MS : retryDelaySeconds(tries) * 1000),
    ...(isLong ? { lastWord: true } : {}),
  };
  if (isOnlyRefusal(outbox, message, messages)) {
    return replace(outbox, message, isLong ? undefined : { lost: { green: false }, trouble });
  }
  const isGivenUp = isClosed && now - refusedSince > GIVEN_UP_MS;
  const wasTaken = before.sent !== undefined || (before.lost !== undefined && !isLong);
  const isMissed = !isGivenUp && (wasTaken || !message.optional);
  return replace(outbox, message, {
    ...before,
    trouble: isMissed ? { ...trouble, failure } : trouble,
  });
}

/**
 * Whether the surface refuses to take back what it shows at an older address, while it took what shall
 * stay: it does not have that address any more. Nothing waits for it, and after an hour it is forgotten.
 */
function isOnlyRefusal(outbox: OutboxEntry[], message: Message, messages: Message[]): boolean {
  const lasting = messages.filter(({ surface, last }) => surface === message.surface && !last);
  const isTaken = lasting.length > 0 && !lasting.some((one) => isOwed(outbox, one));
  return message.last === true && isTaken;
}

/** Has what is owed tried at once: something begins or ends. */
export function hurried(outbox: OutboxEntry[], now: number): OutboxEntry[] {
  return outbox.map((entry) => retriedAt(entry, now));
}

/** Drops trouble with what is not owed any more, and entries of addresses where nothing was ever taken. */
export function tidied(outbox: OutboxEntry[], messages: Message[]): OutboxEntry[] {
  const owed = owedEntries(outbox, messages);
  return outbox
    .filter((entry) => isThere(entry) || owed.includes(entry))
    .map((entry) => {
      if (!entry.trouble || owed.includes(entry)) return entry;
      const { trouble: _, ...rest } = entry;
      return rest;
    });
}

/** In how many seconds to try again what is owed; undefined when only the sweep does. */
export function secondsToRetry(
  outbox: OutboxEntry[],
  messages: Message[],
  now: number,
): number | undefined {
  const times = owedEntries(outbox, messages)
    .filter(({ trouble }) => trouble && !trouble.lastWord)
    .map(({ trouble }) => Math.ceil(((trouble?.nextAt ?? now) - now) / 1000));
  if (times.length === 0) return undefined;
  return Math.min(LONGEST_DELAY_SECONDS, Math.max(1, Math.min(...times)));
}

function retriedAt(entry: OutboxEntry, nextAt: number): OutboxEntry {
  return entry.trouble ? { ...entry, trouble: { ...entry.trouble, nextAt } } : entry;
}

/** The outbox with this entry for an address in place of what was known of it. */
function replace(
  outbox: OutboxEntry[],
  { surface, address }: Message,
  entry: Partial<OutboxEntry> | undefined,
): OutboxEntry[] {
  const known = outbox.findIndex((one) => isAt(one, { surface, address }));
  const at = known < 0 ? outbox.length : known;
  return outbox.toSpliced(at, 1, ...(entry ? [{ ...entry, surface, address }] : []));
}
