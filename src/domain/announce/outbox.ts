import * as v from 'valibot';
import { Failure } from '../failure';

/** What a surface shall say at one address. */
export interface Message<Content = unknown> {
  /** The id of the surface. */
  surface: string;
  /** Where on the surface. One message replaces what was said there before. */
  address: string;
  /** In the surface's own form. */
  content: Content;
  /** It calls a commit ready: it has to be taken back before what it leads to is touched. */
  green?: true;
  /** Nothing follows it at this address: once the surface took it, its entry is dropped. */
  last?: true;
  /** Nobody misses it where the surface never took one: a refusal is not shown to people. */
  optional?: true;
}

/** How often in a row a surface did not take what is owed. Times are milliseconds since the epoch. */
const Trouble = v.object({
  tries: v.number(),
  nextAt: v.number(),
  /** Since when it has done nothing but refuse. */
  refusedSince: v.exactOptional(v.number()),
  /** It has refused for so long that nobody waits for it any more. */
  lastWord: v.exactOptional(v.literal(true)),
  /** Why, unless nobody needs to know. */
  failure: v.exactOptional(Failure),
});
export type Trouble = v.InferOutput<typeof Trouble>;

const Sent = v.object({ green: v.boolean() });

/** What a surface shows at one address, as far as is known, and how telling it goes. */
export const OutboxEntry = v.object({
  surface: v.string(),
  address: v.string(),
  /** The last message that the surface took. */
  sent: v.exactOptional(v.object({ ...Sent.entries, fingerprint: v.string() })),
  /** Messages whose answer is not known: one of them may be shown in place of `sent`. */
  lost: v.exactOptional(Sent),
  /** The message that this look is about to send. Stored before the call, in case its answer is lost. */
  sending: v.exactOptional(Sent),
  /** By what the surface finds again what it shows. */
  handle: v.exactOptional(v.string()),
  /** What is owed and was not taken. */
  trouble: v.exactOptional(Trouble),
});
export type OutboxEntry = v.InferOutput<typeof OutboxEntry>;

/** Where something is or may be shown. */
type Place = Pick<OutboxEntry, 'surface' | 'address'>;

/** After an hour of refusals, wait an hour between tries. */
export const REST_MS = 60 * 60_000;

/** People see trouble from this try on: most of it is over at the second one. */
const TRIES_UNTIL_SHOWN = 2;

/** Two messages of one address are the same when their fingerprints are. */
export function fingerprintOf({ content }: Message): string {
  return JSON.stringify(content);
}

/** Whether both are about the same address. */
export function isAt(one: Place, other: Place): boolean {
  return one.surface === other.surface && one.address === other.address;
}

/** What is known of an address. */
export function findEntry(outbox: OutboxEntry[], place: Place): OutboxEntry | undefined {
  return outbox.find((entry) => isAt(entry, place));
}

/** Whether the surface shows something there, or may. */
export function isThere({ sent, lost, sending }: OutboxEntry): boolean {
  return (sent ?? lost ?? sending) !== undefined;
}

/** The addresses at which a surface shows something, or may. */
export function addressesOf(outbox: OutboxEntry[], surface: string): string[] {
  return outbox
    .filter((entry) => entry.surface === surface && isThere(entry))
    .map(({ address }) => address);
}

/** Whether the surface may call something ready there. */
export function mayBeGreen({ sent, lost, sending }: OutboxEntry): boolean {
  return [sent, lost, sending].some((one) => one?.green);
}

/** Whether the surface is not known to show this message. */
export function isOwed(outbox: OutboxEntry[], message: Message): boolean {
  const { sent, lost, sending } = findEntry(outbox, message) ?? {};
  return Boolean(lost ?? sending) || sent?.fingerprint !== fingerprintOf(message);
}

/**
 * Messages that are owed and whose retry time has come. A green one waits while another address of its
 * surface may be green, unless the surface refuses to take that back.
 */
export function dueMessages(outbox: OutboxEntry[], messages: Message[], now: number): Message[] {
  return messages.filter(
    (message) =>
      isOwed(outbox, message) &&
      isTime(findEntry(outbox, message)?.trouble, now) &&
      !(message.green && outbox.some((entry) => isInTheWay(entry, message))),
  );
}

/** A retry time later than the longest wait comes from a wrong clock. */
function isTime(trouble: Trouble | undefined, now: number): boolean {
  return !trouble || now >= trouble.nextAt || trouble.nextAt - now > REST_MS;
}

function isInTheWay(entry: OutboxEntry, message: Message): boolean {
  return (
    entry.surface === message.surface &&
    entry.address !== message.address &&
    mayBeGreen(entry) &&
    entry.trouble?.refusedSince === undefined
  );
}

/** What is known of the addresses at which something is owed. */
export function owedEntries(outbox: OutboxEntry[], messages: Message[]): OutboxEntry[] {
  const owed = messages.filter((message) => isOwed(outbox, message));
  return outbox.filter((entry) => owed.some((message) => isAt(entry, message)));
}

/** Whether waiting for the surface is pointless: it refuses for good, or has done so for an hour. */
export function isLastWord({ trouble }: OutboxEntry): boolean {
  return trouble?.lastWord === true || trouble?.failure?.kind === 'permanent';
}

/** Why a surface could not be told, for people; of one surface, or of any. */
export function shownFailure(outbox: OutboxEntry[], surface?: string): Failure | undefined {
  return outbox
    .filter((entry) => surface === undefined || entry.surface === surface)
    .find(({ trouble }) => trouble?.failure && trouble.tries >= TRIES_UNTIL_SHOWN)?.trouble
    ?.failure;
}
