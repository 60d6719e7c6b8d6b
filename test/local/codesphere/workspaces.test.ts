import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import { startSilentGitHost } from './silent-git-host';
import { newWorkspace, startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

interface Workspace {
  id: number;
  name: string;
  restricted: boolean;
  replicas: number;
  devDomain: string;
}

describe('workspaces', () => {
  let local: TestCodesphere;

  beforeAll(async () => {
    local = await startCodesphere();
  });

  afterEach(() => local.controls.behaveNormally());

  afterAll(() => local.stop());

  const create = (fields: Record<string, unknown>, token?: string) =>
    local.call<Workspace>('POST', '/workspaces', newWorkspace(fields), token);

  it('are not running while they are cloned, and can be deleted then', async () => {
    const host = await startSilentGitHost();
    const { body } = await create({ gitUrl: host.gitUrl });
    const path = `/workspaces/${body.id}`;
    await eventually(() => expect(host.countRequests()).toBe(1));
    expect((await local.call('GET', `${path}/status`)).body).toEqual({ isRunning: false });
    expect(await local.call('GET', `${path}/git/head`)).toMatchObject({
      status: 400,
      body: { title: 'Workspace is not running' },
    });
    expect((await local.call('DELETE', path)).status).toBe(200);
    expect((await local.call('GET', path)).status).toBe(404);
    expect(existsSync(join(local.directory, 'workspaces', String(body.id)))).toBe(false);
    host.stop();
  });

  it('are restricted unless the request says otherwise', async () => {
    expect((await create({ restricted: undefined })).body.restricted).toBe(true);
    expect((await create({ restricted: false })).body.restricted).toBe(false);
  });

  it('are listed by team', async () => {
    const first = await create({ teamId: 2 });
    const second = await create({ teamId: 2 });
    const { body } = await local.call<Workspace[]>('GET', '/workspaces/team/2');
    expect(body.map(({ id }) => id)).toEqual([first.body.id, second.body.id]);
  });

  it.each([400, 409] as const)(
    'have a name of their own in their team, else %i',
    async (status) => {
      local.controls.behave({ takenNameStatus: status });
      const name = `one-${status}`;
      expect((await create({ teamId: 1, name })).status).toBe(200);
      expect(await create({ teamId: 1, name })).toMatchObject({
        status,
        body: { title: 'Team already has a workspace with the given name.' },
      });
      expect((await create({ teamId: 2, name })).status).toBe(200);
      const { body } = await local.call<Workspace[]>('GET', '/workspaces/team/2');
      const other = body.find((one) => one.name === name);
      await local.call('DELETE', `/workspaces/${other?.id}`);
      expect((await create({ teamId: 2, name })).status).toBe(200);
    },
  );

  it('have a domain that is a full URL', async () => {
    const { body } = await create({});
    const { port } = new URL(local.url);
    expect(body.devDomain).toBe(`http://${body.id}-3000.localhost:${port}`);
  });

  it('can be changed', async () => {
    const { body } = await create({});
    await local.call('PATCH', `/workspaces/${body.id}`, { name: 'other', restricted: true });
    const after = await local.call('GET', `/workspaces/${body.id}`);
    expect(after.body).toMatchObject({ name: 'other', restricted: true, replicas: 1 });
  });

  it('keep the variables that a change does not name', async () => {
    const env = [{ name: 'A', value: '1' }];
    const { body } = await create({ env });
    const path = `/workspaces/${body.id}/env-vars`;
    await local.call('PUT', path, [{ name: 'B', value: '2' }]);
    await local.call('PUT', path, [{ name: 'B', value: '3' }]);
    expect((await local.call('GET', path)).body).toEqual([...env, { name: 'B', value: '3' }]);
    await local.call('DELETE', path, ['A', 'C']);
    expect((await local.call('GET', path)).body).toEqual([{ name: 'B', value: '3' }]);
  });

  it.each([
    ['a missing field', { name: undefined }, 'name'],
    ['no replicas', { replicas: 0 }, 'replicas'],
    ['more replicas than the plan allows', { replicas: 9 }, 'replicas'],
    ['a bad variable', { env: [{ name: '1A', value: '' }] }, 'env.0.name'],
    ['an unknown plan', { planId: 4711 }, 'planId'],
    ['a deprecated plan', { planId: 1 }, 'planId'],
    ['an unknown base image', { baseImage: 'dos' }, 'baseImage'],
    ['a git URL for ssh', { gitUrl: 'git@bitbucket.org:demo/shop.git' }, 'gitUrl'],
    ['a git URL that is an option', { gitUrl: '--upload-pack=true' }, 'gitUrl'],
    ['a copy of a workspace', { sourceWorkspaceId: 1 }, 'sourceWorkspaceId'],
  ])('refuse %s with a 400 that names the field', async (_, fields, field) => {
    const { status, body } = await create(fields);
    expect({ status, body }).toMatchObject({ status: 400, body: { status: 400 } });
    expect((body as unknown as { detail: string }).detail).toContain(field);
  });

  it('are not for a token without the team', async () => {
    const token = 'local-token-no-teams';
    expect((await local.call('GET', '/teams', undefined, token)).body).toEqual([]);
    expect(await create({}, token)).toMatchObject({ status: 401 });
    const { body } = await create({});
    expect(await local.call('GET', `/workspaces/${body.id}`, undefined, token)).toMatchObject({
      status: 404,
      body: { title: 'Workspace is not found' },
    });
  });

  it('need billing information', async () => {
    const problem = { status: 402, body: { title: 'Missing billing information' } };
    expect(await create({}, 'local-token-no-billing')).toMatchObject(problem);
    local.controls.behave({ missingBilling: true });
    expect(await create({})).toMatchObject(problem);
  });

  it('cannot have a plan that was removed', async () => {
    local.controls.behave({ removedPlans: [8] });
    const plans = await local.call<{ id: number }[]>('GET', '/metadata/workspace-plans');
    expect(plans.body.map(({ id }) => id)).toEqual([1, 9, 20, 21]);
    expect(await create({ planId: 8 })).toMatchObject({ status: 400 });
  });

  it('cannot be reached during an outage or over the rate limit', async () => {
    local.controls.behave({ outageStatus: 503 });
    const outage = await local.call('GET', '/teams');
    expect(outage.status).toBe(503);
    expect(outage.headers.get('content-type')).toBe('text/html');
    local.controls.behave({ outageStatus: undefined, retryAfterSeconds: 7 });
    const limited = await local.call('GET', '/teams');
    expect(limited).toMatchObject({ status: 429, body: { status: 429 } });
    expect(limited.headers.get('retry-after')).toBe('7');
  });

  it('exist even when the answer to their creation is lost', async () => {
    local.controls.intercept(async (_, proceed) => {
      await proceed();
      return new Response(null, { status: 504 });
    });
    expect((await create({ name: 'lost' })).status).toBe(504);
    local.controls.intercept(undefined);
    const { body } = await local.call<Workspace[]>('GET', '/workspaces/team/1');
    expect(body.filter(({ name }) => name === 'lost')).toHaveLength(1);
  });

  it('answer 404 with a problem for a call that does not exist', async () => {
    expect(await local.call('GET', '/workspaces')).toMatchObject({
      status: 404,
      body: { status: 404, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
    });
  });
});
