import { Filter, FilterConditions, ForgeKvsAPIError, kvs } from '@forge/kvs';
import { isDeepStrictEqual } from 'node:util';
import type { StoredRow } from '../../domain/stored-record';
import type { WriteResult } from '../../ports/store';

/** A row with the key that it is stored under. */
export interface Stored<Row> {
  key: string;
  value: Row;
}

/** What the store calls a key that it does not have: the one is documented, the other is what the SDK expects. */
const MISSING = ['NOT_FOUND', 'KEY_NOT_FOUND'];

/** An entity query answers at most this many rows (Forge documentation). */
const PAGE = 100;

/** What `parse` makes of the row with this key; undefined when there is none. */
export async function readParsed<Body>(
  entityName: string,
  key: string,
  parse: (row: StoredRow, key: string) => Body,
): Promise<Body | undefined> {
  const row = await readRow<StoredRow>(entityName, key);
  return row === undefined ? undefined : parse(row, key);
}

/** The row with this key; undefined when there is none. */
export function readRow<Row>(entityName: string, key: string): Promise<Row | undefined> {
  return unlessMissing(() => kvs.entity<Row>(entityName).get(key));
}

/**
 * Those of the rows that exist, by key, in one batch, which takes 25 keys at most (Forge documentation).
 * Throws when one of them could not be read: that does not show that there is none.
 */
export async function readRows<Row>(
  keys: { entityName: string; key: string }[],
): Promise<Map<string, Row>> {
  const { successfulKeys, failedKeys } = await kvs.batchGet<Row>(keys);
  const failure = failedKeys.find(({ error }) => !MISSING.includes(error.code));
  if (failure) throw new Error(`The store could not read a row: ${failure.error.code}.`);
  return new Map(successfulKeys.map(({ key, value }) => [key, value]));
}

/** What a call answers; undefined when the store has nothing under its key. */
export async function unlessMissing<Result>(
  call: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ForgeKvsAPIError && MISSING.includes(error.code)) return undefined;
    throw error;
  }
}

/** All rows of one partition of an index. It may lag behind by moments. */
export async function listRows<Row>(
  entityName: string,
  index: string,
  partition: string[],
): Promise<Stored<Row>[]> {
  const rows: Stored<Row>[] = [];
  for await (const page of pagesOf<Row>(entityName, index, partition)) rows.push(...page);
  return rows;
}

/** The same, a page at a time. */
export async function* pagesOf<Row>(
  entityName: string,
  index: string,
  partition: string[],
): AsyncGenerator<Stored<Row>[]> {
  let cursor: string | undefined;
  do {
    const query = kvs.entity<Row>(entityName).query().index(index, { partition }).limit(PAGE);
    const page = await (cursor ? query.cursor(cursor) : query).getMany();
    yield page.results.map(({ key, value }) => ({ key, value }));
    cursor = page.nextCursor;
  } while (cursor);
}

/** The condition that a row has this revision; 0 means that it does not exist. */
export function revisionIs<Row extends { revision: number }>(revision: number) {
  return new Filter<Row>().and(
    'revision',
    revision === 0 ? FilterConditions.notExists() : FilterConditions.equalTo(revision),
  );
}

/** A transaction that is not executed yet. */
interface Transaction {
  execute(): Promise<void>;
}

/**
 * Executes a transaction. When the store says that it failed, `readResult` reads from the rows what
 * became of it: how the store answers a condition that is not met is not documented, and the answer to a
 * write that took place may be lost. Where the rows tell nothing, the store's error is thrown.
 */
export async function executed<Result>(
  transaction: Transaction,
  readResult: () => Promise<Result | undefined>,
): Promise<Result | 'written'> {
  try {
    await transaction.execute();
    return 'written';
  } catch (error) {
    const result = await readResult();
    if (result === undefined) throw error;
    return result;
  }
}

/** What became of the write of `row`, as its row tells; undefined when that is as it was before. */
export async function readWriteResult(
  entityName: string,
  key: string,
  row: { revision: number; body: object },
): Promise<WriteResult | undefined> {
  const stored = await readRow<StoredRow>(entityName, key);
  const revision = stored?.revision ?? 0;
  if (revision === row.revision - 1) return undefined;
  const isOwn = isDeepStrictEqual(stored?.body, JSON.parse(JSON.stringify(row.body)));
  return revision === row.revision && isOwn ? 'written' : 'conflict';
}

/** The stored revision; 0 without a row. */
export async function readRevision(entityName: string, key: string): Promise<number> {
  const row = await readRow<{ revision?: number }>(entityName, key);
  return row?.revision ?? 0;
}
