import { join } from 'node:path';
import { openMemoryStore, type StateStore } from '../../../local/state-store';
import { eventually } from './eventually';
import { createRepository } from './git-repository';
import { startSilentGitHost } from './silent-git-host';
import { newWorkspace, startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

let started: TestCodesphere[] = [];

async function start(store: StateStore): Promise<TestCodesphere> {
  const local = await startCodesphere({ store });
  started.push(local);
  return local;
}

afterEach(async () => {
  await Promise.all(started.map((local) => local.stop()));
  started = [];
});

const STUBBORN = `trap '' TERM; echo $PPID; while :; do sleep 1; done`;

it('ends processes that ignore SIGTERM within 5 seconds, and run keeps its state', async () => {
  const local = await start(openMemoryStore());
  const ci = JSON.stringify({ run: { steps: [{ command: STUBBORN }] } });
  const { url } = createRepository(join(local.directory, 'shop'), { 'ci.yml': ci });
  const id = await local.createRunning(url);
  await local.runStage(id, 'run', ['running'], 'app');
  const daemon = { command: 'setsid sleep 1000 >/dev/null 2>&1 &' };
  await local.call('POST', `/workspaces/${id}/execute`, daemon);
  await eventually(async () => {
    expect((await local.controls.processes()).length).toBeGreaterThanOrEqual(3);
  });

  const begun = performance.now();
  await local.codesphere.stop();
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(await local.controls.processes()).toEqual([]);
  const [record] = local.controls.workspaces();
  expect(record?.phase).toBe('running');
  expect(record?.stages.run?.servers.map(({ state }) => state)).toEqual(['waiting', 'running']);
});

it('stops while a workspace is cloned, and the clone is taken up again', async () => {
  const host = await startSilentGitHost();
  const store = openMemoryStore();
  const first = await start(store);
  await first.call('POST', '/workspaces', newWorkspace({ gitUrl: host.gitUrl }));
  await eventually(() => expect(host.countRequests()).toBe(1));
  await first.codesphere.stop();
  expect(first.controls.workspaces()[0]?.phase).toBe('creating');
  expect(await first.controls.processes()).toEqual([]);

  await start(store);
  await eventually(() => expect(host.countRequests()).toBe(2));
  host.stop();
});

/** Runs `command` as the step of `run`, until the workspace has `count` processes. */
async function startWith(command: string, count: number): Promise<[TestCodesphere, number]> {
  const local = await start(openMemoryStore());
  const ci = JSON.stringify({ run: { steps: [{ command }] } });
  const { url } = createRepository(join(local.directory, 'shop'), { 'ci.yml': ci });
  const id = await local.createRunning(url);
  await local.runStage(id, 'run', ['running'], 'app');
  await eventually(async () => expect(await local.controls.processes()).toHaveLength(count));
  return [local, id];
}

it('ends what left the process group of a step with its stage', async () => {
  const [local, id] = await startWith('setsid sleep 1000 & sleep 1000', 3);
  await local.call('POST', `/workspaces/${id}/pipeline/run/stop`);
  await eventually(async () => expect(await local.controls.processes()).toEqual([]));
});

it('ends what left the group and dropped its variables with the workspace', async () => {
  const [local, id] = await startWith('setsid env -i sleep 1000 & sleep 1000', 3);
  expect((await local.call('DELETE', `/workspaces/${id}`)).status).toBe(200);
  await eventually(async () => expect(await local.controls.processes()).toEqual([]));
});
