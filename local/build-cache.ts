import { createHash } from 'node:crypto';
import {
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  utimes,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Something that takes seconds to make. */
export interface Build {
  /** Where builds of this kind are kept, one folder for each state of their inputs. */
  directory: string;
  /** Files, and folders with all that is in them, that decide what comes out. */
  inputs: string[];
  /** Makes it in an empty folder. */
  make: (work: string) => Promise<void>;
}

const LIFETIME_MS = 7 * 24 * 60 * 60_000;
const LONGEST_TURN_MS = 15 * 60_000;
const PAUSE_MS = 100;

/**
 * The folder of an earlier build of the same inputs, or of a new one. Of processes that need the same
 * build at the same time one makes it, and the others wait: a build keeps all cores busy.
 */
export async function takeBuild({ directory, inputs, make }: Build): Promise<string> {
  const target = join(directory, await hashOf(inputs));
  await mkdir(directory, { recursive: true });
  while (!(await exists(target))) {
    if (await takeTurn(target)) await makeNow(target, make);
    else await pause(PAUSE_MS);
  }
  // A build that another user made is as good, and that user's to forget.
  await forgetOldBuilds(target).catch(() => undefined);
  return target;
}

const turnOf = (target: string) => `${target}.turn`;

/** The turn is a link that names the process that has it. */
async function takeTurn(target: string): Promise<boolean> {
  const turn = turnOf(target);
  try {
    await symlink(String(process.pid), turn);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (await isGivenUp(turn)) await rm(turn, { force: true });
    return false;
  }
}

/** Whether its process was killed. Another process may have its number by now, so it ends by itself too. */
async function isGivenUp(turn: string): Promise<boolean> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readlink(turn), lstat(turn)]);
    return !isAlive(Number(owner)) || Date.now() - mtimeMs > LONGEST_TURN_MS;
  } catch {
    return false;
  }
}

/** Makes it beside the target and moves it there when all of it is done. */
async function makeNow(target: string, make: Build['make']): Promise<void> {
  const work = `${target}.${process.pid}`;
  try {
    await rm(work, { recursive: true, force: true });
    await mkdir(work);
    await make(work);
    await rename(work, target).catch(async (error: Error) => {
      // Another process may have taken the turn for given up and have built it too.
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(turnOf(target), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes builds, and the remains of builds broken off, that nobody used for a week. */
async function forgetOldBuilds(current: string): Promise<void> {
  const directory = dirname(current);
  const now = new Date();
  await utimes(current, now, now);
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (now.getTime() - mtimeMs > LIFETIME_MS) await rm(path, { recursive: true, force: true });
  }
}

/** A file that is missing counts as empty. */
async function hashOf(inputs: string[]): Promise<string> {
  const files = (await Promise.all(inputs.map(filesAt))).flat();
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    hash.update(`${file}\u0000${content.length}\u0000`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesAt(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
  if (entries.length === 0) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
