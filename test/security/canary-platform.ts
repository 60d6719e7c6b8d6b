import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../local/clock';
import { DEFAULT_ACCOUNTS, type Account } from '../../local/codesphere/account';
import { startPlatform, type Platform } from '../../local/platform';
import type { QueueFaults } from '../../local/queue/queue';
import { fastClock } from '../end-to-end/fast-clock';
import { atPlatform, type PlatformClient } from '../end-to-end/platform-client';
import { createPlatformFaults, type PlatformFaults } from './platform-faults';
import { wholeState } from './whole-state';

/** A request that reached the provider, or a preview. */
interface Asked {
  url: URL;
  authorization: string | null;
}

/** Answers one request at the provider, itself or by `proceed`. */
type Hook = (request: Request, proceed: () => Promise<Response>) => Promise<Response>;

/** The local platform, with everything kept that the app said and asked. */
export interface CanaryPlatform {
  platform: Platform;
  /** Keeps all answers of the app's functions. */
  client: PlatformClient;
  /** Keeps no answers: for those that hold by design what the caller has just sent. */
  unheard: PlatformClient;
  /** Everything that the app logged, answered and showed. */
  said: string[];
  asked: Asked[];
  /** Puts `hook` before the provider's answers; none puts nothing there. */
  intercept(hook?: Hook): void;
  /** Trouble of Bitbucket, the store and the queue. */
  faults: PlatformFaults;
  /** Has the clock go on by so much at once; what waits in the queue stays there as long as ever. */
  skip(seconds: number): void;
  /** Ends all processes that run the app by SIGKILL; answers how many there were. */
  killApp(): number;
  /** Everything that anybody but the app's secret store and the provider's machines holds, by its name. */
  places(): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts with an empty folder. `keys` are known to the provider beside its own. */
export async function startCanaryPlatform(keys: Record<string, Account>): Promise<CanaryPlatform> {
  Object.assign(DEFAULT_ACCOUNTS, keys);
  const directory = await mkdtemp(join(tmpdir(), 'previews-canaries-'));
  const said: string[] = [];
  const asked: Asked[] = [];
  const queueFaults: QueueFaults = {};
  const killable = watchRunners();
  const fast = fastClock();
  let skippedMs = 0;
  const clock: Clock = { ...fast, now: () => fast.now() + skippedMs };
  const platform = await startPlatform({
    ...{ port: 0, hostingPort: 0, dataDirectory: directory, clock },
    appDirectory: join(__dirname, '../..'),
    progress: (message) => void said.push(message),
    log: (line) => void said.push(line),
    faults: queueFaults,
  });
  platform.forge.scheduler.stop();
  const unfollow = fast.follow(platform);
  const intercept = (hook: Hook = (_request, proceed) => proceed()) =>
    platform.codesphere.controls.intercept((request, proceed) => {
      asked.push({
        url: new URL(request.url),
        authorization: request.headers.get('authorization'),
      });
      return hook(request, proceed);
    });
  intercept();
  const plain = atPlatform(platform.url, platform.hostingUrl);
  return {
    ...{ platform, said, asked, intercept },
    faults: createPlatformFaults(platform, queueFaults),
    skip: (seconds) => void (skippedMs += seconds * 1000),
    killApp: killable.killAll,
    unheard: plain,
    client: hearing(plain, said),
    async places() {
      const places: Record<string, string> = {
        'said by the app': JSON.stringify(said),
        calls: JSON.stringify(platform.calls.since(0)),
        job: JSON.stringify(platform.store.table('job').entries()),
        addresses: asked.map(({ url }) => url.href).join('\n'),
        files: await filesOf(directory),
      };
      for (const [table, rows] of Object.entries(wholeState(platform))) {
        const mayHold = ['secret', 'codesphere-workspaces'].includes(table);
        if (!mayHold) places[table] = JSON.stringify(rows);
      }
      return places;
    },
    async stop() {
      for (const key of Object.keys(keys)) delete DEFAULT_ACCOUNTS[key];
      killable.stop();
      unfollow();
      await platform.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Knows the processes that run the app from now on: those that Atlassian's runner is started in. */
function watchRunners() {
  const runners = new Set<ChildProcess>();
  const note = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    child.once('spawn', () => {
      if (child.spawnargs.some((arg) => arg.includes('sandbox-runner'))) runners.add(child);
    });
    child.once('exit', () => runners.delete(child));
  };
  subscribe('child_process', note);
  return {
    killAll: () => [...runners].filter((runner) => runner.kill('SIGKILL')).length,
    stop: () => void unsubscribe('child_process', note),
  };
}

function hearing(plain: PlatformClient, said: string[]): PlatformClient {
  return {
    ...plain,
    async invoke<T>(call: Parameters<PlatformClient['invoke']>[0]) {
      const answer = await plain.invoke<T>(call);
      said.push(JSON.stringify(answer));
      return answer;
    },
    async card(...at) {
      const card = await plain.card(...at);
      said.push(JSON.stringify(card));
      return card;
    },
  };
}

/** The text of all files, but the state, which is looked at by table, and the provider's machines. */
async function filesOf(folder: string): Promise<string> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !/\/(state|workspaces)\//.test(path.slice(folder.length)));
  if (files.length < 10) throw new Error(`There are only ${files.length} files to look at.`);
  return (await Promise.all(files.map((path) => readFile(path, 'latin1')))).join('\n');
}
