import { join } from 'node:path';
import { openMemoryStore } from '../../../local/state-store';
import { eventually } from './eventually';
import { createRepository } from './git-repository';
import { startCodesphere } from './stand-in';

jest.setTimeout(60_000);

const STUBBORN = `trap '' TERM; echo $PPID; while :; do sleep 1; done`;

it('ends processes that ignore SIGTERM within 5 seconds, and run keeps its state', async () => {
  const store = openMemoryStore();
  const local = await startCodesphere({ store });
  const ci = JSON.stringify({ run: { steps: [{ command: STUBBORN }] } });
  const { url } = createRepository(join(local.directory, 'shop'), { 'ci.yml': ci });
  const id = await local.createRunning(url);
  await local.runStage(id, 'run', ['running'], 'app');
  const daemon = { command: 'setsid sleep 1000 >/dev/null 2>&1 &' };
  await local.call('POST', `/workspaces/${id}/execute`, daemon);
  await eventually(async () => {
    expect((await local.controls.processes()).length).toBeGreaterThanOrEqual(3);
  });

  const start = performance.now();
  await local.codesphere.stop();
  expect(performance.now() - start).toBeLessThan(5000);
  expect(await local.controls.processes()).toEqual([]);
  const [record] = local.controls.workspaces();
  expect(record?.phase).toBe('running');
  expect(record?.stages.run?.servers.map(({ state }) => state)).toEqual(['waiting', 'running']);
  await local.stop();
});

it('stops while a workspace is cloned, and the clone is taken up again', async () => {
  const store = openMemoryStore();
  const first = await startCodesphere({ store });
  const { url } = createRepository(join(first.directory, 'shop'), { 'README.md': 'Shop\n' });
  const body = { teamId: 1, name: 'a', planId: 8, isPrivateRepo: false, replicas: 1, gitUrl: url };
  await first.call('POST', '/workspaces', body);
  await first.codesphere.stop();
  expect(first.controls.workspaces()[0]?.phase).toBe('creating');

  const second = await startCodesphere({ store });
  await eventually(() => expect(second.controls.workspaces()[0]?.phase).toBe('running'));
  await second.stop();
  await first.stop();
});
