import { type RunningBitbucket, startBitbucket } from '../start-bitbucket';

const SHOP = '/2.0/repositories/demo/shop';

describe('the REST API', () => {
  let local: RunningBitbucket;
  beforeAll(async () => {
    local = await startBitbucket();
  });
  afterAll(() => local.stop());

  test.each([
    ['GET', `${SHOP}/pipelines`],
    ['GET', `${SHOP}/pipelines/`],
    ['GET', `${SHOP}/hooks`],
    ['GET', '/2.0/snippets/demo'],
    ['POST', `${SHOP}/pipelines`],
    ['POST', `${SHOP}/hooks`],
    ['DELETE', `${SHOP}/hooks/1`],
  ])('%s %s is in Bitbucket alone: 501 and words', async (method, path) => {
    const { status, body } = await local.call(
      'ada',
      method,
      path,
      method === 'POST' ? {} : undefined,
    );
    expect(status).toBe(501);
    expect(body.type).toBe('error');
    const words = new RegExp(`^Bitbucket Cloud has ${method} .*, the local platform has not\\.$`);
    expect(body.error.message).toMatch(words);
  });

  test.each(['/2.0/unknown', `${SHOP}/unknown`])('%s is nowhere: 404', async (path) => {
    const { status, body } = await local.call('ada', 'GET', path);
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'error' });
  });

  test.each([
    '',
    '/pullrequests',
    '/pullrequests/1',
    '/refs/branches',
    '/src',
    '/src/main',
    '/src/HEAD',
  ])('%s is found with a slash behind it and without', async (path) => {
    for (const end of ['', '/']) {
      expect((await local.call('ada', 'GET', `${SHOP}${path}${end}`)).status).toBe(200);
    }
  });

  test.each(['ci.yml', 'public/index.html', 'public'])(
    'the newest %s of the main branch is found under HEAD, too',
    async (path) => {
      const [byName, newest] = await Promise.all(
        ['main', 'HEAD'].map((commit) => local.call('ada', 'GET', `${SHOP}/src/${commit}/${path}`)),
      );
      expect(newest).toMatchObject({ status: 200, text: byName?.text });
    },
  );
});
