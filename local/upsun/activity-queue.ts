import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { Behaviour } from './behaviour';
import type { ActivityRecord, ProjectRecord } from './records';

/** The work of one activity; it throws an `ActivityFailure` when it fails. */
export type Work = (activity: ActivityRecord) => Promise<void>;

/** Why an activity failed. */
export class ActivityFailure extends Error {
  override readonly name = 'ActivityFailure';

  constructor(
    readonly reason: 'shell' | 'error',
    message: string,
  ) {
    super(message);
  }
}

/** Upsun does one thing at a time with an environment, and two in a project. */
const MOST_OF_PROJECT = 2;

/** So many are remembered. */
const MOST_KEPT = 60;

/** The queue of all projects. */
export interface ActivityQueue {
  /** Appends an activity that waits for its turn; with `staged` it waits to be released. */
  add(
    project: ProjectRecord,
    activity: Pick<ActivityRecord, 'type'> & Partial<ActivityRecord>,
    work: Work,
    staged?: boolean,
  ): ActivityRecord;
  /** Lets go what is staged for an environment. */
  release(project: ProjectRecord, environment: string): void;
  /** Ends one that waits or works; false when it has ended. */
  cancel(project: ProjectRecord, id: string): boolean;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/** `onChange` is called after each change of a record, and `onCancel` to end what a cancelled one runs. */
export function createActivityQueue(options: {
  clock: Clock;
  behaviour: Behaviour;
  onChange: (project: ProjectRecord) => void;
  onCancel: (activity: ActivityRecord) => void;
}): ActivityQueue {
  const { clock, behaviour, onChange, onCancel } = options;
  const works = new Map<string, Work>();
  const running = new Set<Promise<void>>();

  function next(project: ProjectRecord): void {
    const busy = project.activities.filter(({ state }) => state === 'in_progress');
    for (const one of project.activities) {
      const work = works.get(one.id);
      if (one.state !== 'pending' || !work) continue;
      const isReady = clock.now() >= one.createdAt + behaviour.queueSeconds * 1000;
      const isTaken = busy.some(({ environment }) => environment === one.environment);
      if (!isReady || isTaken || busy.length >= MOST_OF_PROJECT) continue;
      Object.assign(one, { state: 'in_progress', startedAt: clock.now() });
      busy.push(one);
      const done = run(project, one, work);
      running.add(done);
      void done.finally(() => running.delete(done));
    }
    onChange(project);
  }

  async function run(project: ProjectRecord, one: ActivityRecord, work: Work): Promise<void> {
    let failure: unknown;
    await work(one).catch((error: unknown) => (failure = error ?? new Error('failed')));
    works.delete(one.id);
    if (one.state === 'in_progress') {
      const isShell = failure instanceof ActivityFailure && failure.reason === 'shell';
      if (failure) one.log.push({ at: clock.now(), message: `${(failure as Error).message}\n` });
      Object.assign(one, {
        state: 'complete',
        result: failure ? 'failure' : 'success',
        failureReason: failure ? (isShell ? 'shell' : 'error') : null,
        percent: 100,
        endedAt: clock.now(),
      });
    }
    next(project);
  }

  return {
    add(project, activity, work, staged = false) {
      const one: ActivityRecord = {
        id: randomBytes(8).toString('hex'),
        state: staged ? 'staged' : 'pending',
        result: null,
        failureReason: null,
        percent: 0,
        createdAt: clock.now(),
        commands: [],
        log: [],
        ...activity,
      };
      works.set(one.id, work);
      project.activities.push(one);
      project.activities.splice(0, project.activities.length - MOST_KEPT);
      if (behaviour.queueSeconds > 0) {
        clock.after(behaviour.queueSeconds * 1000, () => next(project));
      }
      next(project);
      return one;
    },
    release(project, environment) {
      for (const one of project.activities) {
        if (one.state === 'staged' && one.environment === environment) one.state = 'pending';
      }
      next(project);
    },
    cancel(project, id) {
      const one = project.activities.find((it) => it.id === id);
      if (!one || !['pending', 'in_progress', 'staged'].includes(one.state)) return false;
      Object.assign(one, { state: 'cancelled', result: 'failure', endedAt: clock.now() });
      onCancel(one);
      next(project);
      return true;
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
