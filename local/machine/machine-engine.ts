import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from '../remove-folder';
import { endProcesses, isOf, listMarkedProcesses } from './process-table';
import { BASH, runCommand } from './run-command';
import { startStep } from './step-process';
import {
  CommandFailure,
  type CloneSource,
  type GitAccess,
  type WorkspaceEngine,
} from './workspace-engine';
import {
  gitAccessVariables,
  makeFolder,
  processEnvironment,
  resolveInside,
  workspaceFolder,
  type WorkspaceFolder,
} from './workspace-folder';

/** No clone of a repository that one would preview on a laptop takes longer. */
const GIT_TIMEOUT_MS = 10 * 60_000;

/** Workspaces as folders below `directory`, with this machine's git, bash and processes. */
export async function createMachineEngine(directory: string): Promise<WorkspaceEngine> {
  await mkdir(directory, { recursive: true });
  // As the processes in it name the folder that they run in.
  const root = await realpath(directory);
  const folderOf = (workspace: number) => workspaceFolder(root, workspace);
  const isOurs = isOf(root);
  const endProcessesOf = (workspace: number) => endProcesses(isOf(folderOf(workspace).home));

  return {
    async create(workspace, source, access) {
      await makeFolder(folderOf(workspace));
      if (source) await clone(folderOf(workspace), source, access);
    },
    isThere: (workspace) => existsSync(folderOf(workspace).home),
    async readFile(workspace, path) {
      const file = resolveInside(folderOf(workspace), path);
      return readFile(file, 'utf8').catch(() => undefined);
    },
    startStep: (workspace, step) => startStep(folderOf(workspace), step),
    async execute(workspace, { command, workingDirectory, env, timeoutMs }) {
      const folder = folderOf(workspace);
      const cwd = resolveInside(folder, workingDirectory);
      if (!(await isDirectory(cwd))) throw new CommandFailure(`${cwd} is not a folder.`);
      const options = { cwd, env: processEnvironment(folder, env), timeoutMs };
      return { ...(await runCommand(BASH, ['-c', command], options)), workingDirectory: cwd };
    },
    async pull(workspace, { remote, branch }, access) {
      const where = [remote, branch].filter((one) => one !== undefined);
      const option = where.find((one) => one.startsWith('-'));
      if (option) throw new CommandFailure(`${option} is not a remote or a branch.`);
      await git(folderOf(workspace), ['pull', ...where], access);
    },
    async head(workspace) {
      return (await git(folderOf(workspace), ['rev-parse', '--verify', 'HEAD'])).trim();
    },
    endProcesses: endProcessesOf,
    async remove(workspace) {
      await endProcessesOf(workspace);
      await removeFolder(folderOf(workspace).home);
    },
    async listProcesses() {
      const living = (await listMarkedProcesses()).filter(isOurs);
      return living.map(({ pid, home }) => ({
        pid,
        workspace: Number.parseInt(home.slice(root.length + 1), 10),
      }));
    },
    async recover(keep) {
      await endProcesses(isOurs);
      const names = (await readdir(root)).filter((name) => /^\d+$/.test(name));
      const orphans = names.filter((name) => !keep.has(Number(name)));
      // One that stays is in nobody's way: ids are never used again.
      const remove = (name: string) =>
        removeFolder(join(root, name)).catch((error: Error) => console.error(error.message));
      await Promise.all(orphans.map(remove));
    },
    stop: () => endProcesses(isOurs),
  };
}

async function clone(
  folder: WorkspaceFolder,
  source: CloneSource,
  access: GitAccess | undefined,
): Promise<void> {
  // git takes no depth for a path, only for a URL.
  const url = source.url.startsWith('/') ? `file://${source.url}` : source.url;
  const options = [
    ...(source.depth === undefined ? [] : [`--depth=${source.depth}`]),
    ...(source.branch === undefined ? [] : [`--branch=${source.branch}`]),
  ];
  await git(folder, ['clone', ...options, '--', url, '.'], access);
}

/** Runs git in the checkout and returns what it printed. */
async function git(folder: WorkspaceFolder, args: string[], access?: GitAccess): Promise<string> {
  const options = {
    cwd: folder.app,
    env: processEnvironment(folder, gitAccessVariables(access)),
    timeoutMs: GIT_TIMEOUT_MS,
  };
  const { code, output, error } = await runCommand('git', args, options);
  if (code !== 0) throw new CommandFailure(error.trim() || `git ${args[0] ?? ''} failed.`);
  return output;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
