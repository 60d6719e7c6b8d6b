import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitForRest } from '../end-to-end/platform-client';

/** `npm start` as a person runs it: the real process, the app's real bundle, previews that run. */
const root = join(__dirname, '../..');
/** The first build of changed sources takes a while on a small machine. */
const START_TIMEOUT_MS = 240_000;

const run = promisify(execFile);
let data: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'previews-main-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'close');
  }
  await rm(data, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output: () => string;
  errors: () => string;
  ended: Promise<number | null>;
}

function start(args: string[] = [], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['local/bootstrap.mjs', 'start', ...args], {
    cwd: root,
    env: { ...process.env, PORT: '0', DATA_DIR: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output, errors: () => errors, ended };
}

/** The platform's address, once it says that it is ready. */
async function ready({ child, output, errors, ended }: Started): Promise<string> {
  let url: string | undefined;
  const seen = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => {
      url = /^Ready: (http:\/\/127\.0\.0\.1:\d+)/m.exec(output())?.[1];
      if (url) resolve();
    });
  });
  await Promise.race([seen, ended]);
  if (!url) throw new Error(`It did not start:\n${output()}\n${errors()}`);
  return url;
}

/** Asks as ada. */
async function get<T>(url: string): Promise<T> {
  const authorization = `Basic ${Buffer.from('ada:x').toString('base64')}`;
  return (await fetch(url, { headers: { authorization } })).json() as Promise<T>;
}

/** Living processes of this machine by id; a zombie is dead, whoever has not yet noticed. */
async function processes(): Promise<Map<number, { parent: number }>> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const living = rows.filter(([pid, , state]) => pid && !state?.startsWith('Z'));
  return new Map(living.map(([pid, parent]) => [Number(pid), { parent: Number(parent) }]));
}

async function descendants(root: number): Promise<number[]> {
  const all = [...(await processes())];
  const below = (pid: number): number[] =>
    all.filter(([, { parent }]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  return below(root);
}

interface Statuses {
  values: { state: string; url: string }[];
}

it(
  'gives the demo pull request a preview, ends in time and remembers',
  async () => {
    const first = start();
    const url = await ready(first);
    await waitForRest(url).catch((error: Error) => {
      throw new Error(`${error.message}\n${first.output()}`, { cause: error });
    });
    const statuses = `${url}/2.0/repositories/demo/shop/pullrequests/1/statuses`;
    const before = await get<Statuses>(statuses);
    expect(before.values).toMatchObject([{ state: 'SUCCESSFUL' }]);
    expect(await (await fetch(url)).text()).toContain('/demo/shop/pull-requests/1');

    const others = await descendants(first.child.pid ?? 0);
    expect(others.length).toBeGreaterThan(0);
    const asked = Date.now();
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(Date.now() - asked).toBeLessThan(5_000);
    expect(first.output()).toMatch(/^\[app reconcile\] .*preview="demo\/shop #1"/m);
    expect(first.output()).toMatch(/\nStopped\.\n$/);
    const left = await processes();
    expect(others.filter((pid) => left.has(pid))).toEqual([]);

    const second = start();
    const again = `${await ready(second)}/2.0/repositories/demo/shop/pullrequests/1/statuses`;
    expect((await get<Statuses>(again)).values).toMatchObject([{ state: 'SUCCESSFUL' }]);
    const third = start();
    expect(await third.ended).toBe(1);
    expect(third.errors()).toMatch(/^Cannot go on: Another local platform uses .*\n$/);
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  },
  2 * START_TIMEOUT_MS,
);

it(
  'takes a repository of this machine',
  async () => {
    const url = await ready(start(['--repo', root]));
    const { values } = await get<{ values: { full_name: string }[] }>(
      `${url}/2.0/repositories/demo`,
    );
    expect(values.map(({ full_name }) => full_name)).toContain(
      `demo/${root.split('/').at(-1)?.toLowerCase()}`,
    );
  },
  START_TIMEOUT_MS,
);

describe('says in one line what is wrong, and leaves nothing running', () => {
  it('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { ended, errors } = start([], { PORT: String(port) });
    expect(await ended).toBe(1);
    expect(errors()).toBe(
      `Cannot go on: Port ${port} is in use. Stop what listens there, or start with PORT=<another>.\n`,
    );
    server.close();
  }, 60_000);

  it.each([
    ['a path that is no repository', ['--repo', tmpdir()], {}, /^Cannot go on: --repo .*\n$/],
    ['an argument that there is not', ['--frash'], {}, /^Cannot go on: Unknown option .*\n$/],
    ['no git', [], { PATH: '/nowhere' }, /^git was not found.*\n$/],
    ['a port that is none', [], { PORT: 'x' }, /^Cannot go on: PORT must be .*\n$/],
  ])(
    '%s',
    async (_what, args, env, message) => {
      const { ended, errors } = start(args, env);
      expect(await ended).toBe(1);
      expect(errors()).toMatch(message);
    },
    60_000,
  );
});
