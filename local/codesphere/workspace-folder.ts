import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { removeFolder } from '../remove-folder';
import { HOME_MARKER } from './process-table';
import { CommandFailure, type GitAccess } from './workspace-engine';

/** One workspace's place on disk. */
export interface WorkspaceFolder {
  /** What `HOME` is in the workspace. */
  home: string;
  /** The checkout; on Codesphere it is `/home/user/app`. */
  app: string;
}

/** The place of workspace `id`; nothing is made. */
export function workspaceFolder(directory: string, id: number): WorkspaceFolder {
  const home = join(directory, String(id));
  return { home, app: join(home, 'app') };
}

/** Makes the folders, emptying them if they were there, with a git that may use `access`. */
export async function makeFolder(
  folder: WorkspaceFolder,
  access: GitAccess | undefined,
): Promise<void> {
  const { home, app } = folder;
  await removeFolder(home);
  await mkdir(app, { recursive: true });
  // `store` reads the file that `writeGitAccess` writes.
  await writeFile(join(home, '.gitconfig'), '[credential]\n\thelper = store\n');
  await writeGitAccess(folder, access);
}

/** Makes git in the workspace offer `access` to that URL's host, or nothing. */
export async function writeGitAccess(
  { home }: WorkspaceFolder,
  access: GitAccess | undefined,
): Promise<void> {
  const file = join(home, '.git-credentials');
  if (!access) return rm(file, { force: true });
  const url = new URL('/', access.url);
  url.username = encodeURIComponent(access.username);
  url.password = encodeURIComponent(access.password);
  await writeFile(file, `${url.href.replace(/\/$/, '')}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

/**
 * All that a process of the workspace sees: `env` over a fixed minimum, and of the machine nothing
 * but where its programs are. `HOME` and the marker cannot be replaced.
 */
export function processEnvironment(
  { home }: WorkspaceFolder,
  env: Record<string, string>,
): Record<string, string> {
  return {
    PATH: programPath(),
    LANG: 'C.UTF-8',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    ...env,
    // An empty checkout must not be taken for a part of a repository around the data folder.
    GIT_CEILING_DIRECTORIES: home,
    HOME: home,
    [HOME_MARKER]: home,
  };
}

/**
 * `relativePath` in the checkout, or the checkout itself. Throws CommandFailure for a path outside
 * the workspace.
 */
export function resolveInside(folder: WorkspaceFolder, relativePath: string | undefined): string {
  const path = resolve(folder.app, relativePath ?? '.');
  const fromHome = relative(folder.home, path);
  if (fromHome.startsWith('..') || isAbsolute(fromHome)) {
    throw new CommandFailure(`${relativePath ?? ''} is outside the workspace.`);
  }
  return path;
}

/** The machine's `PATH` with this Node.js first, without what npm adds for its own scripts. */
function programPath(): string {
  const folders = (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin')
    .split(':')
    .filter((folder) => !/\/node_modules\/|\/node-gyp-bin/.test(folder));
  return [dirname(process.execPath), ...folders].join(':');
}
