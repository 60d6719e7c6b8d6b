import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually';
import { cloneRepository } from './git-clone';
import { atPlatform, type PlatformClient } from './platform-client';

jest.setTimeout(240_000);

const ROOT = join(__dirname, '../..');
const REPOSITORY = 'demo/shop';

let dataDirectory: string;
let child: ChildProcess | undefined;
/** The same at both starts: what runs was cloned from there. */
let ports: { PORT: string; HOSTING_PORT: string };

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'previews-killed-'));
  const [PORT, HOSTING_PORT] = await freePorts();
  ports = { PORT, HOSTING_PORT };
});
afterAll(async () => {
  if (child?.exitCode === null && child.kill('SIGTERM')) await once(child, 'close');
  await rm(dataDirectory, { recursive: true, force: true });
});

/** Two ports that nobody listens at. */
async function freePorts(): Promise<[string, string]> {
  const servers = [createServer(), createServer()];
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const [first, second] = servers.map((server) => String((server.address() as AddressInfo).port));
  for (const server of servers) server.close();
  return [first!, second!];
}

/** `npm start`, until it says that it is ready. */
async function start(): Promise<PlatformClient> {
  const started = spawn(process.execPath, ['local/bootstrap.mjs', 'start'], {
    cwd: ROOT,
    env: { ...process.env, ...ports, DATA_DIR: dataDirectory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let output = '';
  const ready = new Promise<void>((resolve) => {
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (/^Ready: /m.test(output)) resolve();
      });
    }
  });
  const ended = once(started, 'close').then(() => {
    throw new Error(`It did not start:\n${output}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  const at = (port: string) => `http://127.0.0.1:${port}`;
  return atPlatform(at(ports.PORT), at(ports.HOSTING_PORT));
}

test('killed amid a deployment, it ends with one environment on the latest commit', async () => {
  const before = await start();
  await before.idle();
  const clone = await cloneRepository(before.url, REPOSITORY);
  try {
    await clone.branch('feature/kill');
    await clone.commit('First', { 'first.txt': '1' });
    await clone.push();
    const id = await before.openPullRequest(REPOSITORY, 'feature/kill');
    const name = new RegExp(`^preview-pr-${id}-`);
    const own = async (client: PlatformClient) =>
      (await client.environments()).filter((environment) => name.test(environment.name));
    await eventually(async () => (await own(before))[0]);
    const latest = await clone.commit('Second', { 'second.txt': '2' });
    await clone.push();
    await eventually(async () => {
      const { deployingCommit } = await before.card(REPOSITORY, id);
      return deployingCommit?.short === latest.slice(0, 7) ? true : undefined;
    });
    child?.kill('SIGKILL');
    await once(child!, 'close');

    const after = await start();
    await after.idle();
    expect(await after.card(REPOSITORY, id)).toMatchObject({
      title: 'Ready',
      commit: { short: latest.slice(0, 7), latest: true },
    });
    const environments = await own(after);
    expect(environments).toHaveLength(1);
    const head = await fetch(`${after.hostingUrl}/api/workspaces/${environments[0]?.id}/git/head`, {
      headers: { authorization: 'Bearer local-token' },
    });
    expect(await head.json()).toMatchObject({ head: latest });
    expect(await after.status(REPOSITORY, latest)).toMatchObject({ state: 'SUCCESSFUL' });
    expect(await after.comments(REPOSITORY, id)).toHaveLength(1);
  } finally {
    await clone.remove();
  }
});
