import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a folder with all that is in it, if it is there. A build may leave folders in it that are
 * read-only, as caches of modules are: they are made writable first.
 *
 * @throws Error in one line when something in it belongs to another user
 */
export async function removeFolder(path: string): Promise<void> {
  const remove = () => rm(path, { recursive: true, force: true });
  try {
    await remove().catch(async (error: unknown) => {
      if (!isRefused(error)) throw error;
      await makeWritable(path);
      await remove();
    });
  } catch (error) {
    if (!isRefused(error)) throw error;
    const reason = 'something in it belongs to another user. Remove it by hand.';
    throw new Error(`${path} cannot be removed: ${reason}`, { cause: error });
  }
}

/**
 * Links are not followed: what they lead to is not ours. A removal that was refused in one place still goes
 * on in others, so that folders may go meanwhile.
 */
async function makeWritable(folder: string): Promise<void> {
  try {
    await chmod(folder, 0o700);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function isRefused(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
