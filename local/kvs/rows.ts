import type { EntityType } from '../app/manifest';
import type { Clock } from '../clock';
import type { Change, StateStore, Table } from '../state-store';
import { KvsError } from './kvs-error';
import { MAX_SECRET_BYTES, MAX_VALUE_BYTES, TTL_REMOVAL_LAG_MS } from './limits';
import type { KeyRequest, SetRequest } from './requests';
import { checkEntityValue, checkKey, checkValue, ttlMilliseconds } from './validation';

/** What is kept for a key. Times are milliseconds since the epoch. */
export interface KvsRow {
  value: unknown;
  createdAt: number;
  updatedAt: number;
  expiresAt?: number;
}

/** A row as the store answers it. */
export interface KvsEntry {
  key: string;
  entityName?: string;
  value: unknown;
  createdAt: number;
  updatedAt: number;
  expireTime?: string;
}

/** Rows of the three kinds, each in a table of its own so that secrets can be told from the rest. */
export interface KvsRows {
  /** The row of a key, unless it expired so long ago that it is removed. */
  find(at: KeyRequest): KvsRow | undefined;
  /** The row of a key as an answer. Throws a `KvsError` when there is none. */
  get(at: KeyRequest): KvsEntry;
  /** All live rows of one kind, by key. */
  list(entityName: string | undefined): [string, KvsRow][];
  /** The change that sets a key, checked against every limit. */
  put(request: SetRequest): Change;
  remove(at: KeyRequest): Change;
  entityType(name: string): EntityType;
}

const MOST_BYTES = { kvs: MAX_VALUE_BYTES, secret: MAX_SECRET_BYTES };

/** What rows are kept in and judged by. */
export interface RowsOptions {
  store: StateStore;
  clock: Clock;
  entities: EntityType[];
  /**
   * The code for a key that is not there: Forge's documentation says `NOT_FOUND`, its SDK expects
   * `KEY_NOT_FOUND`, which is the default.
   */
  missing?: 'KEY_NOT_FOUND' | 'NOT_FOUND';
}

/** Where plain values, or secrets, are kept: `kvs` or `secret`. Entities share the table `entity`. */
export function createKvsRows(
  { store, clock, entities, missing = 'KEY_NOT_FOUND' }: RowsOptions,
  plainTable: 'kvs' | 'secret',
): KvsRows {
  const plain = store.table<KvsRow>(plainTable);
  const entityRows = store.table<KvsRow>('entity');

  function entityType(name: string): EntityType {
    const type = entities.find((entity) => entity.name === name);
    if (!type) {
      throw new KvsError('INVALID_ENTITY_NAME', `manifest.yml declares no entity "${name}"`);
    }
    return type;
  }

  /** Entity names hold no slash. */
  function locate({ key, entityName }: KeyRequest): [Table<KvsRow>, string] {
    checkKey(key);
    if (entityName === undefined) return [plain, key];
    return [entityRows, `${entityType(entityName).name}/${key}`];
  }

  const isLive = (row: KvsRow) => (row.expiresAt ?? Infinity) + TTL_REMOVAL_LAG_MS > clock.now();

  function find(at: KeyRequest): KvsRow | undefined {
    const [table, id] = locate(at);
    const row = table.get(id);
    return row && isLive(row) ? row : undefined;
  }

  return {
    find,
    get(at) {
      const row = find(at);
      if (!row) throw new KvsError(missing, `There is no key "${at.key}"`, 404);
      return toEntry(at, row);
    },
    entityType,
    list(entityName) {
      const prefix = entityName === undefined ? '' : `${entityType(entityName).name}/`;
      const table = entityName === undefined ? plain : entityRows;
      return table
        .entries()
        .filter(([id, row]) => id.startsWith(prefix) && isLive(row))
        .map(([id, row]) => [id.slice(prefix.length), row]);
    },
    put(request) {
      const { entityName, value, options } = request;
      const [table, id] = locate(request);
      if (entityName === undefined) checkValue(value, MOST_BYTES[plainTable]);
      else checkEntityValue(entityType(entityName), value);
      const now = clock.now();
      const createdAt = find(request)?.createdAt ?? now;
      const expiry = options?.ttl ? { expiresAt: now + ttlMilliseconds(options.ttl) } : {};
      return table.put(id, { value, createdAt, updatedAt: now, ...expiry });
    },
    remove(at) {
      const [table, id] = locate(at);
      return table.remove(id);
    },
  };
}

/** A row as an answer. */
export function toEntry({ key, entityName }: KeyRequest, row: KvsRow): KvsEntry {
  const { value, createdAt, updatedAt, expiresAt } = row;
  return {
    key,
    ...(entityName === undefined ? {} : { entityName }),
    value,
    createdAt,
    updatedAt,
    ...(expiresAt === undefined ? {} : { expireTime: new Date(expiresAt).toISOString() }),
  };
}
