import { defined } from '../../domain/defined';
import {
  countedAs,
  enteredAs,
  hasRoom,
  nextInLine,
  type Counted,
  type Ledger,
} from '../../domain/ledger';
import type { Limit } from '../../domain/limit';
import { mayHaveEnvironment, type Preview } from '../../domain/preview';
import type { Store } from '../../ports/store';
import type { Dependencies } from '../dependencies';

/** A record that says as what it is counted, and the ledgers that have to be written with it. */
export interface Recount {
  preview: Preview;
  ledgers: Ledger[];
}

/**
 * The record with what ledgers have it as, and those that change with it. `limited` are the scopes that have
 * a limit. Ledgers are read where they are not `known` and something changes: without limits it costs nothing.
 */
export async function recount(
  { store, clock }: Pick<Dependencies, 'store' | 'clock'>,
  preview: Preview,
  limited: string[],
  known: Ledger[] = [],
): Promise<Recount> {
  const { counted: was = {}, ...rest } = preview;
  const is = countedAs(preview, limited);
  const scopes = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changed = scopes.filter((scope) => was[scope] !== is[scope]);
  if (changed.length === 0) return { preview, ledgers: [] };
  const ledgers = (await readLedgers(store, changed, known))
    .filter(({ scope }) => changed.includes(scope))
    .map((ledger) => enteredAs(ledger, preview, is[ledger.scope], clock.now()));
  const counted: Counted | undefined = Object.keys(is).length > 0 ? is : undefined;
  return { preview: { ...rest, ...defined({ counted }) }, ledgers };
}

/** The ledgers of `scopes` beside those that are known; only others are read. */
export async function readLedgers(
  store: Store,
  scopes: string[],
  known: Ledger[] = [],
): Promise<Ledger[]> {
  const unread = scopes.filter((scope) => !known.some((one) => one.scope === scope));
  return unread.length > 0 ? [...known, ...(await store.readLedgers(unread))] : known;
}

/** The limits that have to have room before `preview` may have an environment. */
export function limitsFor(preview: Preview, limits: Limit[]): Limit[] {
  if (mayHaveEnvironment(preview)) return [];
  return limits.filter(({ scope }) => preview.counted?.[scope] !== 'there');
}

/** The first of `limits` that leaves no room for one more environment. */
export function lackingOf(preview: Preview, limits: Limit[], ledgers: Ledger[]): Limit | undefined {
  return limits.find((limit) => {
    const ledger = ledgers.find(({ scope }) => scope === limit.scope);
    return ledger && !hasRoom(ledger, limit, preview);
  });
}

/** Has those looked at who come next, where ledgers changed and leave room. */
export async function wakeNextInLine(
  { queue }: Pick<Dependencies, 'queue'>,
  ledgers: Ledger[],
  limits: Limit[],
): Promise<void> {
  const next = ledgers.flatMap((ledger) => {
    const limit = limits.find(({ scope }) => scope === ledger.scope);
    return (limit && nextInLine(ledger, limit)) ?? [];
  });
  if (next.length === 0) return;
  await queue.push(next.map((key) => ({ message: { key, cause: 'turn' } })));
}
