import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnvironmentRecord } from './environment-record';

/** What an idempotency key was used for. */
export interface UsedKey {
  name: string;
  environment: string;
  /** A digest of the request. */
  request: string;
  /** When it was first used, in milliseconds since the epoch. */
  at: number;
}

/** All that survives a restart. */
export interface State {
  environments: Record<string, EnvironmentRecord>;
  keys: Record<string, UsedKey>;
}

/** The state in memory, and on disk. */
export interface StateFile {
  /** Changed in place; only what was saved survives. */
  readonly state: State;
  /** Resolves when the state as it is now is on disk. Calls that wait together share one write. */
  save(): Promise<void>;
}

/** Opens the state of a folder, which nobody but this user may look into: it holds variables. */
export async function openStateFile(directory: string): Promise<StateFile> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o700);
  const path = join(directory, 'state.json');
  const state = await readState(path).catch((cause: unknown) => {
    throw new Error(`${path} cannot be read: bring it back, or delete it.`, { cause });
  });
  let [writing, next] = [Promise.resolve(), undefined as Promise<void> | undefined];

  async function write(): Promise<void> {
    next = undefined;
    const file = await open(`${path}.new`, 'w', 0o600);
    await file.writeFile(JSON.stringify(state));
    await file.sync();
    await file.close();
    // A kill at any moment leaves the old file or the new one, and never half of one.
    await rename(`${path}.new`, path);
  }

  return {
    state,
    save() {
      if (next) return next;
      const queued = writing.then(write);
      next = queued;
      writing = queued.catch(() => undefined);
      return queued;
    },
  };
}

async function readState(path: string): Promise<State> {
  const read = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as State,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return undefined;
    },
  );
  return { environments: table(read?.environments), keys: table(read?.keys) };
}

/** Without a prototype: `constructor` is a name that an environment may have. */
function table<Row>(rows: Record<string, Row> = {}): Record<string, Row> {
  return Object.assign(Object.create(null) as Record<string, Row>, rows);
}
