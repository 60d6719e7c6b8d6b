import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * The environment variable by which a workspace's processes are recognised, also after this program
 * was killed and started again: process numbers are reused, so a remembered number could by then be
 * an innocent one. Its value is the workspace's home folder.
 */
export const HOME_MARKER = 'LOCAL_PREVIEW_HOME';

/** The environment variable that tells a step's processes from others of the workspace. */
export const STEP_MARKER = 'LOCAL_PREVIEW_STEP';

/** A living process that may belong to a workspace. */
export interface MarkedProcess {
  pid: number;
  /** Its process group. */
  group: number;
  /**
   * The value of the marker: the home folder of its workspace. A process without it is known by its
   * `HOME`, and one whose environment is gone (`env -i`, and servers that write their title over it)
   * by the folder that it runs in.
   */
  home: string;
  step?: string;
}

/** True for a process of the workspace whose home folder this is. */
export function isOf(home: string): (one: MarkedProcess) => boolean {
  return (one) => one.home === home || one.home.startsWith(`${home}/`);
}

/** How long a process may take to end on SIGTERM before it gets SIGKILL, in milliseconds. */
const GRACE_MS = 3000;

/** All living processes on this machine that this user may see and that may be a workspace's. */
export async function listMarkedProcesses(): Promise<MarkedProcess[]> {
  if (process.platform !== 'linux') return listWithPs();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => readMarkedProcess(Number(pid))));
  return found.filter((one) => one !== undefined);
}

/**
 * Ends the processes that `select` picks, new ones that they start meanwhile included: first
 * SIGTERM, then, once the grace is over, SIGKILL. Resolves when none is left.
 */
export async function endProcesses(select: (one: MarkedProcess) => boolean): Promise<void> {
  const warned = new Set<number>();
  const start = performance.now();
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    const living = (await listMarkedProcesses()).filter(select);
    if (living.length === 0) return;
    const graceIsOver = performance.now() - start > GRACE_MS;
    for (const { pid } of living) {
      if (graceIsOver) signal(pid, 'SIGKILL');
      else if (!warned.has(pid)) signal(pid, 'SIGTERM');
      warned.add(pid);
    }
    await sleep(pauseMs);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended by itself between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Undefined for a process that is no workspace's, is another user's, or has just ended. */
async function readMarkedProcess(pid: number): Promise<MarkedProcess | undefined> {
  try {
    const entries = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const valueOf = (name: string) =>
      entries.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
    const home = valueOf(HOME_MARKER) ?? valueOf('HOME') ?? (await readlink(`/proc/${pid}/cwd`));
    const step = valueOf(STEP_MARKER);
    // "pid (name) state parent group …", where the name may hold spaces and brackets.
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, group: Number(group), home, ...(step === undefined ? {} : { step }) };
  } catch {
    return undefined;
  }
}

/** For systems without `/proc`: `ps` prints the environment behind the command. */
async function listWithPs(): Promise<MarkedProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['axeww', '-o', 'pid=,pgid=,stat=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\n').flatMap((line) => parsePsLine(line) ?? []);
}

/** Reads one line of `ps axeww -o pid=,pgid=,stat=,command=`; exported for its test. */
export function parsePsLine(line: string): MarkedProcess | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s/.exec(line);
  const valueOf = (name: string) =>
    new RegExp(` ${name}=(.*?)(?= [A-Za-z_][A-Za-z0-9_.-]*=|$)`).exec(line)?.[1];
  const [home, step] = [valueOf(HOME_MARKER), valueOf(STEP_MARKER)];
  if (!match || home === undefined || match[3]?.startsWith('Z')) return undefined;
  const [pid, group] = [Number(match[1]), Number(match[2])];
  return { pid, group, home, ...(step === undefined ? {} : { step }) };
}
