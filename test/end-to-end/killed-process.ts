import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { atPlatform, type PlatformClient } from './platform-client';

const ROOT = join(__dirname, '../..');

/** Where a platform keeps its state and listens; the same at every start, as for a user. */
export interface Place {
  dataDirectory: string;
  ports: { PORT: string; HOSTING_PORT: string };
  /** Since when its time passes faster than this machine's; milliseconds since the epoch. */
  clockFrom: number;
}

/** `npm start` in a process of its own, made to be killed. */
export interface PlatformProcess {
  client: PlatformClient;
  /** Has it end by SIGKILL so many points from now. */
  killAfter(points: number): Promise<void>;
  /** Has the processes that run the app end by SIGKILL so many points from now, and again. */
  killRunnersAfter(...points: number[]): Promise<void>;
  /** Ends it by SIGKILL now, if it still lives. */
  kill(): Promise<void>;
  /** Ends it as Ctrl+C does. */
  stop(): Promise<void>;
  /** Resolves when it has ended, however. */
  ended: Promise<void>;
  /** Undefined while it lives, null when it was killed. */
  exitCode(): number | null | undefined;
  /** What it wrote to stderr. */
  errors(): string;
  /** At which points something was killed; empty when it was killed at rest. */
  lastWords(): string;
  /** Processes that it had when it was killed and that live on, as `<pid>:<start time>`. */
  leftProcesses(): string[];
}

/** `dataDirectory` with two ports that nobody listens at. */
export async function choosePlace(dataDirectory: string): Promise<Place> {
  const servers = [createServer(), createServer()];
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const [PORT, HOSTING_PORT] = servers.map((server) =>
    String((server.address() as AddressInfo).port),
  );
  for (const server of servers) server.close();
  const ports = { PORT: PORT!, HOSTING_PORT: HOSTING_PORT! };
  return { dataDirectory, ports, clockFrom: Date.now() };
}

/** How a platform is started. */
interface StartOptions {
  /** At which point of its start it is killed. */
  killAt?: number;
  /** Whether it forgets the earlier state. */
  fresh?: boolean;
}

/** Starts it; resolves when it is ready, and with undefined when it was killed before that. */
export async function startProcess(
  place: Place,
  options: StartOptions = {},
): Promise<PlatformProcess | undefined> {
  const child = spawnPlatform(place, options);
  let [output, errors] = ['', ''];
  child.stderr!.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  const ready = new Promise<true>((resolve) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (/^Ready: /m.test(output)) resolve(true);
      });
    }
  });
  const ended = once(child, 'close').then(() => undefined);
  if (!(await Promise.race([ready, ended]))) {
    if (child.signalCode === 'SIGKILL') return undefined;
    throw new Error(`It did not start:\n${output}`);
  }
  const url = `http://127.0.0.1:${place.ports.PORT}`;
  return {
    client: atPlatform(url, `http://127.0.0.1:${place.ports.HOSTING_PORT}`),
    async killAfter(points) {
      await fetch(`${url}/_kill/platform/${points}`);
    },
    async killRunnersAfter(...points) {
      await fetch(`${url}/_kill/runners/${points.join('/')}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    ended,
    exitCode: () => (child.signalCode || child.exitCode !== null ? child.exitCode : undefined),
    errors: () => errors,
    lastWords: () => output.match(/^Killed the .*$/gm)?.join('\n') ?? '',
    leftProcesses: () => (/ Left: (.*)\.$/m.exec(output)?.[1] ?? '').split(' ').filter(isAlive),
  };
}

function spawnPlatform(
  { ports, dataDirectory, clockFrom }: Place,
  { killAt, fresh = false }: StartOptions,
): ChildProcess {
  const preload = ['--require', 'tsx/cjs', '--require', require.resolve('./killed-at')];
  const args = ['local/bootstrap.mjs', 'start', ...(fresh ? ['--fresh'] : [])];
  return spawn(process.execPath, [...preload, ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...ports,
      DATA_DIR: dataDirectory,
      CLOCK_FROM: String(clockFrom),
      ...(killAt === undefined ? {} : { KILL_AT: String(killAt) }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function isAlive(process: string): boolean {
  const [pid, started] = process.split(':');
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[19] === started && fields[0] !== 'Z';
  } catch {
    return false;
  }
}
