import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { endProcesses } from './process-table';

/** At most this much of each of a command's two outputs is kept, in characters. */
const OUTPUT_LIMIT = 1_000_000;

/** By its path: a workspace may have a `PATH` of its own that leads nowhere. */
export const BASH = ['/bin/bash', '/usr/bin/bash'].find((path) => existsSync(path)) ?? 'bash';

/** What a command left behind when it ended or was ended. */
export interface CommandResult {
  /** Null if a signal ended it. */
  code: number | null;
  output: string;
  error: string;
  timedOut: boolean;
}

/** Where and how to run a command. The environment must carry the marker of its workspace. */
export interface CommandOptions {
  cwd: string;
  env: Record<string, string>;
}

/** Starts a program in a process group of its own, without input. */
export function spawnInGroup(
  program: string,
  args: string[],
  { cwd, env }: CommandOptions,
): Promise<ChildProcess & { pid: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new Error(`${program} has no process number.`));
      else resolve(child as ChildProcess & { pid: number });
    });
  });
}

/**
 * Runs a program until it and all that holds its outputs open have ended, as a shell's pipe does;
 * after `timeoutMs` its process group is ended, and what left the group is not waited for.
 */
export async function runCommand(
  program: string,
  args: string[],
  options: CommandOptions & { timeoutMs: number },
): Promise<CommandResult> {
  const child = await spawnInGroup(program, args, options);
  const result: CommandResult = { code: null, output: '', error: '', timedOut: false };
  child.stdout?.on('data', (text: string) => {
    result.output = (result.output + text).slice(0, OUTPUT_LIMIT);
  });
  child.stderr?.on('data', (text: string) => {
    result.error = (result.error + text).slice(0, OUTPUT_LIMIT);
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      result.timedOut = true;
      endProcesses(({ group }) => group === child.pid).then(() => {
        // A process that left the group may still hold them open.
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, reject);
    }, options.timeoutMs);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ ...result, code });
    });
  });
}
