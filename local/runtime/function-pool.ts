import {
  type FunctionProcess,
  type FunctionProcessOptions,
  type InvocationOutcome,
  startFunctionProcess,
} from './function-process';

/** The processes of one function; each runs one invocation at a time, as in production. */
export interface FunctionPool {
  /** Runs `use` with a process that nobody else uses; waits when all of them are busy. */
  run(use: (process: FunctionProcess) => Promise<InvocationOutcome>): Promise<InvocationOutcome>;
  /** Ends every process. What waits, and what comes later, fails. */
  stop(): void;
}

/** More invocations of one function than this wait: a laptop is no cloud. */
const MAX_PROCESSES = 6;

/** Starts with no process. */
export function createFunctionPool(options: FunctionProcessOptions): FunctionPool {
  const all = new Set<FunctionProcess>();
  const idle: FunctionProcess[] = [];
  const waiting: (() => void)[] = [];
  let stopped = false;

  /** An idle process that still lives, or a new one while there is room. */
  function take(): FunctionProcess | undefined {
    for (let process = idle.pop(); process; process = idle.pop()) {
      if (process.isAlive()) return process;
      all.delete(process);
    }
    if (all.size >= MAX_PROCESSES) return undefined;
    const process = startFunctionProcess(options);
    all.add(process);
    return process;
  }

  function giveBack(process: FunctionProcess): void {
    if (process.isAlive() && !stopped) idle.push(process);
    else all.delete(process);
    waiting.shift()?.();
  }

  return {
    async run(use) {
      for (;;) {
        const process = stopped ? undefined : take();
        if (process) return use(process).finally(() => giveBack(process));
        if (stopped) {
          const message = 'The local platform is stopping';
          return { success: false, error: { type: 'FUNCTION_ENDED', message, stack: [] } };
        }
        await new Promise<void>((resume) => waiting.push(resume));
      }
    },
    stop() {
      stopped = true;
      for (const process of all) process.stop();
      for (const resume of waiting.splice(0)) resume();
    },
  };
}
