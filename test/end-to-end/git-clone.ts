import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SHOP = join(__dirname, '../../local/demo/shop');

/** A clone that will has made with the git of this machine. */
export interface GitClone {
  directory: string;
  git(...args: string[]): Promise<string>;
  /** Begins a branch at `from`, `main` unless told. */
  branch(name: string, from?: string): Promise<void>;
  /** Puts the files of the demo shop into the folder. */
  copyShop(): Promise<void>;
  /** Writes files (undefined deletes one), commits all changes and answers the commit. */
  commit(message: string, files?: Record<string, string | undefined>): Promise<string>;
  /** Pushes what is checked out to its branch. */
  push(...options: string[]): Promise<void>;
  remove(): Promise<void>;
}

/** Clones over HTTP. */
export async function cloneRepository(platformUrl: string, repository: string): Promise<GitClone> {
  const directory = await mkdtemp(join(tmpdir(), 'previews-clone-'));
  const remote = platformUrl.replace('//', '//will:local@');
  const git = async (...args: string[]) => {
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' };
    return (await run('git', args, { cwd: directory, env })).stdout.trim();
  };
  await git('clone', '--quiet', `${remote}/${repository}.git`, '.');
  await git('config', 'user.name', 'Will Writer');
  await git('config', 'user.email', 'will@example.com');
  return {
    directory,
    git,
    async branch(name, from = 'main') {
      await git('checkout', '--quiet', '-b', name, from);
    },
    copyShop: () => cp(SHOP, directory, { recursive: true }),
    async commit(message, files = {}) {
      for (const [path, content] of Object.entries(files)) {
        const file = join(directory, path);
        await mkdir(dirname(file), { recursive: true });
        if (content === undefined) await rm(file);
        else await writeFile(file, content);
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    async push(...options) {
      await git('push', '--quiet', ...options, 'origin', 'HEAD');
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
