import { ClassicLevel } from 'classic-level';
import { constants, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { openLevel } from './open-level';
import { createRowDigest, type RowDigest } from './row-digest';

/** A row to set, as JSON, or to remove. */
export type RowChange = { id: string; json: string } | { id: string; deleted: true };

/** Rows on disk, which one process at a time may hold open. */
export interface DurableRows {
  /** What was there when they were opened, as JSON. */
  stored: Map<string, string>;
  /**
   * Applies all changes or none, after those of earlier calls. When it resolves they are on disk and
   * survive the end of the process at any moment. Once one write has failed, every later one does.
   */
  write(changes: RowChange[]): Promise<void>;
  close(): Promise<void>;
}

/** What each write says of all rows, in a row of its own. */
interface Summary {
  /** How many writes there were. */
  writes: number;
  /** Of all other rows. */
  digest: string;
}

const SUMMARY_ID = 'summary';
/** Holds the number of the last write that was confirmed. LevelDB leaves files of other names alone. */
const WITNESS_FILE = 'confirmed-writes';
/** The witness is overwritten in place, so that it can be neither torn nor refused by a full disk. */
const WITNESS_LENGTH = 16;

/**
 * Opens the rows in a folder, which is made if it is missing. `onFailure` is called once, before the
 * first write that fails rejects.
 *
 * @throws Error when the folder is damaged or lacks writes that were confirmed: LevelDB takes a file
 *   that was cut short for one that was never finished, and says nothing
 */
export async function openDurableRows(
  directory: string,
  onFailure: (error: Error) => void,
): Promise<DurableRows> {
  await mkdir(directory, { recursive: true });
  const db = new ClassicLevel(directory);
  const { stored, summary } = await readAll(db, directory);
  const witness = await openWitness(directory);
  const close = async () => void (await Promise.all([db.close(), witness.close()]));
  const digest = createRowDigest();
  for (const [id, json] of stored) digest.set(id, json);
  const damage = describeDamage(summary, digest, await witness.read());
  if (damage) {
    await close();
    throw unusable(directory, damage);
  }
  let writes = summary?.writes ?? 0;
  return {
    stored,
    write: inOrder(onFailure, async (changes) => {
      writes += 1;
      const operations = changes.map((change) => applyTo(digest, change));
      const summary: Summary = { writes, digest: digest.read() };
      const value = JSON.stringify(summary);
      await db.batch([...operations, { type: 'put', key: SUMMARY_ID, value }], { sync: true });
      await witness.write(writes);
    }),
    close,
  };
}

function applyTo(digest: RowDigest, change: RowChange) {
  if ('deleted' in change) {
    digest.remove(change.id);
    return { type: 'del' as const, key: change.id };
  }
  digest.set(change.id, change.json);
  return { type: 'put' as const, key: change.id, value: change.json };
}

async function readAll(db: ClassicLevel, directory: string) {
  try {
    await openLevel(db);
    const stored = new Map(await db.iterator().all());
    const summary = stored.get(SUMMARY_ID);
    stored.delete(SUMMARY_ID);
    return {
      stored,
      summary: summary === undefined ? undefined : (JSON.parse(summary) as Summary),
    };
  } catch (error) {
    await db.close();
    throw unusable(directory, (error as Error).message, error);
  }
}

/** What is wrong with the rows that were read; state of before there were summaries has none. */
function describeDamage(
  summary: Summary | undefined,
  digest: RowDigest,
  confirmed: number,
): string | undefined {
  const missing = confirmed - (summary?.writes ?? 0);
  if (missing > 0) return `the newest ${missing} of its ${confirmed} changes are missing`;
  return summary && summary.digest !== digest.read() ? 'a part of it is missing' : undefined;
}

function unusable(directory: string, reason: string, cause?: unknown): Error {
  const remedy = 'Bring the folder back as it was, or start with --fresh to forget all state.';
  return new Error(`The state in ${directory} is damaged: ${reason}. ${remedy}`, { cause });
}

/** A file that holds one number; one that is missing or cannot be read counts as 0. */
async function openWitness(directory: string) {
  const path = join(directory, WITNESS_FILE);
  const file = await open(path, constants.O_RDWR | constants.O_CREAT);
  return {
    async read(): Promise<number> {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(WITNESS_LENGTH), 0);
      return Number(buffer.toString('latin1', 0, bytesRead)) || 0;
    },
    async write(count: number): Promise<void> {
      await file.write(String(count).padStart(WITNESS_LENGTH, '0'), 0);
    },
    close: () => file.close(),
  };
}

/**
 * Makes writes go one after the other: LevelDB's overtake one another when they are begun at the same
 * time, and then an older value is what stays. What comes while one is under way goes as one.
 */
function inOrder(
  onFailure: (error: Error) => void,
  store: (changes: RowChange[]) => Promise<void>,
): DurableRows['write'] {
  let gathered: RowChange[] = [];
  let latest = Promise.resolve();
  let next: Promise<void> | undefined;

  async function flush(): Promise<void> {
    const changes = gathered;
    gathered = [];
    next = undefined;
    try {
      await store(changes);
    } catch (error) {
      onFailure(error as Error);
      throw error;
    }
  }

  return (changes) => {
    gathered.push(...changes);
    next ??= latest = latest.then(flush);
    return next;
  };
}
