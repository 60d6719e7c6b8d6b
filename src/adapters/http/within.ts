/** Runs `work` until the time limit; what does not heed the signal is left behind. */
export async function within<Result>(
  timeLimitMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DOMException('time limit', 'TimeoutError'));
      controller.abort();
    }, timeLimitMs);
  });
  try {
    return await Promise.race([work(controller.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why a call got no answer, to follow the name of whom it asked. */
export function reasonOf(error: unknown): string {
  const late = error instanceof DOMException && error.name === 'TimeoutError';
  return late ? 'did not answer in time' : 'could not be reached';
}
