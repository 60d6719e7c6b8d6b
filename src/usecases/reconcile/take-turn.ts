import { limitsOf, type Limit } from '../../domain/limit';
import type { Preview } from '../../domain/preview';
import type { RepositoryKey } from '../../domain/preview-key';
import { preferredSlot } from '../../domain/slot';
import type { WriteTerms } from '../../ports/store';
import { lackingOf, limitsFor, readLedgers } from './count-preview';
import type { Dependencies } from '../dependencies';
import { become, isReported, persist, type ReconcileRun } from './reconcile-run';

/** How many deployments of one repository are under way at most: what builds at a provider costs, and others wait there. */
export const MOST_DEPLOYMENTS = 10;

/** How long a turn that nobody used waits: the listing that named the wrong one may lag. In seconds. */
const PASS_ON_SECONDS = 2;

/** All slots of the repository are occupied, or a limit is reached: it has to wait. Nothing was stored. */
export class NoTurnError extends Error {
  override readonly name = 'NoTurnError';
}

/**
 * Stores the record of a preview whose deployment begins, and with it, in the same write, that it
 * occupies a slot and that limits count it. Throws a `NoTurnError` when no slot is free, or no room for one
 * more environment: then the record is again as it was `before`.
 */
export async function persistInTurn(
  run: ReconcileRun,
  before: Pick<ReconcileRun, 'preview' | 'dirty'>,
  terms: WriteTerms = {},
): Promise<void> {
  if (run.preview.slot !== undefined) {
    await persist(run, terms);
    return;
  }
  const { store, mostDeployments } = run.deps;
  const next = run.preview;
  for (let attempt = 0; attempt < mostDeployments; attempt += 1) {
    run.freeSlots ??= await store.readFreeSlots(run.key, mostDeployments);
    if (await findLacking(run, before.preview)) break;
    const slot = preferredSlot(run.key, run.freeSlots);
    if (slot === undefined) break;
    become(run, { ...next, slot });
    if ((await persist(run, { ...terms, takeSlot: slot })) === 'written') return;
    // Somebody was faster.
    delete run.freeSlots;
  }
  run.preview = before.preview;
  run.dirty = before.dirty;
  run.freeSlots = [];
  throw new NoTurnError();
}

/**
 * The limit that leaves no room for an environment of this run's preview, as it was `before` it was to have
 * one; undefined when it has one, or there is room. What it needs of the ledgers it reads once.
 */
export async function findLacking(run: ReconcileRun, before: Preview): Promise<Limit | undefined> {
  const limits = limitsFor(before, limitsOf(run.settings));
  if (limits.length === 0 || isReported(run)) return undefined;
  const scopes = limits.map(({ scope }) => scope);
  run.ledgers = await readLedgers(run.deps.store, scopes, run.ledgers);
  return lackingOf(before, limits, run.ledgers);
}

/** Has one of those that wait looked at, because slot number `slot` is free. */
export async function wakeNext(
  { store, queue, mostDeployments }: Dependencies,
  repository: RepositoryKey,
  slot: number,
  options: { passedOn: boolean } = { passedOn: false },
): Promise<void> {
  const waiting = await store.listWaiting(repository, mostDeployments);
  // Slots that are freed at the same moment wake different ones.
  const next = waiting[slot % waiting.length];
  if (!next) return;
  const delay = options.passedOn ? { delaySeconds: PASS_ON_SECONDS } : {};
  await queue.push([{ message: { key: next, cause: 'turn' }, ...delay }]);
}
