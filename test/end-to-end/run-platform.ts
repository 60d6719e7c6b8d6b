import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../local/call-log';
import { type Platform, startPlatform } from '../../local/platform';
import { fastClock } from './fast-clock';
import { atPlatform, type PlatformClient, waitForRest } from './platform-client';

/** The platform in this process, over a folder of its own, with what tests ask of it. */
export interface RunningPlatform extends PlatformClient {
  platform: Platform;
  /** What the app logged. */
  logs: string[];
  /** Calls and invocations that began after call `n`. */
  callsSince(n: number): Call[];
  /** Does `work` while Bitbucket's events reach nobody. */
  withoutEvents<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/**
 * Starts with an empty DATA_DIR; the demo is there then, connected, its pull request open. Time passes
 * as on this machine, or `fast`.
 */
export async function runPlatform({ fast = false } = {}): Promise<RunningPlatform> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'previews-end-to-end-'));
  const logs: string[] = [];
  const clock = fast ? fastClock() : undefined;
  const platform = await startPlatform({
    ...(clock ? { clock } : {}),
    port: 0,
    hostingPort: 0,
    dataDirectory,
    appDirectory: join(__dirname, '../..'),
    progress: () => undefined,
    log: (line) => void logs.push(line),
  });
  const unfollow = clock?.follow(platform);
  return {
    ...atPlatform(platform.url, platform.hostingUrl),
    platform,
    logs,
    callsSince: (n) => platform.calls.since(n),
    idle: (timeoutSeconds) =>
      waitForRest(platform.url, timeoutSeconds).catch((error: Error) => {
        throw new Error([error.message, ...logs.slice(-30)].join('\n'), { cause: error });
      }),
    async withoutEvents(work) {
      const { events } = platform.forge;
      const raise = Object.getOwnPropertyDescriptor(events, 'raise')!;
      events.raise = () => [];
      try {
        return await work();
      } finally {
        Object.defineProperty(events, 'raise', raise);
      }
    },
    async stop() {
      unfollow?.();
      await platform.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
