import childProcess, { type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { ClassicLevel } from 'classic-level';
import * as localClock from '../../local/clock';

/**
 * Loaded before the local platform by tests that kill it. Counts the points at which a kill can make
 * a difference: a request arrives or is about to be answered, state is about to be written or was
 * written, a process was started. A request of `/_kill/platform/<n>` has the platform end by SIGKILL
 * at the nth point from then on, one of `/_kill/runners/<n>/<m>…` only the processes that run the app,
 * at each of these points. With `KILL_AT=<n>` the platform ends at the nth point of its start. Time passes
 * faster than on this machine, from `CLOCK_FROM` on, so that no start finds it earlier than the one before.
 */
let points = 0;
let victim = 'platform';
let fatal = [Number(process.env.KILL_AT)];
const runners = new Set<ChildProcess>();
/** How many times as fast as on this machine time passes. */
const SPEED = 6;

type Method<Result> = (this: unknown, ...args: unknown[]) => Result;

function pass(what: string): void {
  points += 1;
  if (!fatal.includes(points)) return;
  const left = victim === 'platform' ? ` Left: ${descendants().join(' ')}.` : '';
  writeSync(2, `Killed the ${victim} at point ${points}: ${what}.${left}\n`);
  if (victim === 'platform') process.kill(process.pid, 'SIGKILL');
  for (const runner of runners) runner.kill('SIGKILL');
}

/** Living processes below this one, as `<pid>:<start time>`; none where there is no `/proc`. */
function descendants(): string[] {
  const found = readdirSync('/proc').flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [{ pid, parent: fields[1], started: fields[19] }];
    } catch {
      return [];
    }
  });
  const below = (parent: string): string[] =>
    found
      .filter((one) => one.parent === parent)
      .flatMap(({ pid, started }) => [`${pid}:${started}`, ...below(pid)]);
  return below(String(process.pid));
}

function watchServers(): void {
  const emit = Reflect.get(Server.prototype, 'emit') as Method<boolean>;
  function watched(this: Server, name: string, ...args: unknown[]): boolean {
    if (name !== 'request') return emit.call(this, name, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const [, order, who = '', ...counts] = request.url?.split('/') ?? [];
    if (order === '_kill') {
      victim = who;
      fatal = counts.map((count) => points + Number(count));
      response.end();
      return true;
    }
    if (order !== '_local') watchAnswer(request, response);
    return emit.call(this, name, ...args);
  }
  Object.assign(Server.prototype, { emit: watched });
}

function watchAnswer(request: IncomingMessage, response: ServerResponse): void {
  const target = request.headers['forge-proxy-target'] ?? request.url;
  const what = `${request.method} ${String(target)}`;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.end = (...args: unknown[]) => {
    pass(`before the answer to ${what}`);
    return end(...args);
  };
  pass(`at ${what}`);
}

function watchWrites(): void {
  const write = Reflect.get(ClassicLevel.prototype, 'batch') as Method<Promise<void>>;
  async function watched(this: unknown, ...args: unknown[]): Promise<void> {
    const ids = (args[0] as { key: string }[]).map(({ key }) => key.split('\u0000')[0]);
    pass(`before ${ids.join(', ')} is written`);
    await write.apply(this, args);
    pass(`after ${ids.join(', ')} was written`);
  }
  Object.assign(ClassicLevel.prototype, { batch: watched });
}

function watchProcesses(): void {
  const { spawn, fork } = childProcess;
  const watched = (...args: Parameters<typeof spawn>) => {
    const child = spawn(...args);
    pass(`after the start of ${args[0]} ${String(args[1])}`);
    return child;
  };
  const watchedFork = (...args: Parameters<typeof fork>) => {
    const child = fork(...args);
    runners.add(child);
    child.once('exit', () => runners.delete(child));
    return child;
  };
  Object.assign(childProcess, { spawn: watched, fork: watchedFork });
}

/** Waits of the app that last minutes are over in seconds, and real work still has its time. */
function hurryClock(): void {
  const from = Number(process.env.CLOCK_FROM);
  const clock: localClock.Clock = {
    now: () => Math.round(from + (Date.now() - from) * SPEED),
    after(milliseconds, action) {
      // One more, so that it is never early by the rounding of `now`.
      const timer = setTimeout(action, milliseconds / SPEED + 1);
      return () => clearTimeout(timer);
    },
  };
  const module = require.cache[require.resolve('../../local/clock')]!;
  module.exports = { ...localClock, systemClock: () => clock };
}

watchServers();
watchWrites();
watchProcesses();
hurryClock();
