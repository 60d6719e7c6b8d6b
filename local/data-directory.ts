import { ClassicLevel } from 'classic-level';
import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openLevel } from './open-level';
import { removeFolder } from './remove-folder';

/** Where all may write and each may remove only what is theirs (`S_ISVTX`). */
const STICKY = 0o1000;

/** The folder that holds all state of one platform, held by one process at a time. */
export interface DataDirectory {
  /** Rows of every simulated part. */
  state: string;
  /** Bare git repositories. */
  repositories: string;
  /** What runs previews at Codesphere. */
  workspaces: string;
  /** What runs those of a team's own host. */
  ownHost: string;
  /** What runs those at Upsun. */
  upsun: string;
  /** What runs those at Ona. */
  ona: string;
  /** What Spacelift fetched. */
  spacelift: string;
  /** Lets another process take the folder. */
  release(): Promise<void>;
}

/**
 * Takes the folder, which is made if it is missing and closed to other users, for an API key lies in
 * it; `fresh` forgets what is in it. The lock is one of the operating system, so it ends with the
 * process however that ends.
 *
 * @throws Error when another platform uses the folder, or other users have a right to it
 */
export async function takeDataDirectory(path: string, fresh: boolean): Promise<DataDirectory> {
  const root = resolve(path);
  await mkdir(root, { recursive: true });
  await closeToOthers(root);
  const lock = await takeLock(root);
  const parts = {
    state: join(root, 'state'),
    repositories: join(root, 'repositories'),
    workspaces: join(root, 'workspaces'),
    ownHost: join(root, 'own-host'),
    upsun: join(root, 'upsun'),
    ona: join(root, 'ona'),
    spacelift: join(root, 'spacelift'),
  };
  if (fresh) {
    for (const part of Object.values(parts)) await removeFolder(part);
  }
  return { ...parts, release: () => lock.close() };
}

/** One that is shared on purpose, as `/tmp` is, is not taken from the others: that breaks a machine. */
async function closeToOthers(root: string): Promise<void> {
  const { mode } = await stat(root);
  const isShared = (mode & STICKY) !== 0;
  const isClosed = !isShared && (await chmod(root, 0o700).then(() => true, isNotPermitted));
  if (isClosed) return;
  const whose = isShared ? 'is shared by all users of this machine' : 'belongs to another user';
  throw new Error(`${root} ${whose}. Start with DATA_DIR=<a folder of your own>.`);
}

function isNotPermitted(error: NodeJS.ErrnoException): false {
  if (error.code === 'EPERM') return false;
  throw error;
}

async function takeLock(root: string): Promise<ClassicLevel> {
  const path = join(root, 'lock');
  const lock = new ClassicLevel(path);
  const open = () => openLevel(lock).then(() => lock);
  return open().catch(async (error: Error & { code?: string }) => {
    // One that is damaged is held by nobody, and nothing is in it that could be lost.
    if (error.code !== 'LEVEL_LOCKED') return rm(path, { recursive: true }).then(open);
    const remedy = 'Stop it, or start with DATA_DIR=<another folder>.';
    throw new Error(`Another local platform uses ${root}. ${remedy}`, { cause: error });
  });
}
