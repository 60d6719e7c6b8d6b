import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ServerState, Stage } from '../../../local/codesphere/workspace-record';
import { endProcesses, listMarkedProcesses } from '../../../local/machine/process-table';
import { eventually } from './eventually';
import { createRepository } from './git-repository';
import { newWorkspace } from './stand-in';

jest.setTimeout(90_000);

const SERVER = `node -e "require('http').createServer((q,s)=>s.end('pid '+process.pid)).listen(process.env.PORT)"`;
const CI = {
  prepare: { steps: [{ command: 'setsid sleep 1000 & sleep 1000' }] },
  run: { steps: [{ command: SERVER }] },
};

describe('after kill -9', () => {
  let directory: string;
  let child: ChildProcess;
  let port: number;

  async function start(): Promise<void> {
    const script = require.resolve('./stand-in-process');
    child = spawn(process.execPath, ['--import', 'tsx', script, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    port = Number(line.toString());
  }

  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async function call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
      method,
      headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content = await response.text();
    return (content === '' ? undefined : JSON.parse(content)) as Body;
  }

  const visit = (id: number) =>
    new Promise<string>((resolve, reject) => {
      const headers = { host: `${id}-3000.localhost:${port}` };
      const outgoing = request({ port, host: '127.0.0.1', headers, agent: false }, (incoming) => {
        text(incoming).then(resolve, reject);
      });
      outgoing.once('error', reject);
      outgoing.end();
    });
  const expectState = (id: number, stage: Stage, server: string, state: string) =>
    eventually(async () => {
      const servers = await call<ServerState[]>('GET', `/workspaces/${id}/pipeline/${stage}`);
      expect(servers.find((one) => one.server === server)?.state).toBe(state);
    });
  const ours = async () =>
    (await listMarkedProcesses()).filter(({ home }) => home.startsWith(`${directory}/`));

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'codesphere-restart-'));
    await start();
  });

  afterAll(async () => {
    await kill();
    await endProcesses(({ home }) => home.startsWith(`${directory}/`));
    rmSync(directory, { recursive: true });
  });

  it('workspaces are back, strays are gone, run runs again and what was under way is aborted', async () => {
    const files = { 'ci.yml': JSON.stringify(CI) };
    const { url } = createRepository(join(directory, 'shop'), files);
    const create = (fields: Record<string, unknown>) =>
      call<{ id: number }>('POST', '/workspaces', newWorkspace({ gitUrl: url, ...fields }));
    const { id } = await create({});
    await eventually(async () => {
      expect(await call('GET', `/workspaces/${id}/status`)).toEqual({ isRunning: true });
    });
    await call('POST', `/workspaces/${id}/pipeline/prepare/start`);
    await call('POST', `/workspaces/${id}/pipeline/run/start`);
    await expectState(id, 'prepare', 'codesphere-ide', 'running');
    const before = await eventually(async () => {
      const page = await visit(id);
      expect(page).toMatch(/^pid \d+$/);
      return page;
    });
    const strays = await eventually(async () => {
      const found = (await ours()).map(({ pid }) => pid);
      expect(found.length).toBeGreaterThanOrEqual(4);
      return found;
    });
    const halfDone = await create({ name: 'half done' });
    await kill();

    await start();
    const living = (await ours()).map(({ pid }) => pid);
    expect(living.filter((pid) => strays.includes(pid))).toEqual([]);
    await expectState(id, 'prepare', 'codesphere-ide', 'aborted');
    await expectState(id, 'run', 'app', 'running');
    await eventually(async () => {
      const after = await visit(id);
      expect(after).toMatch(/^pid \d+$/);
      expect(after).not.toBe(before);
    });
    await eventually(async () => {
      const answer = await call<{ head?: string }>('GET', `/workspaces/${halfDone.id}/git/head`);
      expect(answer.head).toMatch(/^[0-9a-f]{40}$/);
    });
    const next = await create({});
    expect(next.id).toBeGreaterThan(halfDone.id);
  });

  it.each([
    ['while it runs', false],
    ['before a start', true],
  ])('a workspace whose folder was deleted %s is gone', async (_, restarts) => {
    const { url } = createRepository(join(directory, `lost-${restarts}`), {
      'ci.yml': JSON.stringify(CI),
    });
    const { id } = await call<{ id: number }>('POST', '/workspaces', newWorkspace({ gitUrl: url }));
    await eventually(async () => {
      expect(await call('GET', `/workspaces/${id}/status`)).toEqual({ isRunning: true });
    });
    await call('POST', `/workspaces/${id}/pipeline/run/start`);
    await expectState(id, 'run', 'app', 'running');
    const idsInTeam = async () =>
      (await call<{ id: number }[]>('GET', '/workspaces/team/1')).map((one) => one.id);
    expect(await idsInTeam()).toContain(id);
    if (restarts) await kill();
    const home = join(directory, 'workspaces', String(id));
    rmSync(home, { recursive: true });
    if (restarts) await start();
    expect(await call('GET', `/workspaces/${id}`)).toMatchObject({ status: 404 });
    expect(await idsInTeam()).not.toContain(id);
    await eventually(async () => {
      expect((await ours()).filter((one) => one.home.startsWith(home))).toEqual([]);
    });
  });
});
