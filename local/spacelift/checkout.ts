import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../machine/run-command';
import { gitAccessVariables, processEnvironment } from '../machine/workspace-folder';
import type { GitAccess } from '../machine/workspace-engine';
import type { SourceFile } from './evaluate';

const TIMEOUT_MS = 60_000;

/** A repository as Spacelift reads it: over the network, with an account of its own. */
export interface Checkout {
  /** Fetches all branches, and answers their heads. */
  fetch(): Promise<Record<string, string>>;
  has(commit: string): Promise<boolean>;
  /** The infrastructure files of a folder at a commit. */
  files(commit: string, folder: string): Promise<SourceFile[]>;
  /** What differs between the branch point of two commits and the second one. */
  changed(from: string, to: string): Promise<string[]>;
}

/** Keeps its objects in a folder of its own; fetches nothing yet. */
export function createCheckout(directory: string, name: string, access: () => GitAccess): Checkout {
  const home = join(directory, name.replace('/', '-'));
  const isCommit = (text: string) => /^[0-9a-f]{40}$/.test(text);
  let made: Promise<unknown> | undefined;
  /** Git lets one fetch at a time write to a repository. */
  let fetching: Promise<unknown> = Promise.resolve();

  async function git(...args: string[]): Promise<{ code: number | null; output: string }> {
    made ??= mkdir(home, { recursive: true }).then(() => run('init', '--bare', '--quiet', home));
    await made;
    return run('-C', home, ...args);
  }

  function run(...args: string[]) {
    const env = processEnvironment({ home, app: home }, gitAccessVariables(access()));
    return runCommand('git', args, { cwd: home, env, timeoutMs: TIMEOUT_MS });
  }

  async function fetchAll(): Promise<Record<string, string>> {
    const { code } = await git(
      'fetch',
      '--quiet',
      '--prune',
      access().url,
      '+refs/heads/*:refs/heads/*',
    );
    if (code !== 0) throw new Error(`Spacelift cannot fetch ${name}.`);
    const { output } = await git(
      'for-each-ref',
      '--format=%(objectname) %(refname:short)',
      'refs/heads',
    );
    const lines = output.split('\n').filter(Boolean);
    return Object.fromEntries(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  return {
    fetch() {
      const next = fetching.then(fetchAll);
      fetching = next.catch(() => undefined);
      return next;
    },
    async has(commit) {
      if (!isCommit(commit)) return false;
      return (await git('cat-file', '-e', `${commit}^{commit}`)).code === 0;
    },
    async files(commit, folder) {
      const { output } = await git('ls-tree', '-r', '--name-only', commit, '--', `${folder}/`);
      const paths = output.split('\n').filter((path) => path.endsWith('.tf'));
      return Promise.all(
        paths.map(async (path) => ({
          path,
          text: (await git('show', `${commit}:${path}`)).output,
        })),
      );
    },
    async changed(from, to) {
      const { output } = await git('diff', '--name-only', `${from}...${to}`);
      return output.split('\n').filter(Boolean);
    },
  };
}
