import type { StateStore } from '../state-store';
import { notFound } from './problem';
import type { Workspace, WorkspaceRecord } from './workspace-record';

/** The records of all workspaces, kept in the platform's state. */
export interface WorkspaceRegistry {
  find(id: number): WorkspaceRecord | undefined;
  /** The record, or a 404. */
  get(id: number): WorkspaceRecord;
  /** All records, the oldest first. */
  list(): WorkspaceRecord[];
  /** Stores a new record under an id that was never used before. */
  add(make: (id: number) => WorkspaceRecord): Promise<Workspace>;
  /** Changes the record in place; does nothing if it is gone. */
  update(id: number, change: (record: WorkspaceRecord) => void): Promise<void>;
  remove(id: number): Promise<void>;
}

/** Ids start here: long enough to look like real ones, and not like a port. */
const FIRST_ID = 100_001;

/** A registry over the tables `codesphere-workspaces` and `codesphere-counters` of `store`. */
export function createWorkspaceRegistry(store: StateStore): WorkspaceRegistry {
  const records = store.table<WorkspaceRecord>('codesphere-workspaces');
  const counters = store.table<number>('codesphere-counters');
  return {
    find: (id) => records.get(String(id)),
    get(id) {
      const record = records.get(String(id));
      if (!record) throw notFound();
      return record;
    },
    list: () =>
      records
        .entries()
        .map(([, record]) => record)
        .sort((a, b) => a.workspace.id - b.workspace.id),
    async add(make) {
      const id = counters.get('next-workspace') ?? FIRST_ID;
      const record = make(id);
      await store.write([counters.put('next-workspace', id + 1), records.put(String(id), record)]);
      return record.workspace;
    },
    async update(id, change) {
      const record = records.get(String(id));
      if (!record) return;
      change(record);
      await store.write([records.put(String(id), record)]);
    },
    remove: (id) => store.write([records.remove(String(id))]),
  };
}
