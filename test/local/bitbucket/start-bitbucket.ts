import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createBitbucket, type LocalBitbucket } from '../../../local/bitbucket/bitbucket';
import type { ForgeEvent } from '../../../local/bitbucket/forge-event';
import type { DemoSeed } from '../../../local/bitbucket/seed-demo';
import { type MovableClock, manualClock } from '../../../local/clock';
import { listen } from '../../../local/http-server';
import { openStateStore, type StateStore } from '../../../local/state-store';

// Each test runs dozens of git processes, which a busy machine takes its time for.
jest.setTimeout(180_000);

const SERVICE_TOKEN = 'service-token';

/** The fields of JSON answers that tests read. One that is missing fails what is expected of it. */
interface Body {
  type: string;
  id: number;
  uuid: string;
  account_id: string;
  name: string;
  full_name: string;
  hash: string;
  state: string;
  created_on: string;
  updated_on: string;
  comment_count: number;
  source: { commit: { hash: string }; repository: { full_name: string } | null };
  merge_commit: { hash: string };
  mainbranch: { name: string };
  workspace: { uuid: string };
  summary: { html: string };
  content: { raw: string; html: string };
  parent: { id: number };
  user: { type: string };
  error: { message: string; fields: Record<string, string[]> };
  key: string;
  values: Body[];
  size: number;
  next?: string;
  previous?: string;
}

interface Answer {
  status: number;
  headers: Headers;
  body: Body;
  text: string;
}

/** A running stand-in with real HTTP, real git and state on disk. */
export interface RunningBitbucket {
  bitbucket: LocalBitbucket;
  store: StateStore;
  clock: MovableClock;
  url: string;
  directory: string;
  events: ForgeEvent[];
  /** Calls REST as a person, `app`, or nobody (`''`). */
  call(who: string, method: string, path: string, body?: object | FormData): Promise<Answer>;
  /** Runs the git of this machine as a user would. */
  git(directory: string, ...args: string[]): Promise<string>;
  /** Address of a repository that git can clone as `who`. */
  remote(who: string, repository: string): string;
  /** A clone in a folder of its own. */
  clone(who: string, repository: string): Promise<string>;
  /** Writes a file, commits and pushes it on a branch, and answers the commit. */
  push(clone: string, branch: string, file: string, content?: string): Promise<string>;
  /** Folder of a repository's git data, for playing a crash. */
  bareDirectory(repository: string): string;
  /** Stops the server and the state store and starts anew over the same folder. */
  restart(whileStopped?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts with the demo, its pull request already open. The events so far are forgotten. Pull requests
 * show the whole hash of their commits unless told, to be compared with what was pushed.
 */
export async function startBitbucket(
  options: { pullRequestHashLength?: 12 | 40; seed?: Partial<DemoSeed['shop']> } = {},
): Promise<RunningBitbucket> {
  const { seed, pullRequestHashLength = 40 } = options;
  const directory = await mkdtemp(path.join(tmpdir(), 'bitbucket-'));
  const shopDirectory = path.join(directory, 'shop');
  await mkdir(path.join(shopDirectory, 'public'), { recursive: true });
  await writeFile(path.join(shopDirectory, 'public', 'index.html'), '<h1>Shop</h1>\n');
  await writeFile(path.join(shopDirectory, 'ci.yml'), 'run:\n  steps: []\n');
  await writeFile(path.join(shopDirectory, 'start.sh'), '#!/bin/sh\n', { mode: 0o755 });

  const events: ForgeEvent[] = [];
  const clock = manualClock(Date.parse('2026-09-01T12:00:00Z'));
  let running = await open();

  async function open() {
    const store = await openStateStore(path.join(directory, 'state'));
    let url = '';
    const bitbucket = await createBitbucket({
      store,
      repositoriesDirectory: path.join(directory, 'repositories'),
      clock,
      baseUrl: () => url,
      raise: (event) => events.push(event),
      serviceToken: SERVICE_TOKEN,
      pullRequestHashLength,
    }).catch(async (error: unknown) => {
      await store.close();
      throw error;
    });
    const server = await listen((request) => bitbucket.handle(request), 0);
    url = `http://127.0.0.1:${server.port}`;
    await bitbucket.seedDemo({ shop: { directory: shopDirectory, ...seed } });
    return { store, bitbucket, server, url };
  }

  async function close() {
    await running.server.close();
    await running.bitbucket.close();
    await running.store.close();
  }

  let clones = 0;
  const self: RunningBitbucket = {
    get bitbucket() {
      return running.bitbucket;
    },
    get store() {
      return running.store;
    },
    get url() {
      return running.url;
    },
    clock,
    directory,
    events,
    async call(who, method, pathname, body) {
      const response = await fetch(
        pathname.startsWith('http') ? pathname : running.url + pathname,
        {
          method,
          headers: {
            ...authorization(who),
            ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          },
          ...(body ? { body: body instanceof FormData ? body : JSON.stringify(body) } : {}),
        },
      );
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      const json = (isJson ? JSON.parse(text) : undefined) as Body;
      return { status: response.status, headers: response.headers, body: json, text };
    },
    git: runGit,
    remote: (who, repository) =>
      `${running.url.replace('://', who ? `://${who}:any@` : '://')}/${repository}.git`,
    async clone(who, repository) {
      const target = path.join(directory, `clone-${++clones}`);
      await runGit(directory, 'clone', '--quiet', self.remote(who, repository), target);
      await runGit(target, 'config', 'user.name', who);
      await runGit(target, 'config', 'user.email', `${who}@example.com`);
      return target;
    },
    async push(clone, branch, file, content = `${file} on ${branch}\n`) {
      await runGit(clone, 'checkout', '--quiet', '-B', branch);
      await writeFile(path.join(clone, file), content);
      await runGit(clone, 'add', '.');
      await runGit(clone, 'commit', '--quiet', '-m', `Change ${file}`);
      await runGit(clone, 'push', '--quiet', '--force', 'origin', branch);
      return runGit(clone, 'rev-parse', 'HEAD');
    },
    bareDirectory(repository) {
      const [workspace = '', slug = ''] = repository.split('/');
      const { uuid } = running.bitbucket.findRepository(workspace, slug)!;
      return path.join(directory, 'repositories', `${uuid.slice(1, -1)}.git`);
    },
    async restart(whileStopped) {
      await close();
      await whileStopped?.();
      running = await open();
    },
    async stop() {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  events.length = 0;
  return self;
}

function authorization(who: string): Record<string, string> {
  if (who === '') return {};
  if (who === 'app' || who.includes(':')) {
    return { authorization: `Bearer ${SERVICE_TOKEN}`, 'x-local-as': who };
  }
  return { authorization: `Basic ${Buffer.from(`${who}:any password`).toString('base64')}` };
}

async function runGit(directory: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await promisify(execFile)('git', args, { cwd: directory, env });
  return stdout.trim();
}
