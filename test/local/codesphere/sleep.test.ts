import { join } from 'node:path';
import { manualClock, type MovableClock } from '../../../local/clock';
import { eventually } from './eventually';
import { createRepository } from './git-repository';
import { startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const ON_DEMAND = { planId: 20 };
const CI = `
run: { steps: [{command: "node -e \\"require('http').createServer((q,s)=>s.end('open')).listen(process.env.PORT)\\""}] }
`;

describe('sleep', () => {
  let local: TestCodesphere;
  let clock: MovableClock;
  let gitUrl: string;

  beforeEach(async () => {
    clock = manualClock(Date.parse('2026-03-01T10:00:00Z'));
    local = await startCodesphere({ clock });
    gitUrl = createRepository(join(local.directory, 'shop'), { 'ci.yml': CI }).url;
  });

  afterEach(() => local.stop());

  const isRunning = async (id: number) =>
    (await local.call<{ isRunning: boolean }>('GET', `/workspaces/${id}/status`)).body.isRunning;

  async function open(fields: Record<string, unknown>): Promise<number> {
    const id = await local.createRunning(gitUrl, fields);
    await local.runStage(id, 'run', ['running'], 'app');
    await expectOpen(id);
    return id;
  }
  const expectOpen = (id: number) =>
    eventually(async () => expect((await local.visit(id)).body).toBe('open'));
  const expectAsleep = (id: number) =>
    eventually(async () => {
      expect(await isRunning(id)).toBe(false);
      expect(await local.controls.processes()).toEqual([]);
    });

  it('comes over an on-demand workspace after an hour without use', async () => {
    const id = await open(ON_DEMAND);
    clock.advance(59 * MINUTE_MS);
    await expectOpen(id);
    clock.advance(59 * MINUTE_MS);
    expect(await isRunning(id)).toBe(true);
    clock.advance(MINUTE_MS);
    await expectAsleep(id);
    for (const path of ['pipeline/run', 'git/head']) {
      expect(await local.call('GET', `/workspaces/${id}/${path}`)).toMatchObject({
        status: 400,
        body: { title: 'Workspace is not running' },
      });
    }
    const start = await local.call('POST', `/workspaces/${id}/pipeline/run/start`);
    expect(start).toMatchObject({ status: 400 });
  });

  it('does not come over other plans', async () => {
    const id = await open({ planId: 8 });
    clock.advance(24 * 60 * MINUTE_MS);
    await expectOpen(id);
  });

  it('waits for a stage that is under way', async () => {
    const directory = join(local.directory, 'slow');
    const ci = 'prepare: { steps: [{command: sleep 100}] }';
    const { url } = createRepository(directory, { 'ci.yml': ci });
    const id = await local.createRunning(url, ON_DEMAND);
    await local.runStage(id, 'prepare', ['running']);
    clock.advance(90 * MINUTE_MS);
    expect(await isRunning(id)).toBe(true);
  });

  it('ends with a PATCH of the replicas, and run runs again', async () => {
    const id = await open(ON_DEMAND);
    await local.controls.sleep(id);
    await expectAsleep(id);
    await local.call('PATCH', `/workspaces/${id}`, { name: 'still asleep' });
    await local.call('PATCH', `/workspaces/${id}`, { replicas: 1 });
    expect(await isRunning(id)).toBe(false);
    clock.advance(1000);
    await eventually(async () => expect(await isRunning(id)).toBe(true));
    await expectOpen(id);
  });

  it('ends with a visit', async () => {
    const id = await open(ON_DEMAND);
    await local.controls.sleep(id);
    expect((await local.visit(id)).status).toBe(502);
    clock.advance(1000);
    await expectOpen(id);
  });

  it('does not end with a visit if the plan is not on demand', async () => {
    const id = await open({ planId: 8 });
    await local.controls.sleep(id);
    expect((await local.visit(id)).status).toBe(502);
    clock.advance(MINUTE_MS);
    await expectAsleep(id);
  });

  it('does not start an aborted run again', async () => {
    const id = await open(ON_DEMAND);
    await local.call('POST', `/workspaces/${id}/pipeline/run/stop`);
    await local.controls.sleep(id);
    await local.call('PATCH', `/workspaces/${id}`, { replicas: 1 });
    clock.advance(1000);
    await eventually(async () => expect(await isRunning(id)).toBe(true));
    expect(await local.controls.processes()).toEqual([]);
  });
});
