import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { getPerson } from '../../../../local/bitbucket/accounts';
import { type RunningBitbucket, startBitbucket } from '../start-bitbucket';

const SHOP = '/2.0/repositories/demo/shop';

describe('permissions', () => {
  let local: RunningBitbucket;
  beforeAll(async () => {
    local = await startBitbucket();
  });
  afterAll(() => local.stop());

  const status = async (who: string, method: string, path: string, body?: object) =>
    (await local.call(who, method, path, body)).status;

  test.each([
    ['ada', 200],
    ['will', 200],
    ['rita', 200],
    ['app', 200],
    [getPerson('rita').accountId, 200],
    ['otto', 404],
    ['nobody', 401],
    ['', 401],
  ])('%s reads a private repository: %i', async (who, expected) => {
    const answer = await local.call(who, 'GET', SHOP);
    expect(answer.status).toBe(expected);
    if (expected === 401) expect(answer.headers.get('www-authenticate')).toContain('Basic');
    if (expected !== 200) expect(answer.body).toMatchObject({ type: 'error' });
  });

  test('a wrong service token and an unknown account are nobody', async () => {
    const as = (authorization: string, whom: string) =>
      fetch(`${local.url}${SHOP}`, { headers: { authorization, 'x-local-as': whom } });
    expect((await as('Bearer wrong', 'app')).status).toBe(401);
    expect((await as('Bearer service-token', 'someone')).status).toBe(401);
    expect((await as('Bearer service-token', 'app')).status).toBe(200);
    expect((await as('Basic YWRhOng=', 'app')).status).toBe(200);
  });

  test('the header of the proxy means nothing without its token', async () => {
    const headers = { authorization: `Basic ${btoa('rita:x')}`, 'x-local-as': 'app' };
    const answer = await fetch(`${local.url}${SHOP}`, { method: 'DELETE', headers });
    expect(answer.status).toBe(403);
  });

  test('reading does not include writing, nor writing administration', async () => {
    const statuses = `${SHOP}/commit/main/statuses/build`;
    const build = { key: 'k', state: 'FAILED', url: 'http://127.0.0.1/x' };
    expect(await status('rita', 'POST', statuses, build)).toBe(403);
    expect(await status('will', 'POST', statuses, build)).toBe(201);
    expect(await status('rita', 'POST', `${SHOP}/pullrequests/1/merge`)).toBe(403);
    expect(await status('rita', 'POST', `${SHOP}/pullrequests/1/decline`)).toBe(403);
    expect(await status('will', 'PUT', SHOP, { description: 'x' })).toBe(403);
    expect(await status('ada', 'PUT', SHOP, { description: 'x' })).toBe(200);
    expect(await status('will', 'DELETE', SHOP)).toBe(403);
    expect(await status('will', 'POST', '/2.0/repositories/demo/new', {})).toBe(403);
    expect(
      await status('', 'POST', `${SHOP}/pullrequests/1/comments`, { content: { raw: 'x' } }),
    ).toBe(401);
  });

  test('workspaces and repositories can be named by uuid', async () => {
    const { body } = await local.call('app', 'GET', SHOP);
    const [workspace, repository] = [body.workspace.uuid, body.uuid] as [string, string];
    const path = `/2.0/repositories/${encodeURIComponent(workspace)}/${encodeURIComponent(repository)}`;
    expect((await local.call('app', 'GET', path)).body.full_name).toBe('demo/shop');
    const pr = await local.call(
      'app',
      'GET',
      `/2.0/repositories/${workspace}/${repository}/pullrequests/1`,
    );
    expect(pr.body.id).toBe(1);
  });

  test('tells the acting user what they may do in one repository', async () => {
    const { body } = await local.call('app', 'GET', SHOP);
    const q = encodeURIComponent('repository.full_name="demo/shop"');
    const path = `/2.0/user/workspaces/demo/permissions/repositories?q=${q}`;
    for (const [who, permission] of [
      ['ada', 'admin'],
      ['will', 'write'],
      ['rita', 'read'],
    ] as const) {
      const answer = await local.call(getPerson(who).accountId, 'GET', path);
      expect(answer.body.values).toMatchObject([
        {
          type: 'repository_permission',
          permission,
          user: { nickname: who, account_id: getPerson(who).accountId },
          repository: { full_name: 'demo/shop', uuid: body.uuid },
        },
      ]);
    }
    expect((await local.call('otto', 'GET', path)).body.values).toEqual([]);
  });

  test('takes braces in a path as they are', async () => {
    const { body } = await local.call('app', 'GET', SHOP);
    const path = `/2.0/repositories/${body.workspace.uuid}/${body.uuid}`;
    expect(path).toContain('/{');
    // `fetch` would encode them.
    const asked = request(`${local.url}/`, { path, auth: 'rita:local' }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    answer.resume();
  });

  test.each(['repository.uuid="{x}"', 'repository.slug="shop"', 'user.nickname="ada"'])(
    'refuses to look for own permissions by %s, which nobody is known to do',
    async (q) => {
      const path = '/2.0/user/workspaces/demo/permissions/repositories';
      expect(await status('ada', 'GET', `${path}?q=${encodeURIComponent(q)}`)).toBe(400);
    },
  );

  test('tells the app, and no reader, what another person may do', async () => {
    const path = '/2.0/workspaces/demo/permissions/repositories/shop';
    const q = encodeURIComponent(`user.uuid="${getPerson('will').uuid}"`);
    const { body } = await local.call('app', 'GET', `${path}?q=${q}`);
    expect(body.values).toMatchObject([{ permission: 'write', user: { nickname: 'will' } }]);
    expect((await local.call('app', 'GET', path)).body.size).toBe(3);
    expect(await status('rita', 'GET', path)).toBe(403);
    local.bitbucket.behave({ tellsPermissions: false });
    expect(await status('app', 'GET', path)).toBe(403);
    expect(await status('ada', 'GET', path)).toBe(200);
    local.bitbucket.behave({ tellsPermissions: true });
    expect(() => local.bitbucket.behave({ tellsAll: true })).toThrow();
  });

  test('lists only what the caller may see', async () => {
    const names = async (who: string, workspace: string) => {
      const { body } = await local.call(who, 'GET', `/2.0/repositories/${workspace}`);
      return body.values.map((row) => row.full_name);
    };
    expect(await names('rita', 'demo')).toEqual(['demo/blank', 'demo/shop']);
    expect(await names('otto', 'demo')).toEqual([]);
    expect(await names('rita', 'otto')).toEqual(['otto/shop']);
    const { body } = await local.call('rita', 'GET', '/2.0/workspaces');
    expect(body.values).toMatchObject([{ slug: 'demo' }]);
    expect(await status('rita', 'GET', '/2.0/workspaces/otto')).toBe(404);
  });

  test('says who is acting', async () => {
    const rita = await local.call('rita', 'GET', '/2.0/user');
    expect(rita.body).toMatchObject({ nickname: 'rita', type: 'user' });
    expect(rita.body.uuid).toMatch(/^\{.*\}$/);
    const byId = await local.call('app', 'GET', `/2.0/users/${rita.body.account_id}`);
    expect(byId.body).toEqual(rita.body);
    expect((await local.call('app', 'GET', '/2.0/user')).body.type).toBe('app_user');
  });

  test('a name can be taken once, even by requests at the same time', async () => {
    const path = '/2.0/repositories/demo/wanted';
    const made = await Promise.all([1, 2, 3].map(() => local.call('ada', 'POST', path, {})));
    expect(made.map((answer) => answer.status).sort()).toEqual([200, 400, 400]);
    const renamed = await local.call('ada', 'PUT', path, { name: 'Shop' });
    expect(renamed.status).toBe(400);
    expect((await local.call('ada', 'PUT', path, { name: 'Other' })).body.full_name).toBe(
      'demo/other',
    );
    expect(await status('ada', 'GET', path)).toBe(404);
    expect(await status('ada', 'DELETE', '/2.0/repositories/demo/other')).toBe(204);
  });

  test('everybody may read a public repository, and only that', async () => {
    await local.call('ada', 'PUT', '/2.0/repositories/demo/blank', { is_private: false });
    const blank = '/2.0/repositories/demo/blank';
    expect(await status('', 'GET', blank)).toBe(200);
    expect(await status('otto', 'GET', `${blank}/src/main/README.md`)).toBe(200);
    expect(await status('otto', 'PUT', blank, {})).toBe(403);
    expect(await status('', 'DELETE', blank)).toBe(401);
  });
});
