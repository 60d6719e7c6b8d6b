import { openDurableRows } from './durable-rows';

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

/**
 * State in a folder, which is made if it is missing. One process at a time may hold it open. When a
 * write fails, what is in memory is no longer what is on disk: `onFailure` has to end the platform.
 *
 * @throws Error that says that the state is damaged, and what to do
 */
export async function openStateStore(
  directory: string,
  onFailure: (error: Error) => void = () => undefined,
): Promise<StateStore> {
  const durable = await openDurableRows(directory, onFailure);
  const rows = new Map<string, Map<string, unknown>>();
  for (const [id, value] of durable.stored) {
    const separator = id.indexOf('\u0000');
    tableRows(rows, id.slice(0, separator)).set(id.slice(separator + 1), value);
  }
  return createStore(rows, {
    write: (changes) =>
      durable.write(
        changes.map((change) => {
          const id = `${change.table}\u0000${change.key}`;
          return 'deleted' in change ? { id, deleted: true } : { id, value: change.value };
        }),
      ),
    close: () => durable.close(),
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
      // A copy, also for the backend: what the caller changes later is not yet written.
      const copies = structuredClone(changes);
      for (const change of copies) {
        const table = tableRows(rows, change.table);
        if ('deleted' in change) table.delete(change.key);
        else table.set(change.key, change.value);
      }
      return backend.write(copies);
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
