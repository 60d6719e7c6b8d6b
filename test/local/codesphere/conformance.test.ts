import { join } from 'node:path';
import { ApiDocument } from './api-document';
import { createRepository, type TestRepository } from './git-repository';
import { newWorkspace, startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

const LANDSCAPE = `
schemaVersion: v0.2
prepare: { steps: [{ command: 'echo prepared; echo warned >&2' }] }
test: { steps: [] }
run:
  web: { steps: [{ command: 'echo up; sleep 100' }] }
`;

describe('every answer is as the API document says', () => {
  const document = new ApiDocument();
  const faults: string[] = [];
  let local: TestCodesphere;
  let repository: TestRepository;
  let id: number;

  beforeAll(async () => {
    local = await startCodesphere();
    local.controls.intercept(async (request, proceed) => {
      const response = await proceed();
      const text = await response.clone().text();
      const { pathname } = new URL(request.url);
      const fault = document.findFault({
        method: request.method,
        path: pathname.replace(/^\/api/, ''),
        status: response.status,
        contentType: response.headers.get('content-type'),
        text,
      });
      if (fault) faults.push(fault);
      return response;
    });
    repository = createRepository(join(local.directory, 'web'), { 'ci.yml': LANDSCAPE });
    id = await local.createRunning(repository.url, { env: [{ name: 'A', value: '1' }] });
  });

  afterEach(() => {
    expect(faults).toEqual([]);
  });

  afterAll(() => local.stop());

  it('when all goes well', async () => {
    const get = (path: string) => local.call('GET', path);
    const post = (path: string, body?: unknown) => local.call('POST', path, body);
    const at = `/workspaces/${id}`;
    await get('/teams');
    await get('/metadata/workspace-plans');
    await get('/metadata/datacenters');
    await get('/metadata/workspace-base-images');
    await get('/workspaces/team/1');
    await get(at);
    await local.call('PATCH', at, { name: 'shop-2', replicas: 2 });
    await get(`${at}/env-vars`);
    await local.call('PUT', `${at}/env-vars`, [{ name: 'B', value: '2' }]);
    await local.call('DELETE', `${at}/env-vars`, ['B']);
    await post(`${at}/landscape/deploy`);
    await local.runStage(id, 'prepare');
    await get(`${at}/logs/prepare/0`);
    await local.runStage(id, 'run', ['running'], 'web');
    const stopped = await post(`${at}/pipeline/run/stop`);
    expect(stopped.status).toBe(200);
    await get(`${at}/pipeline/run`);
    await get(`${at}/logs/run/0/server/web`);
    await get(`${at}/logs/run/0/replica/web-0`);
    await post(`${at}/execute`, { command: 'echo hello' });
    await get(`${at}/git/head`);
    await post(`${at}/git/pull`);
    await post(`${at}/git/pull/origin`);
    await post(`${at}/git/pull/origin/main`);
    repository.commit('main', { 'ci.small.yml': LANDSCAPE });
    await post(`${at}/git/pull`);
    await post(`${at}/landscape/deploy/small`);
    await post(`${at}/pipeline/test/start/small`);
    await local.call('DELETE', `${at}/landscape/teardown`);
    await local.call('DELETE', at);
    expect([...document.covered].sort()).toEqual(document.operations.sort());
  });

  it('when it is refused', async () => {
    const asleep = await local.createRunning(repository.url);
    await local.controls.sleep(asleep);
    const paths = ['', '/status', '/env-vars', '/git/head', '/pipeline/run', '/logs/run/0'];
    const statuses = async (base: string, token?: string) => {
      const answers = paths.map((path) => local.call('GET', base + path, undefined, token));
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    expect(await statuses('/workspaces/99')).toEqual([404, 404, 404, 404, 404, 200]);
    expect(await statuses('/workspaces/x')).toEqual([400, 400, 400, 400, 400, 200]);
    expect(await statuses(`/workspaces/${asleep}`)).toEqual([200, 200, 200, 400, 400, 200]);
    expect(await statuses(`/workspaces/${asleep}`, 'wrong')).toEqual([
      401, 401, 401, 401, 401, 200,
    ]);
    for (const token of ['wrong', 'local-token-no-teams', 'local-token-no-billing']) {
      await local.call('POST', '/workspaces', newWorkspace(), token);
    }
    await local.call('POST', '/workspaces', {});
    await local.call('PUT', `/workspaces/${asleep}/env-vars`, [{ name: '1', value: '' }]);
  });
});
