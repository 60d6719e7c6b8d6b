import { type RunningBitbucket, startBitbucket } from '../start-bitbucket';

const SHOP = '/2.0/repositories/demo/shop';

describe('build statuses', () => {
  let local: RunningBitbucket;
  let commit: string;
  beforeAll(async () => {
    local = await startBitbucket();
    const { body } = await local.call('app', 'GET', `${SHOP}/pullrequests/1`);
    commit = body.source.commit.hash;
  });
  afterAll(() => local.stop());

  const build = (key: string, more: object = {}) => ({
    key,
    state: 'INPROGRESS',
    url: 'http://1-3000.localhost:8781/',
    ...more,
  });
  const post = (body: object) =>
    local.call('app', 'POST', `${SHOP}/commit/${commit}/statuses/build`, body);
  const keys = async (path: string) => {
    const { body } = await local.call('rita', 'GET', `${SHOP}/${path}`);
    return body.values.map(({ key }) => key);
  };

  test('only those with the source branch as refname belong to the pull request', async () => {
    await post(build('attached', { refname: 'feature/hello' }));
    await post(build('loose'));
    await post(build('elsewhere', { refname: 'main' }));
    expect(await keys('pullrequests/1/statuses')).toEqual(['attached']);
    expect(await keys(`commit/${commit}/statuses`)).toEqual(['attached', 'elsewhere', 'loose']);
    expect(await keys(`commit/${commit}/statuses?refname=main`)).toEqual(['elsewhere', 'loose']);
  });

  test('posting a key again overwrites it', async () => {
    local.clock.advance(1000);
    expect((await post(build('again', { description: 'first' }))).status).toBe(201);
    local.clock.advance(1000);
    const second = await post(build('again', { state: 'SUCCESSFUL' }));
    expect(second.body).toMatchObject({ key: 'again', state: 'SUCCESSFUL', description: '' });
    const { body } = await local.call(
      'rita',
      'GET',
      `${SHOP}/commit/${commit}/statuses/build/again`,
    );
    expect(body).toMatchObject({ state: 'SUCCESSFUL', commit: { hash: commit } });
    expect(body.updated_on > body.created_on).toBe(true);
    expect((await keys(`commit/${commit}/statuses`)).filter((key) => key === 'again')).toHaveLength(
      1,
    );
  });

  test('a change keeps what it does not name', async () => {
    await post(build('kept', { description: 'kept', refname: 'feature/hello' }));
    const path = `${SHOP}/commit/${commit}/statuses/build/kept`;
    const changed = await local.call('app', 'PUT', path, { state: 'FAILED' });
    expect(changed.body).toMatchObject({
      state: 'FAILED',
      description: 'kept',
      refname: 'feature/hello',
    });
    expect((await local.call('app', 'PUT', `${path}-not`, { state: 'FAILED' })).status).toBe(404);
  });

  test('refuses unknown commits, states and addresses', async () => {
    const nowhere = `${SHOP}/commit/${'1'.repeat(40)}/statuses/build`;
    expect((await local.call('app', 'POST', nowhere, build('x'))).status).toBe(404);
    expect((await post(build('x', { state: 'DONE' }))).body.error.fields).toHaveProperty('state');
    expect((await post(build('x', { url: 'no' }))).body.error.fields).toHaveProperty('url');
    expect((await post(build('x'.repeat(41)))).status).toBe(400);
  });
});
