import { mkdir } from 'node:fs/promises';
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

/** Makes the folders, emptying them if they were there. */
export async function makeFolder({ home, app }: WorkspaceFolder): Promise<void> {
  await removeFolder(home);
  await mkdir(app, { recursive: true });
}

/**
 * Variables by which one run of git offers `access` to that URL's host. Nothing of it lies in the
 * workspace, and no hook that a build left there is run with it.
 */
export function gitAccessVariables(access: GitAccess | undefined): Record<string, string> {
  if (!access) return {};
  const helper = '!f() { echo "username=$GIT_USERNAME"; echo "password=$GIT_PASSWORD"; }; f';
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `credential.${new URL(access.url).origin}.helper`,
    GIT_CONFIG_VALUE_0: helper,
    GIT_CONFIG_KEY_1: 'core.hooksPath',
    GIT_CONFIG_VALUE_1: '/dev/null',
    GIT_USERNAME: access.username,
    GIT_PASSWORD: access.password,
  };
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
