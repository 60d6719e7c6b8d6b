import { array, nullish, number, object, picklist, pipe, string, transform } from 'valibot';
import type { InferOutput } from 'valibot';

const State = picklist(['waiting', 'running', 'success', 'failure', 'aborted']);
const Time = nullish(pipe(string(), transform(Date.parse), number()));

/** The state of a stage: an entry for each server. Times are milliseconds since the epoch. */
export const Entries = array(
  object({
    state: State,
    startedAt: Time,
    finishedAt: Time,
    steps: array(object({ state: State, startedAt: Time })),
    server: string(),
  }),
);

/** What one server makes of a stage. */
export type Entry = InferOutput<typeof Entries>[number];

/** A stage of Codesphere's pipeline. */
export type Stage = 'prepare' | 'test' | 'run';

/**
 * How far a stage is. `absent` means that it has ended without having anything to do, `idle` that Codesphere
 * knows of nothing to run in it.
 */
export type Judgement =
  | { type: 'running'; detail?: string }
  | { type: 'done' }
  | { type: 'absent' }
  | { type: 'idle' }
  | { type: 'failed'; entry: Entry; step: number };

/** The server of the environment itself; `prepare` and `test` run on it. */
export const IDE_SERVER = 'codesphere-ide';

/** For so long after a start, what is shown may still be the run before. */
const SETTLING_MS = 2 * 60_000;
/** How far Codesphere's clock and ours may differ before a run is taken for an older one. */
const CLOCK_SKEW_MS = 60_000;
/** For so long after a start, `aborted` may be the run that was stopped for it. */
const STOPPING_MS = 15_000;

/**
 * Whether a stage is done, by the rules of Codesphere's own client: `prepare` and `test` when the
 * environment's own server has succeeded, `run` when every other server is up, which is at once when
 * there is none, and failed as soon as any server has failed. `waitedMs` is the time since it was started at `startedAt`.
 */
export function judgeStage(
  stage: Stage,
  entries: Entry[],
  startedAt: number,
  waitedMs: number,
): Judgement {
  const fresh = entries.filter(
    (entry) =>
      waitedMs > SETTLING_MS || !((entry.startedAt ?? startedAt) < startedAt - CLOCK_SKEW_MS),
  );
  const failed = fresh.find(
    ({ state }) => state === 'failure' || (state === 'aborted' && waitedMs > STOPPING_MS),
  );
  if (failed) return { type: 'failed', entry: failed, step: failingStep(failed) };
  const relevant = serversOf(stage, fresh);
  if (relevant.length > 0 && relevant.every(({ state }) => isUp(stage, state))) {
    const isEmpty = stage !== 'run' && relevant.every(({ steps }) => steps.length === 0);
    return { type: isEmpty ? 'absent' : 'done' };
  }
  if (stage === 'run' && isIdeAlone(fresh)) return { type: 'done' };
  const hasWork = relevant.some(({ state, steps }) => state !== 'waiting' || steps.length > 0);
  if (!hasWork && waitedMs > SETTLING_MS) return { type: 'idle' };
  const detail = detailOf(relevant);
  return { type: 'running', ...(detail ? { detail } : {}) };
}

/**
 * `run` leaves out the environment's own server. Whether a `ci.yml` without services runs there is
 * not documented, so it counts when there is no other.
 */
function serversOf(stage: Stage, entries: Entry[]): Entry[] {
  const own = entries.filter(({ server }) => server === IDE_SERVER);
  const others = entries.filter(({ server }) => server !== IDE_SERVER);
  return stage === 'run' && others.length > 0 ? others : own;
}

/** Whether `run` lists the environment's own server, without a step: an app may answer all the same. */
export function isIdeAlone(entries: Entry[]): boolean {
  return (
    entries.length > 0 &&
    entries.every(({ server, steps }) => server === IDE_SERVER && steps.length === 0)
  );
}

/** A step of `run` may leave a server in the background and end; whether it answers is seen later. */
function isUp(stage: Stage, state: Entry['state']): boolean {
  return state === 'success' || (stage === 'run' && state === 'running');
}

function failingStep({ steps }: Entry): number {
  const index = steps.findIndex(({ state }) => state === 'failure' || state === 'aborted');
  return index < 0 ? Math.max(0, steps.length - 1) : index;
}

/**
 * When a stage began and ended by Codesphere's clock; nothing when it does not say both. A server that goes
 * on was up when its last step began.
 */
export function timesOf(entries: Entry[]): { startedAt?: number; endedAt?: number } {
  const busy = entries.filter(({ startedAt, steps }) => startedAt && steps.length > 0);
  const starts = busy.map(({ startedAt }) => startedAt ?? 0);
  const ends = busy.map(({ finishedAt, steps }) => finishedAt ?? steps.at(-1)?.startedAt ?? 0);
  if (starts.length === 0 || ends.includes(0)) return {};
  return { startedAt: Math.min(...starts), endedAt: Math.max(...ends) };
}

/** The step that a server is at: "step 2 of 3". */
export function detailOf(entries: Entry[]): string | undefined {
  const entry = entries.find(({ steps }) => steps.some(({ state }) => state !== 'success'));
  return (
    entry &&
    nameStep(
      entry,
      entry.steps.findIndex(({ state }) => state !== 'success'),
    )
  );
}

/**
 * A step as people count it; undefined where there is one alone. Codesphere's API does not tell what
 * its author named it.
 */
export function nameStep({ steps }: Entry, index: number): string | undefined {
  const count = Math.max(steps.length, index + 1);
  return count > 1 ? `step ${index + 1} of ${count}` : undefined;
}
