import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveRepositories } from '../../../examples/conformance/git-server';
import type { Environment } from '../../../examples/conformance/protocol';
import { eventually } from '../../local/codesphere/eventually';
import { createRepository } from '../../local/codesphere/git-repository';
import { APP, pathOf, processesWith, requestOf } from './test-host';

/** The reference host as its operator runs it: a process of its own. */
jest.setTimeout(300_000);

const TOKEN = '0123456789abcdef';
const NAME = 'preview-pr-1-0123456789ab';

const directory = mkdtempSync(join(tmpdir(), 'host-main-'));
const children: ChildProcess[] = [];

afterAll(async () => {
  for (const child of children) {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'close');
  }
  rmSync(directory, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output: () => string;
}

function start(env: Record<string, string>): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/host/main.ts'], {
    cwd: join(__dirname, '../../..'),
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: join(directory, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
  }
  return { child, output: () => output };
}

async function startReady(): Promise<{ child: ChildProcess; url: string }> {
  const { child, output } = start({ HOST_TOKEN: TOKEN });
  const ready = /^Ready: http:\/\/localhost(:\d+)$/m;
  await eventually(() => expect(output()).toMatch(ready), { timeoutMs: 120_000 });
  return { child, url: `http://127.0.0.1${ready.exec(output())?.[1]}` };
}

async function call(url: string, method: string, body?: object): Promise<Environment> {
  const response = await fetch(url + pathOf(NAME), {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'idempotency-key': 'the-only-key',
    },
    body: body ? JSON.stringify(body) : null,
  });
  return (await response.json()) as Environment;
}

it('does not start without a token, and says what to set', async () => {
  const { child, output } = start({});
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(output()).toContain('Set HOST_TOKEN');
});

it('goes on after it was killed, and leaves nothing behind when it is told to stop', async () => {
  const mark = `mark-${process.pid}-${Date.now()}`;
  const repository = createRepository(join(directory, 'served'), APP);
  const git = await serveRepositories(join(directory, 'served'));
  const cloneUrl = `${git.url}/repository.git`;
  const files = { 'preview.yml': `run: "node server.js ${mark}"` };
  const source = { cloneUrl, branch: 'main', commit: repository.commit('main', files) };

  const first = await startReady();
  const begun = await call(first.url, 'PUT', requestOf(source));
  // Killed in the middle of the deployment.
  first.child.kill('SIGKILL');
  await once(first.child, 'close');

  const second = await startReady();
  const environment = await eventually(
    async () => {
      const read = await call(second.url, 'GET');
      expect(read.runs?.state).toBe('up');
      return read;
    },
    { timeoutMs: 90_000 },
  );
  expect(environment.deployment.id).toBe(begun.deployment.id);
  expect(environment.runs?.commit).toBe(source.commit);
  // Killed while the app runs, which goes on without its host.
  second.child.kill('SIGKILL');
  await once(second.child, 'close');
  const [orphan] = processesWith(mark);
  expect(orphan).toBeDefined();

  const third = await startReady();
  await eventually(async () => expect((await call(third.url, 'GET')).runs?.state).toBe('up'), {
    timeoutMs: 90_000,
  });
  expect(processesWith(mark)).not.toContain(orphan);
  const asked = performance.now();
  third.child.kill('SIGTERM');
  expect(await once(third.child, 'close')).toEqual([0, null]);
  expect(performance.now() - asked).toBeLessThan(5000);
  expect(processesWith(mark)).toEqual([]);
  await git.stop();
});
