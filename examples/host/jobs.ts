/** Work that goes on after a call was answered, one at a time for each key. */
export interface Jobs {
  /** Runs `work` once the job of the same key before it, which is aborted, has ended. */
  run(key: string, work: (controller: AbortController) => Promise<void>): void;
  /** Aborts the job of a key and resolves when it has ended. */
  abort(key: string): Promise<void>;
  /** Aborts all jobs and resolves when they have ended. Later ones do not begin. */
  stop(): Promise<void>;
}

/** `report` is told what a job did not catch, save that it was aborted. */
export function createJobs(report: (error: unknown) => void): Jobs {
  const jobs = new Map<string, { controller: AbortController; done: Promise<void> }>();
  let stopped = false;

  async function abort(key: string): Promise<void> {
    const job = jobs.get(key);
    job?.controller.abort();
    await job?.done;
  }

  return {
    abort,
    run(key, work) {
      const before = abort(key);
      const controller = new AbortController();
      const done = before
        .then(() => (stopped || controller.signal.aborted ? undefined : work(controller)))
        .catch((error: unknown) => {
          if (error !== controller.signal.reason) report(error);
        })
        .finally(() => {
          if (jobs.get(key)?.controller === controller) jobs.delete(key);
        });
      jobs.set(key, { controller, done });
    },
    async stop() {
      stopped = true;
      await Promise.all([...jobs.keys()].map(abort));
    },
  };
}

/** Lets `count` holders on at a time; the others wait in the order in which they came. */
export function createTurns(count: number): (signal: AbortSignal) => Promise<() => void> {
  const waiting: (() => void)[] = [];
  let free = count;

  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  return async (signal) => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return release;
    }
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      signal.addEventListener('abort', () => {
        const place = waiting.indexOf(resolve);
        if (place < 0) return;
        waiting.splice(place, 1);
        reject(signal.reason as Error);
      });
    });
    return release;
  };
}
