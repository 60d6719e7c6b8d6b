import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCodesphere, type LocalCodesphere } from '../../local/codesphere/codesphere';
import { type Platform, startPlatform } from '../../local/platform';
import type { ForgeEvent } from '../../local/scheduler/event-delivery';
import { openMemoryStore } from '../../local/state-store';
import { type BenchClock, createBenchClock } from './bench-clock';
import { type CallRecorder, recordCalls } from './call-recorder';
import { type LogLineWatch, watchLogLines } from './log-line-watch';
import { createPullRequests, type PullRequests } from './pull-requests';
import { type QueueWatch, watchQueue } from './queue-watch';
import { createVirtualEngine, type VirtualEngine } from './virtual-engine';
import { wrap } from './wrap';

/** The local platform with `demo/shop` connected, as the figures use it. */
export interface BenchPlatform {
  platform: Platform;
  clock: BenchClock;
  recorder: CallRecorder;
  queue: QueueWatch;
  logLines: LogLineWatch;
  engine: VirtualEngine;
  /** The hosting provider that the app meets. */
  provider: LocalCodesphere;
  pullRequests: PullRequests;
  /** Answers of storage, Bitbucket and the provider take this much longer from now on. */
  delayAnswers(milliseconds: number): void;
  /** Keeps back the events that `work` raises and returns them. */
  holdEvents(work: () => Promise<void>): Promise<ForgeEvent[]>;
  /**
   * Runs the manifest's schedules during `work`, which begins a minute after a sweep. At other times
   * they stand still, so that no sweep is counted by chance.
   */
  withSchedules<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Lets time pass until nothing is pending any more. */
  settle(): Promise<void>;
  /** The same, while the clock goes at the machine's own speed: for work that takes real time. */
  settleAtRealSpeed(): Promise<void>;
  /** Lets that much time pass. */
  pass(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** How often, one after the other, nothing must be under way before time moves on. */
const QUIET_CHECKS = 3;
const QUIET_MS = 2;

/** Starts it on free ports in a folder of its own; the demo's own pull request is closed again. */
export async function startBenchPlatform(
  progress: (message: string) => void,
): Promise<BenchPlatform> {
  const clock = createBenchClock();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'previews-bench-'));
  const logLines = watchLogLines();
  const platform = await startPlatform({
    minify: true,
    ...{ port: 0, hostingPort: 0, dataDirectory, clock, progress },
    appDirectory: resolve(__dirname, '../..'),
    log: () => undefined,
  });
  const { scheduler } = platform.forge;
  scheduler.stop();
  const recorder = recordCalls(platform, clock);
  const queue = watchQueue(platform, clock);
  const pullRequests = createPullRequests(platform);
  const moves = moveTime(platform, clock, recorder, queue);
  // The demo's first environment is real. It goes before the provider gets its virtual engine.
  await moves.becomeQuiet();
  await pullRequests.decline(1);
  await moves.settle();
  const { engine, provider, delayAnswers } = await replaceProvider(platform, clock, pullRequests);
  return {
    ...{ platform, clock, recorder, queue, logLines },
    ...{ engine, provider, pullRequests, delayAnswers },
    holdEvents: createHold(platform),
    settle: () => moves.settle(),
    settleAtRealSpeed: () => moves.settleAtRealSpeed(),
    pass: (seconds) => moves.pass(seconds),
    async withSchedules(work) {
      // What was due while they stood still runs at once.
      scheduler.start();
      await moves.pass(60);
      return work().finally(() => scheduler.stop());
    },
    async stop() {
      logLines.stop();
      await provider.stop();
      await platform.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Moves the clock from one due time to the next, but only while nothing is under way. */
function moveTime(
  { activity }: Platform,
  clock: BenchClock,
  recorder: CallRecorder,
  queue: QueueWatch,
) {
  const isQuiet = () => recorder.running() === 0 && (queue.nextDue() ?? Infinity) > clock.now();

  async function becomeQuiet(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_CHECKS; quiet = isQuiet() ? quiet + 1 : 0) {
      await sleep(QUIET_MS);
    }
  }

  function moveTo(time: number): void {
    clock.moveTo(time);
    queue.noteDue();
  }

  const nextDue = () => Math.min(clock.nextDue() ?? Infinity, queue.nextDue() ?? Infinity);
  return {
    becomeQuiet,
    async settle() {
      for (await becomeQuiet(); !activity.isIdle(); await becomeQuiet()) {
        // Without anything due it is something of this machine that is under way.
        if (nextDue() < Infinity) moveTo(nextDue());
      }
    },
    async settleAtRealSpeed() {
      const offset = clock.now() - Date.now();
      while (!activity.isIdle()) {
        await sleep(QUIET_MS);
        moveTo(Date.now() + offset);
      }
    },
    async pass(seconds: number) {
      const end = clock.now() + seconds * 1000;
      for (await becomeQuiet(); nextDue() <= end; await becomeQuiet()) moveTo(nextDue());
      moveTo(end);
    },
  };
}

/** The same stand-in over an engine without processes, at the same address. */
async function replaceProvider(platform: Platform, clock: BenchClock, pullRequests: PullRequests) {
  const engine = createVirtualEngine(clock, (branch) => pullRequests.headOf(branch));
  const provider = await createCodesphere({
    ...{ clock, engine, store: openMemoryStore(), workspacesDirectory: '' },
    baseUrl: () => platform.hostingUrl,
    port: () => Number(new URL(platform.hostingUrl).port),
  });
  let delayMs = 0;
  const later = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    if (delayMs > 0) await sleep(delayMs);
    return answer;
  };
  platform.codesphere.controls.intercept((request) => later(provider.handle(request)));
  wrap(platform.bitbucket, 'handle', (handle) => (request) => later(handle(request)));
  wrap(platform.forge.kvs, 'handle', (handle) => (path, body) => later(handle(path, body)));
  return {
    engine,
    provider,
    delayAnswers: (milliseconds: number) => void (delayMs = milliseconds),
  };
}

function createHold({ forge }: Platform): BenchPlatform['holdEvents'] {
  let held: ForgeEvent[] | undefined;
  wrap(forge.events, 'raise', (raise) => (event) => {
    if (!held) return raise(event);
    held.push(event);
    return [];
  });
  return async (work) => {
    const events: ForgeEvent[] = (held = []);
    try {
      await work();
    } finally {
      held = undefined;
    }
    return events;
  };
}
