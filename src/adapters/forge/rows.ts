import { Filter, FilterConditions, ForgeKvsAPIError, kvs } from '@forge/kvs';
import type { StoredRow } from '../../domain/stored-record';

/** A row with the key that it is stored under. */
export interface Stored<Row> {
  key: string;
  value: Row;
}

/** An entity query answers at most this many rows (Forge documentation). */
const PAGE = 100;

/** What `parse` makes of the row with this key; undefined when there is none. */
export async function readRow<Body>(
  entityName: string,
  key: string,
  parse: (row: StoredRow, key: string) => Body,
): Promise<Body | undefined> {
  const row = await kvs.entity<StoredRow>(entityName).get(key);
  return row === undefined ? undefined : parse(row, key);
}

/** All rows of one partition of an index. It may lag behind by moments. */
export async function listRows<Row>(
  entityName: string,
  index: string,
  partition: string[],
): Promise<Stored<Row>[]> {
  const rows: Stored<Row>[] = [];
  let cursor: string | undefined;
  do {
    const query = kvs.entity<Row>(entityName).query().index(index, { partition }).limit(PAGE);
    const page = await (cursor ? query.cursor(cursor) : query).getMany();
    rows.push(...page.results.map(({ key, value }) => ({ key, value })));
    cursor = page.nextCursor;
  } while (cursor);
  return rows;
}

/** The condition that a row has this revision; 0 means that it does not exist. */
export function revisionIs<Row extends { revision: number }>(revision: number) {
  return new Filter<Row>().and(
    'revision',
    revision === 0 ? FilterConditions.notExists() : FilterConditions.equalTo(revision),
  );
}

/** The stored revision, for whoever must learn why a transaction was refused; 0 without a row. */
export async function readRevision(entityName: string, key: string): Promise<number> {
  const row = await kvs.entity<{ revision?: number }>(entityName).get(key);
  return row?.revision ?? 0;
}

/**
 * Whether the store refused what it was asked for. It does so when a condition is not met, with a
 * code that is not documented: reading again tells.
 */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof ForgeKvsAPIError)) return false;
  const { status } = error.responseDetails;
  return status >= 400 && status < 500 && status !== 429;
}
