import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How many git commands run at once; more wait for their turn. */
const MAX_CONCURRENT_COMMANDS = 6;

/** How long git gets to remove its lock files when it is asked to end. */
const GRACE_MS = 2000;

/**
 * Configuration of every git process here, instead of the machine's and the user's: no hooks, no
 * garbage collection (commits of closed pull requests have no ref), any owner of the folders.
 */
const CONFIGURATION = `[core]
	hooksPath = /dev/null
[gc]
	auto = 0
[receive]
	autogc = false
	denyNonFastForwards = false
[maintenance]
	auto = false
[transfer]
	hideRefs = refs/imported
[init]
	defaultBranch = main
[safe]
	directory = *
[user]
	name = Bitbucket
	email = bitbucket@example.com
`;

/** What a git command wrote, and how it ended. */
interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** Runs the git of this machine, never through a shell, with an environment of its own. */
export interface GitCommand {
  /** Waits for the end of a command. Throws what git says when it ends with another code than 0. */
  run(directory: string, args: string[], options?: GitCommandOptions): Promise<Buffer>;
  /** The same, for commands whose code is an answer. */
  tryRun(directory: string, args: string[], options?: GitCommandOptions): Promise<GitResult>;
  /** Starts git and leaves its streams to the caller. It ends with `close` at the latest. */
  start(directory: string, args: string[], env?: Record<string, string>): ChildProcess;
  /** Asks a started process and all that it started to end. */
  stop(child: ChildProcess): void;
  /** Ends every process that still runs, by force after `GRACE_MS`. */
  close(): Promise<void>;
}

/** What a command gets beside its arguments. */
interface GitCommandOptions {
  input?: Uint8Array | string;
  env?: Record<string, string>;
}

/** Git with its configuration in `homeDirectory`, which is made. */
export function createGitCommand(homeDirectory: string): GitCommand {
  mkdirSync(homeDirectory, { recursive: true });
  writeFileSync(path.join(homeDirectory, '.gitconfig'), CONFIGURATION);
  const running = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];
  let free = MAX_CONCURRENT_COMMANDS;

  function start(directory: string, args: string[], env: Record<string, string> = {}) {
    const child = spawn('git', args, {
      cwd: directory,
      env: { ...environment(homeDirectory), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own: git starts helpers that have to end with it.
      detached: true,
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    // The caller sees the same failure as an early end of the process.
    child.stdin.on('error', () => undefined);
    child.on('error', () => undefined);
    return child;
  }

  async function tryRun(
    directory: string,
    args: string[],
    { input, env }: GitCommandOptions = {},
  ): Promise<GitResult> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      const child = start(directory, args, env);
      child.stdin.end(input ?? '');
      return await outcome(child, directory);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  }

  return {
    start,
    tryRun,
    async run(directory, args, options) {
      const result = await tryRun(directory, args, options);
      if (result.code === 0) return result.stdout;
      throw new Error(`git ${args[0]} failed in ${directory}: ${result.stderr.trim()}`);
    },
    stop: (child) => signalGroup(child, 'SIGTERM'),
    close: async () => void (await Promise.all([...running].map(endOf))),
  };
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
    child.once('close', () => {
      clearTimeout(force);
      resolve();
    });
    // Output that nobody reads would keep the process's end from being noticed.
    child.stdout?.resume();
    signalGroup(child, 'SIGTERM');
  });
}

function environment(homeDirectory: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: homeDirectory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C.UTF-8',
  };
}

/** A start fails in the same way when there is no git and when there is no folder to start it in. */
function outcome(child: ChildProcess, directory: string): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', (cause) =>
      reject(
        new Error(
          existsSync(directory)
            ? 'git could not be started. Install git 2.38 or newer.'
            : `git could not be started in ${directory}: the folder is gone.`,
          { cause },
        ),
      ),
    );
    child.once('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
}
