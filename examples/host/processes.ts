import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * Every process that is started here carries its release's folder in this variable. By it they are
 * found again: also those that left their process group, and those that outlived a killed host.
 */
const MARKER = 'PREVIEW_HOST_RELEASE';

/** How long a process may take to end by itself, in milliseconds. */
const GRACE_MS = 3000;

/** What to run, and with nothing else in its environment than `env`. */
export interface Command {
  program: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** The release's folder, under which `endProcesses` finds it. */
  release: string;
  /** Once it is aborted nothing is started any more. */
  signal: AbortSignal;
  onOutput: (text: string) => void;
}

/** A program that was started. */
export interface RunningCommand {
  /** Its exit code when it has ended, null if a signal ended it. */
  exited: Promise<number | null>;
}

/** Starts a program in a process group of its own, without input. */
export function startCommand(command: Command): RunningCommand {
  const { program, args, cwd, env, release, signal, onOutput } = command;
  signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd,
    env: { ...env, [MARKER]: release },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', onOutput);
  }
  return { exited: endOf(child) };
}

/** What a program left running may hold its output open: that is not waited for. */
async function endOf(child: ChildProcess): Promise<number | null> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  await Promise.race([closed, sleep(250)]);
  return code;
}

/**
 * Ends the processes of every release at or below `folder`, those included that they start
 * meanwhile: SIGTERM, and after a grace SIGKILL. Resolves when none is left.
 */
export async function endProcesses(folder: string): Promise<void> {
  const asked = new Set<number>();
  const start = performance.now();
  for (let pause = 10; ; pause = Math.min(2 * pause, 100)) {
    const living = (await listProcesses()).filter(({ release }) =>
      `${release}/`.startsWith(`${folder}/`),
    );
    if (living.length === 0) return;
    const signal = performance.now() - start > GRACE_MS ? 'SIGKILL' : 'SIGTERM';
    for (const { pid } of living) {
      if (signal === 'SIGKILL' || !asked.has(pid)) sendSignal(pid, signal);
      asked.add(pid);
    }
    await sleep(pause);
  }
}

/** Does `work`, and ends the processes of a release when the signal is aborted meanwhile. */
export async function endOnAbort<T>(
  signal: AbortSignal,
  folder: string,
  work: () => Promise<T>,
): Promise<T> {
  const end = () => void endProcesses(folder);
  signal.addEventListener('abort', end);
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface MarkedProcess {
  pid: number;
  release: string;
}

async function listProcesses(): Promise<MarkedProcess[]> {
  if (process.platform !== 'linux') return listWithPs();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => readProcess(Number(pid))));
  return found.filter((one) => one !== undefined);
}

/** Undefined for a process without the marker, of another user, or that has just ended. */
async function readProcess(pid: number): Promise<MarkedProcess | undefined> {
  try {
    const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const release = variables.find((one) => one.startsWith(`${MARKER}=`))?.split('=', 2)[1];
    return release === undefined ? undefined : { pid, release };
  } catch {
    return undefined;
  }
}

/** For macOS: `ps` prints the environment behind the command. Folders may hold no spaces there. */
async function listWithPs(): Promise<MarkedProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['axeww', '-o', 'pid=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\n').flatMap((line) => {
    const match = new RegExp(`^\\s*(\\d+) .* ${MARKER}=(\\S*)`).exec(line);
    return match ? [{ pid: Number(match[1]), release: match[2] ?? '' }] : [];
  });
}
