import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Readable } from 'node:stream';
import { wrap } from './wrap';

/** The lines that the app's processes write, seen from outside. */
export interface LogLineWatch {
  /** The most lines that one invocation has written since the last reset. */
  mostInOneInvocation(): number;
  reset(): void;
  stop(): void;
}

/** Counts what a process writes from one invocation that it is sent to the next. */
interface LineCount {
  begin(): void;
  write(chunk: string): void;
}

/** Watches the processes that are started from now on. */
export function watchLogLines(): LogLineWatch {
  let most = 0;
  const note = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    child.once('spawn', () => {
      if (!child.spawnargs.some((arg) => arg.includes('sandbox-runner'))) return;
      watch(
        child,
        countLines((lines) => (most = Math.max(most, lines))),
      );
    });
  };
  subscribe('child_process', note);
  return {
    mostInOneInvocation: () => most,
    reset: () => void (most = 0),
    stop: () => void unsubscribe('child_process', note),
  };
}

/** A process runs one invocation at a time. A line that comes after its answer counts for the next one. */
function watch(child: ChildProcess, count: LineCount): void {
  const sending = (send: typeof child.send) =>
    function (...args: Parameters<typeof send>) {
      count.begin();
      return send.apply(child, args);
    } as typeof send;
  wrap(child, 'send', sending);
  for (const stream of [child.stdout, child.stderr]) read(stream, count);
}

function read(stream: Readable | null, count: LineCount): void {
  stream?.on('data', (chunk: Buffer | string) => count.write(chunk.toString()));
}

/** Tells `onLine` after each line how many the invocation has written by then. */
export function countLines(onLine: (lines: number) => void): LineCount {
  let lines = 0;
  return {
    begin: () => void (lines = 0),
    write(chunk) {
      const more = chunk.split('\n').length - 1;
      if (more === 0) return;
      lines += more;
      onLine(lines);
    },
  };
}
