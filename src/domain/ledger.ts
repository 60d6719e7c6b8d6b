import * as v from 'valibot';
import type { Limit } from './limit';
import { mayHaveEnvironment, type Preview } from './preview';
import { PreviewKey, previewId } from './preview-key';

const Entry = v.object({ key: PreviewKey, since: v.number() });

/**
 * Who has an environment and who waits for room, within one scope. It is written together with the records of
 * previews, so it never disagrees with them.
 */
export const Ledger = v.object({
  scope: v.string(),
  /** Counts every write. */
  revision: v.number(),
  /** In the order in which they were entered. */
  there: v.array(Entry),
  /** Who has waited longest comes first. */
  waiting: v.array(Entry),
});
export type Ledger = v.InferOutput<typeof Ledger>;

/** As what the ledgers of these scopes have a preview. */
export type Counted = NonNullable<Preview['counted']>;

/** More would not fit into a row of the store. Those beyond are found by sweeps. */
const MOST_WAITING = 500;

/** A ledger in which nobody is. */
export function emptyLedger(scope: string): Ledger {
  return { scope, revision: 0, there: [], waiting: [] };
}

/** Whether limits count it: a report takes no room. */
function isCounted(preview: Preview): boolean {
  return mayHaveEnvironment(preview) && !preview.deployment?.report;
}

/** As what the ledgers of `scopes`, which have limits, shall have it. */
export function countedAs(preview: Preview, scopes: string[]): Counted {
  if (isCounted(preview)) {
    return Object.fromEntries(scopes.map((scope) => [scope, 'there']));
  }
  const { scope } = (preview.state.type === 'waiting' ? preview.state.room : undefined) ?? {};
  return scope !== undefined && scopes.includes(scope) ? { [scope]: 'waiting' } : {};
}

/** Whether a limit does not count an environment that there is: it was set later. */
export function isUncounted(preview: Preview, limits: Limit[]): boolean {
  return isCounted(preview) && limits.some(({ scope }) => preview.counted?.[scope] !== 'there');
}

/** The ledger with a preview entered as `as`, or in no list of it. */
export function enteredAs(
  ledger: Ledger,
  preview: Preview,
  as: 'there' | 'waiting' | undefined,
  now: number,
): Ledger {
  const { key, state } = preview;
  const others = (list: Ledger['there']) => list.filter((one) => !isOf(one, key));
  const since = state.type === 'waiting' ? state.since : now;
  const there = as === 'there' ? [...others(ledger.there), { key, since }] : others(ledger.there);
  const queue = others(ledger.waiting);
  const waiting =
    as === 'waiting' && queue.length < MOST_WAITING
      ? [...queue, { key, since }].sort((one, other) => one.since - other.since)
      : queue;
  return { ...ledger, revision: ledger.revision + 1, there, waiting };
}

/** Whether a preview may have an environment now. One that waits needs room; a newcomer lets it go first. */
export function hasRoom(ledger: Ledger, { most }: Limit, preview: Preview): boolean {
  const { key, state } = preview;
  const free = most - ledger.there.filter((one) => !isOf(one, key)).length;
  if (ledger.waiting.some((one) => isOf(one, key))) return free > 0;
  const since = state.type === 'waiting' ? state.since : Infinity;
  return free > ledger.waiting.filter((one) => one.since <= since).length;
}

/** Who may have an environment next; undefined while there is no room or nobody waits. */
export function nextInLine(ledger: Ledger, { most }: Limit): PreviewKey | undefined {
  return ledger.there.length < most ? ledger.waiting[0]?.key : undefined;
}

/** The place of a preview among those that wait, from 1; undefined when it is not among them. */
export function placeInLine({ waiting }: Ledger, key: PreviewKey): number | undefined {
  const place = waiting.findIndex((one) => isOf(one, key)) + 1;
  return place > 0 ? place : undefined;
}

function isOf(entry: { key: PreviewKey }, key: PreviewKey): boolean {
  return previewId(entry.key) === previewId(key);
}
