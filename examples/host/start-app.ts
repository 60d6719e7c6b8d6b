import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from './failure';
import { findFreePort } from './free-port';
import { type RunningCommand } from './processes';

/** Where an app listens. */
export interface Address {
  host: string;
  port: number;
}

/** An app that answered. */
export interface App {
  address: Address;
  /** Its exit code when it has ended, null if a signal ended it. */
  exited: Promise<number | null>;
}

/** How to start an app and when it counts as up. */
export interface AppStart {
  /** Starts the command with the port in `PORT`. */
  start(port: number): RunningCommand;
  health: string | null;
  /** How long it may take to answer, in seconds. */
  withinSeconds: number;
  signal: AbortSignal;
}

/** Starts an app and waits until it answers. @throws FailureError when it does not */
export async function startApp(options: AppStart): Promise<App> {
  const port = await findFreePort();
  const { exited } = options.start(port);
  let ended: number | null | undefined;
  void exited.then((code) => (ended = code));
  const end = performance.now() + options.withinSeconds * 1000;
  let last = 'nothing answered';
  while (performance.now() < end && !options.signal.aborted) {
    if (ended !== undefined) throw appEnded(ended);
    // Some servers listen on the one loopback address, some on the other.
    for (const host of ['127.0.0.1', '::1']) {
      const status = await statusOf({ host, port }, options.health ?? '/');
      if (status === undefined) continue;
      if (isUp(status, options.health)) return { address: { host, port }, exited };
      last = `it answered ${status}`;
    }
    await sleep(50);
  }
  throw notAnswering(options, last);
}

function isUp(status: number, health: string | null): boolean {
  return health === null ? status < 500 && status !== 429 : status < 400;
}

function statusOf({ host, port }: Address, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const outgoing = request({ host, port, path, agent: false, timeout: 5000 }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode);
    });
    outgoing.once('timeout', () => outgoing.destroy());
    outgoing.once('error', () => resolve(undefined));
    outgoing.end();
  });
}

/** What a shell makes of a command that SIGTERM ended. */
const TERMINATED = 128 + 15;

/** An app that ended though the host did not ask it to. */
export function appEnded(code: number | null): FailureError {
  if (code === null || code === TERMINATED) {
    return new FailureError({
      code: 'app-stopped',
      message: 'The app was stopped by a signal from the machine of the host.',
      remedy: 'Redeploy.',
      mends: 'provider',
    });
  }
  return new FailureError({
    code: 'app-ended',
    message: `The app ended with exit code ${code}.`,
    remedy: 'Fix the error shown in the log, then push.',
    mends: 'person',
  });
}

function notAnswering({ health, withinSeconds }: AppStart, last: string): FailureError {
  return new FailureError({
    code: 'not-answering',
    message: `The app did not come up within ${withinSeconds} s: at ${health ?? '/'} ${last}.`,
    remedy: 'Let the app listen on the port in the variable PORT, then push.',
    mends: 'person',
  });
}
