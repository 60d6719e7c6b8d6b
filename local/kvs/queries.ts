import type { EntityIndex, EntityType } from '../app/manifest';
import { compareValues, matchesCondition, matchesFilters } from './conditions';
import { KvsError } from './kvs-error';
import { DEFAULT_PAGE, MAX_ENTITY_PAGE, MAX_PLAIN_PAGE } from './limits';
import type { EntityQueryRequest, QueryRequest } from './requests';
import { type KvsEntry, type KvsRow, type KvsRows, toEntry } from './rows';

/** One page of a query; `cursor` is there while more may follow. */
export interface QueryPage {
  data: KvsEntry[];
  cursor?: string;
}

/** Plain keys, in their order. */
export function queryPlain(rows: KvsRows, request: QueryRequest): QueryPage {
  const limit = checkLimit(request.limit, MAX_PLAIN_PAGE);
  const prefix = request.where?.[0]?.values[0] ?? '';
  const after = request.after === undefined ? undefined : decodeCursor(request.after).key;
  const matching = rows
    .list(undefined)
    .filter(([key]) => key.startsWith(prefix) && (after === undefined || key > after));
  const page = matching.slice(0, limit);
  const last = page.at(-1)?.[0];
  return {
    data: page.map(([key, row]) => toEntry({ key }, row)),
    ...(matching.length > limit && last !== undefined
      ? { cursor: encodeCursor({ key: last }) }
      : {}),
  };
}

/**
 * Entities by an index. Filters are applied to a page after it was read, so that a page may hold
 * fewer entities than the limit, even none, while a cursor says that more may follow: apps must go
 * on by the cursor, not by the number of results.
 */
export function queryEntities(rows: KvsRows, request: EntityQueryRequest): QueryPage {
  const { entityName } = request;
  const type = rows.entityType(entityName);
  const index = findIndex(type, request.indexName);
  const partition = checkPartition(index, request);
  const limit = checkLimit(request.limit, MAX_ENTITY_PAGE);
  const direction = request.sort === 'DESC' ? -1 : 1;
  const position = request.cursor === undefined ? undefined : decodeCursor(request.cursor);

  const found = rows
    .list(entityName)
    .flatMap(([key, row]) => indexEntry(index, partition, key, row))
    .filter(({ range }) => !request.range || matchesCondition(range, request.range))
    .sort((a, b) => direction * comparePositions(a, b))
    .filter((entry) => !position || direction * comparePositions(entry, position) > 0);

  const page = found.slice(0, limit);
  const last = page.at(-1);
  const filters = request.filters;
  return {
    data: page
      .filter(({ row }) => !filters || matchesFilters(row.value as Attributes, filters))
      .map(({ key, row }) => toEntry({ key }, row)),
    ...(found.length > limit && last
      ? { cursor: encodeCursor({ key: last.key, range: last.range }) }
      : {}),
  };
}

type Attributes = Record<string, unknown>;

interface Position {
  key: string;
  range?: unknown;
}

/** An entity is in an index only if it has all of the index's attributes. */
function indexEntry(index: EntityIndex, partition: unknown[], key: string, row: KvsRow) {
  const attributes = row.value as Attributes;
  const inPartition = index.partition.every((name, n) => attributes[name] === partition[n]);
  const range = index.range[0] === undefined ? key : attributes[index.range[0]];
  return inPartition && range !== undefined ? [{ key, range, row }] : [];
}

function findIndex(type: EntityType, name: string): EntityIndex {
  if (name === 'by-key') return { name, partition: [], range: [] };
  const index = type.indexes.find((candidate) => candidate.name === name);
  if (!index) {
    throw new KvsError('INVALID_INDEX', `manifest.yml gives "${type.name}" no index "${name}"`);
  }
  return index;
}

function checkPartition(index: EntityIndex, { partition = [] }: EntityQueryRequest): unknown[] {
  if (partition.length !== index.partition.length) {
    throw new KvsError(
      'INVALID_PARTITION',
      `The index "${index.name}" wants ${index.partition.length} partition values, got ${partition.length}`,
    );
  }
  return partition;
}

function checkLimit(limit: number | undefined, most: number): number {
  if (limit === undefined) return DEFAULT_PAGE;
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new KvsError('BAD_REQUEST', `limit must be from 1 to ${most}, got ${limit}`);
}

function comparePositions(a: Position, b: Position): number {
  return compareValues(a.range, b.range) || compareValues(a.key, b.key);
}

function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function decodeCursor(cursor: string): Position {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Position;
  } catch {
    throw new KvsError('BAD_REQUEST', 'The cursor is not one of this store');
  }
}
