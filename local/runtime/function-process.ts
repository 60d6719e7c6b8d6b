import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Why an invocation gave no result. */
export interface InvocationFailure {
  /** `FUNCTION_TIME_OUT`, `FUNCTION_OUT_OF_MEMORY`, `FUNCTION_ENDED`, … or the thrown error's name. */
  type: string;
  message: string;
  stack: string[];
}

export type InvocationOutcome =
  { success: true; body: unknown } | { success: false; error: InvocationFailure };

/** One process that runs one function of the app, one invocation at a time. */
export interface FunctionProcess {
  /**
   * Runs the function once. Never rejects and never hangs: when the process dies or the time limit
   * is over, the outcome says so and the process is gone.
   *
   * @param deadline milliseconds since the epoch, on the platform's clock, told to the function
   */
  invoke(
    lambdaEvent: unknown,
    limits: { timeoutMs: number; deadline: number },
  ): Promise<InvocationOutcome>;
  isAlive(): boolean;
  stop(): void;
}

export interface FunctionProcessOptions {
  /** Folder of the built backend. */
  directory: string;
  memoryMB: number;
  /** Each line that the function writes, JSON or not. */
  onLine: (line: string) => void;
}

/** Atlassian's own runner; only its host is ours (the package's host hangs when a child dies). */
const RUNNER = require.resolve('@forge/tunnel/out/sandbox/sandbox-runner.js');
const ENTRY_FILE = '__forge__.cjs';
/** How long a dead process's output is awaited. */
const LAST_WORDS_MS = 300;
const WRAPPER_FILE = '__forge_wrapper__.cjs';

/** Starts the process. Its environment holds nothing of the machine's. */
export function startFunctionProcess(options: FunctionProcessOptions): FunctionProcess {
  const child = fork(RUNNER, [join(options.directory, ENTRY_FILE), 'main'], {
    cwd: options.directory,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      _HANDLER: '__forge__.main',
      FORGE_EFS_RUNTIME_PATH: options.directory,
      FORGE_CUSTOM_WRAPPER_FILE_NAME: WRAPPER_FILE,
    },
    execArgv: [`--max-old-space-size=${options.memoryMB}`],
  });
  let outOfMemory = false;
  let ended = false;
  child.once('exit', () => (ended = true));
  // A process that cannot start or be sent to ends its invocation through 'exit' or 'error'.
  child.on('error', () => (ended = true));
  readLines(child.stdout, options.onLine);
  readLines(child.stderr, (line) => {
    outOfMemory ||= line.includes('heap out of memory');
    options.onLine(line);
  });
  return {
    isAlive: () => !ended && child.connected,
    stop: () => void child.kill('SIGKILL'),
    invoke(lambdaEvent, { timeoutMs, deadline }) {
      const timer = { late: false };
      const timeout = setTimeout(() => {
        timer.late = true;
        child.kill('SIGKILL');
      }, timeoutMs);
      return exchange(child, lambdaEvent, deadline, () =>
        describeEnd({ late: timer.late, outOfMemory, timeoutMs, memoryMB: options.memoryMB }),
      ).finally(() => clearTimeout(timeout));
    },
  };
}

/** Sends one invocation and waits for its answer or for the end of the process. */
function exchange(
  child: ChildProcess,
  lambdaEvent: unknown,
  deadline: number,
  describe: () => InvocationFailure,
): Promise<InvocationOutcome> {
  const requestId = randomUUID();
  return new Promise((resolve) => {
    const settle = (outcome: InvocationOutcome) => {
      child.off('message', onMessage).off('exit', onExit).off('close', onEnd).off('error', onEnd);
      resolve(outcome);
    };
    const onEnd = () => settle({ success: false, error: describe() });
    // Its last words may still be in the pipe; a grandchild may hold the pipe open for ever.
    const onExit = () => void setTimeout(onEnd, LAST_WORDS_MS);
    const onMessage = (message: unknown) => {
      const { requestId: id, result } = message as { requestId: string; result: RunnerResult };
      if (id === requestId) settle(toOutcome(result));
    };
    child.on('message', onMessage).once('exit', onExit).once('close', onEnd).once('error', onEnd);
    child.send({ lambdaEvent, tunnelContext: { requestId, deadline } }, (error) => {
      if (error) onEnd();
    });
  });
}

/** What the runner answers, as our wrapper builds it. */
interface RunnerResult {
  success: boolean;
  body?: unknown;
  error?: { errorMessage?: string; errorType?: string; stack?: string[] };
}

function toOutcome({ success, body, error }: RunnerResult): InvocationOutcome {
  if (success) return { success, body };
  return {
    success: false,
    error: {
      type: error?.errorType ?? 'Error',
      message: error?.errorMessage ?? 'The function failed without saying why',
      stack: error?.stack ?? [],
    },
  };
}

function describeEnd(end: {
  late: boolean;
  outOfMemory: boolean;
  timeoutMs: number;
  memoryMB: number;
}): InvocationFailure {
  if (end.late) {
    const message = `The function ran longer than its limit of ${end.timeoutMs / 1000} s and was stopped`;
    return { type: 'FUNCTION_TIME_OUT', message, stack: [] };
  }
  if (end.outOfMemory) {
    const message = `The function needed more than its ${end.memoryMB} MB of memory`;
    return { type: 'FUNCTION_OUT_OF_MEMORY', message, stack: [] };
  }
  const message = "The function's process ended before it answered";
  return { type: 'FUNCTION_ENDED', message, stack: [] };
}

function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', onLine);
}
