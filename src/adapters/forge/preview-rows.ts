import { Filter, FilterConditions, kvs } from '@forge/kvs';
import { emptyLedger, type Ledger } from '../../domain/ledger';
import { isEnded, isOver, type Preview } from '../../domain/preview';
import {
  previewId,
  type PreviewKey,
  type RepositoryKey,
  type Subject,
} from '../../domain/preview-key';
import { parseStoredLedger, type StoredRow } from '../../domain/stored-record';
import type { WriteResult, WriteTerms } from '../../ports/store';
import {
  executed,
  listRows,
  pagesOf,
  readRevision,
  readRow,
  readRows,
  readWriteResult,
  revisionIs,
  type Stored,
} from './rows';

/** What a preview's row holds beside its body, so that indexes and conditions can see it. */
interface PreviewRow extends StoredRow {
  repository: string;
  phase: 'live' | 'over';
  /** The repository while the preview waits for its turn there; else `NO_QUEUE`. */
  queue: string;
  /** Since when it waits for its turn, in minutes since the epoch, for integers have 32 bits; else 0. */
  waitingSince: number;
  /** Whose it is, should the body not be usable. */
  subject: Subject;
  target: string;
  revision: number;
  body: Preview;
}

const NO_QUEUE = 'none';

/** A slot of a repository that a deployment occupies; a free one has no row. */
interface SlotRow {
  preview: string;
}

/** Who is counted within one scope. */
interface LedgerRow extends StoredRow {
  revision: number;
  body: Ledger;
}

/** How long the record of a preview stays that has ended, for those who ask what became of it. */
const ENDED_TTL = { ttl: { value: 90, unit: 'DAYS' } } as const;

/** The rows of a repository's previews that are not over. */
export function listLive({ repositoryId }: RepositoryKey): Promise<Stored<PreviewRow>[]> {
  const phase: PreviewRow['phase'] = 'live';
  return listRows<PreviewRow>('preview', 'by-repository', [repositoryId, phase]);
}

/** The rows of all previews, those of these repositories that wait for their turn last, a page at a time. */
export async function* pagesOfAll(repositoryIds: string[]): AsyncGenerator<Stored<PreviewRow>[]> {
  for (const queue of [NO_QUEUE, ...repositoryIds]) {
    yield* pagesOf<PreviewRow>('preview', 'by-queue', [queue]);
  }
}

/** As the port says. */
export async function listWaiting(repository: RepositoryKey, limit: number): Promise<PreviewKey[]> {
  const partition = [repository.repositoryId];
  const query = kvs.entity<PreviewRow>('preview').query().index('by-queue', { partition });
  const { results } = await query.limit(limit).getMany();
  return results.map((row) => keyOf(repository, row));
}

/** Whose row it is, even when its body cannot be used. */
export function keyOf(
  { workspaceId, repositoryId }: RepositoryKey,
  { value }: Pick<Stored<PreviewRow>, 'value'>,
): PreviewKey {
  return { workspaceId, repositoryId, subject: value.subject, target: value.target };
}

/** As the port says. */
export async function readFreeSlots(repository: RepositoryKey, count: number): Promise<number[]> {
  const slots = Array.from({ length: count }, (_, slot) => slot);
  const keys = slots.map((slot) => slotKey(repository, slot));
  const occupied = await readRows<SlotRow>(keys.map((key) => ({ entityName: 'slot', key })));
  return slots.filter((slot) => !occupied.has(slotKey(repository, slot)));
}

/** As the port says. Record and slot change in one transaction, so that they never disagree. */
export async function writePreview(
  preview: Preview,
  terms: WriteTerms = {},
): Promise<WriteResult | 'occupied'> {
  const { key, revision, state } = preview;
  const { takeSlot, freeSlot, settingsRevision, ledgers = [] } = terms;
  const row: PreviewRow = {
    repository: key.repositoryId,
    phase: isOver(preview) ? 'over' : 'live',
    queue: state.type === 'waiting' && !state.room ? key.repositoryId : NO_QUEUE,
    waitingSince: state.type === 'waiting' ? Math.floor(state.since / 60_000) : 0,
    subject: key.subject,
    target: key.target,
    revision,
    body: preview,
  };
  const transaction = kvs
    .transact()
    .set(
      previewId(key),
      row,
      { entityName: 'preview', conditions: revisionIs<PreviewRow>(revision - 1) },
      isEnded(preview) ? ENDED_TTL : {},
    );
  if (takeSlot !== undefined) {
    const conditions = new Filter<SlotRow>().and('preview', FilterConditions.notExists());
    const slot: SlotRow = { preview: previewId(key) };
    transaction.set(slotKey(key, takeSlot), slot, { entityName: 'slot', conditions });
  }
  if (freeSlot !== undefined) transaction.delete(slotKey(key, freeSlot), { entityName: 'slot' });
  if (settingsRevision !== undefined) {
    const conditions = revisionIs(settingsRevision);
    transaction.check(key.repositoryId, { entityName: 'repository', conditions });
  }
  for (const ledger of ledgers) {
    const { scope, revision: next } = ledger;
    const conditions = revisionIs<LedgerRow>(next - 1);
    const ledgerRow: LedgerRow = { revision: next, body: ledger };
    transaction.set(scope, ledgerRow, { entityName: 'ledger', conditions });
  }
  return executed(transaction, () => readResult(row, key, terms));
}

/** What became of a write, as the rows tell; undefined when nothing there speaks against it. */
async function readResult(
  row: PreviewRow,
  key: PreviewKey,
  { takeSlot, settingsRevision, ledgers = [] }: WriteTerms,
): Promise<WriteResult | 'occupied' | undefined> {
  const [result, settings, slot, stored] = await Promise.all([
    readWriteResult('preview', previewId(key), row),
    settingsRevision === undefined ? undefined : readRevision('repository', key.repositoryId),
    takeSlot === undefined ? undefined : readRow<SlotRow>('slot', slotKey(key, takeSlot)),
    readLedgers(ledgers.map(({ scope }) => scope)),
  ]);
  const hasSlot = takeSlot === undefined || slot?.preview === previewId(key);
  if (result) return hasSlot ? result : 'conflict';
  if (settings !== settingsRevision) return 'conflict';
  const isOvertaken = ledgers.some(
    ({ revision }, index) => stored[index]?.revision !== revision - 1,
  );
  return slot || isOvertaken ? 'occupied' : undefined;
}

/** As the port says. */
export async function readLedgers(scopes: string[]): Promise<Ledger[]> {
  if (scopes.length === 0) return [];
  const rows = await readRows<StoredRow>(scopes.map((key) => ({ entityName: 'ledger', key })));
  return scopes.map((scope) => {
    const row = rows.get(scope);
    return row ? parseStoredLedger(row, scope) : emptyLedger(scope);
  });
}

function slotKey({ repositoryId }: RepositoryKey, slot: number): string {
  return `${repositoryId}:slot-${slot}`;
}
