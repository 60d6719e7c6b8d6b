import { startOna, type TestOna } from './start-ona';
import { CLASSES, USER } from '../../../local/ona/show';

jest.setTimeout(60_000);

let ona: TestOna;
beforeAll(async () => {
  ona = await startOna();
});
afterAll(() => ona.stop());

const git = (cloneTarget: string) => ({
  remoteUri: 'https://bitbucket.org/demo/lab.git',
  targetMode: 'CLONE_TARGET_MODE_REMOTE_COMMIT',
  cloneTarget,
});
const bodyWith = (changes: object = {}) => ({
  name: 'preview',
  spec: {
    desiredPhase: 'ENVIRONMENT_PHASE_RUNNING',
    machine: { class: CLASSES[0]!.id },
    content: { initializer: { specs: [{ git: git('f'.repeat(40)) }] } },
    ports: [{ port: 3000, name: 'web' }],
    timeout: { disconnected: '1800s' },
    ...changes,
  },
});

test('only JSON POSTs with a body are taken', async () => {
  const method = 'IdentityService/GetAuthenticatedIdentity';
  const empty = await ona.call(method, {}, { body: '' });
  expect(empty).toMatchObject({ status: 400, body: { code: 'invalid_argument' } });
  const headers = { authorization: 'Bearer local-token', 'content-type': 'text/plain' };
  expect((await ona.call(method, {}, { headers })).status).toBe(415);
  expect((await fetch(`${ona.url}/api/gitpod.v1.${method}`)).status).toBe(405);
  expect(await ona.call('X/Y')).toMatchObject({ status: 501, body: { code: 'unimplemented' } });
  const other = { authorization: 'Bearer other', 'content-type': 'application/json' };
  expect((await ona.call(method, {}, { headers: other })).status).toBe(401);
});

test.each([
  ['a port below 1024', { ports: [{ port: 80, name: 'web' }] }],
  ['a port without a name', { ports: [{ port: 3000, name: '' }] }],
  ['a timeout below half an hour', { timeout: { disconnected: '60s' } }],
  ['a class that is no UUID', { machine: { class: 'regular' } }],
  ['an absolute path', { automationsFile: { automationsFilePath: '/etc' } }],
])('%s is refused', async (_, changes) => {
  const answer = await ona.call('EnvironmentService/CreateEnvironment', bodyWith(changes));
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_argument' } });
});

test('fields that it does not know are dropped, and zeros left out', async () => {
  const body = { ...bodyWith(), odd: 1 };
  const { status, body: made } = await ona.call('EnvironmentService/CreateEnvironment', body);
  expect(status).toBe(200);
  const { environment } = made as { environment: Record<string, object> };
  expect(environment.metadata).not.toHaveProperty('annotations');
  expect(environment.status).not.toHaveProperty('environmentUrls');
  expect(environment.spec).toMatchObject({ specVersion: '1' });
});

test('a list is paged by the body', async () => {
  const method = 'EnvironmentService/CreateEnvironment';
  for (let n = 0; n < 2; n += 1) await ona.call(method, bodyWith());
  const list = (pagination: object) =>
    ona.call('EnvironmentService/ListEnvironments', {
      filter: { creatorIds: [USER] },
      pagination,
    });
  const first = (await list({ pageSize: 1 })).body as {
    environments: { id: string }[];
    pagination: { nextToken: string };
  };
  expect(first.environments).toHaveLength(1);
  const second = (await list({ pageSize: 1, token: first.pagination.nextToken })).body as {
    environments: { id: string }[];
  };
  expect(second.environments[0]?.id).not.toBe(first.environments[0]?.id);
  expect((await list({ pageSize: 101 })).status).toBe(400);
});
