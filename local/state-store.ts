import { ClassicLevel } from 'classic-level';
import { mkdir } from 'node:fs/promises';

/** One change to a table, to be written together with others by `StateStore.write`. */
export type Change =
  { table: string; key: string; value: unknown } | { table: string; key: string; deleted: true };

/** The rows of one table. Reads are synchronous: all rows are held in memory. */
export interface Table<Row> {
  readonly name: string;
  get(key: string): Row | undefined;
  /** All rows, in the order of their keys. */
  entries(): [string, Row][];
  /** A change that sets a row; nothing happens until it is written. */
  put(key: string, row: Row): Change;
  /** A change that removes a row; nothing happens until it is written. */
  remove(key: string): Change;
}

/** What the local platform remembers between two starts. Rows are plain JSON. */
export interface StateStore {
  table<Row>(name: string): Table<Row>;
  /**
   * Applies all changes or none. They are visible to reads at once; when the promise resolves they
   * are on disk and survive the end of the process at any moment.
   */
  write(changes: Change[]): Promise<void>;
  close(): Promise<void>;
}

/** State in a folder, which is made if it is missing. One process at a time may hold it open. */
export async function openStateStore(directory: string): Promise<StateStore> {
  await mkdir(directory, { recursive: true });
  const db = new ClassicLevel<string, unknown>(directory, { valueEncoding: 'json' });
  await db.open();
  const rows = new Map<string, Map<string, unknown>>();
  for await (const [id, value] of db.iterator()) {
    const separator = id.indexOf('\u0000');
    tableRows(rows, id.slice(0, separator)).set(id.slice(separator + 1), value);
  }
  return createStore(rows, {
    write: (changes) =>
      db.batch(
        changes.map((change) =>
          'deleted' in change
            ? { type: 'del' as const, key: `${change.table}\u0000${change.key}` }
            : {
                type: 'put' as const,
                key: `${change.table}\u0000${change.key}`,
                value: change.value,
              },
        ),
        { sync: true },
      ),
    close: () => db.close(),
  });
}

/** State that ends with the process, for tests. */
export function openMemoryStore(): StateStore {
  return createStore(new Map(), {
    write: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
}

interface Backend {
  write(changes: Change[]): Promise<void>;
  close(): Promise<void>;
}

function createStore(rows: Map<string, Map<string, unknown>>, backend: Backend): StateStore {
  return {
    table: <Row>(name: string) => createTable<Row>(name, tableRows(rows, name)),
    write(changes) {
      for (const change of changes) {
        const table = tableRows(rows, change.table);
        if ('deleted' in change) table.delete(change.key);
        else table.set(change.key, structuredClone(change.value));
      }
      return backend.write(changes);
    },
    close: () => backend.close(),
  };
}

function createTable<Row>(name: string, rows: Map<string, unknown>): Table<Row> {
  return {
    name,
    get: (key) => structuredClone(rows.get(key)) as Row | undefined,
    entries: () =>
      [...rows]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, row]) => [key, structuredClone(row) as Row]),
    put: (key, row) => ({ table: name, key, value: row }),
    remove: (key) => ({ table: name, key, deleted: true }),
  };
}

function tableRows(rows: Map<string, Map<string, unknown>>, name: string): Map<string, unknown> {
  let table = rows.get(name);
  if (!table) rows.set(name, (table = new Map<string, unknown>()));
  return table;
}
