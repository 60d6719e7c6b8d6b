import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import { createRepository, SHOP, type TestRepository } from './git-repository';
import { startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

describe('the demo shop in a workspace', () => {
  let local: TestCodesphere;
  let repository: TestRepository;

  beforeAll(async () => {
    local = await startCodesphere();
    repository = createRepository(join(local.directory, 'shop'), SHOP);
  });

  afterAll(() => local.stop());

  it('is cloned, prepared, tested, run, visited and deleted', async () => {
    const commit = repository.commit('rye', { 'README.md': 'Rye\n' });
    const env = [{ name: 'SHOP_GREETING', value: 'Good morning & welcome' }];
    const fields = { initialBranch: 'rye', cloneDepth: 1, env };
    const id = await local.createRunning(repository.url, fields);

    const head = await local.call('GET', `/workspaces/${id}/git/head`);
    expect(head.body).toEqual({ head: commit });

    expect(await local.runStage(id, 'prepare')).toMatchObject({ state: 'success' });
    expect(await local.runStage(id, 'test')).toMatchObject({
      state: 'success',
      steps: [{ state: 'success' }],
    });
    expect(await local.runStage(id, 'run', ['running'], 'app')).toMatchObject({
      steps: [{ state: 'running' }],
    });

    const page = await eventually(async () => {
      const visited = await local.visit(id);
      expect(visited.status).toBe(200);
      return visited.body;
    });
    expect(page).toContain('Fresh bread every morning');
    expect(page).toContain('<code>rye</code>');
    expect(page).toContain(commit.slice(0, 12));
    expect(page).toContain('Good morning &amp; welcome');

    const folder = join(local.directory, 'workspaces', String(id));
    expect(existsSync(folder)).toBe(true);
    expect((await local.controls.processes()).length).toBeGreaterThan(0);

    expect((await local.call('DELETE', `/workspaces/${id}`)).status).toBe(200);
    expect(await local.controls.processes()).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect((await local.visit(id)).status).toBe(404);
    expect((await local.call('GET', `/workspaces/${id}`)).status).toBe(404);
  });
});
