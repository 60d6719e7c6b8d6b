import { type DurableRows, openDurableRows, type RowChange } from './durable-rows';

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
  const rows: Rows = new Map();
  for (const [id, json] of durable.stored) {
    const separator = id.indexOf('\u0000');
    tableRows(rows, id.slice(0, separator)).set(id.slice(separator + 1), json);
  }
  return createStore(rows, durable);
}

/** State that ends with the process, for tests. */
export function openMemoryStore(): StateStore {
  return createStore(new Map(), {
    write: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
}

/** Rows by key, by table: each as JSON, so that a read is a copy of its own. */
type Rows = Map<string, Map<string, string>>;

function createStore(rows: Rows, backend: Pick<DurableRows, 'write' | 'close'>): StateStore {
  function apply(change: Change): RowChange {
    const { table, key } = change;
    const id = `${table}\u0000${key}`;
    if ('deleted' in change) {
      tableRows(rows, table).delete(key);
      return { id, deleted: true };
    }
    const json = JSON.stringify(change.value);
    tableRows(rows, table).set(key, json);
    return { id, json };
  }

  return {
    table: <Row>(name: string) => createTable<Row>(name, tableRows(rows, name)),
    write: (changes) => backend.write(changes.map(apply)),
    close: () => backend.close(),
  };
}

function createTable<Row>(name: string, rows: Map<string, string>): Table<Row> {
  const read = (row: string) => JSON.parse(row) as Row;
  return {
    name,
    get(key) {
      const row = rows.get(key);
      return row === undefined ? undefined : read(row);
    },
    entries: () =>
      [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, row]) => [key, read(row)]),
    put: (key, row) => ({ table: name, key, value: row }),
    remove: (key) => ({ table: name, key, deleted: true }),
  };
}

function tableRows(rows: Rows, name: string): Map<string, string> {
  let table = rows.get(name);
  if (!table) rows.set(name, (table = new Map<string, string>()));
  return table;
}
