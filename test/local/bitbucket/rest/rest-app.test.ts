import { type RunningBitbucket, startBitbucket } from '../start-bitbucket';

const SHOP = '/2.0/repositories/demo/shop';

describe('the REST API', () => {
  let local: RunningBitbucket;
  beforeAll(async () => {
    local = await startBitbucket();
  });
  afterAll(() => local.stop());

  test.each([`${SHOP}/pipelines`, `${SHOP}/pipelines/`, `${SHOP}/hooks`, '/2.0/snippets/demo'])(
    '%s is in Bitbucket alone: 501 and words',
    async (path) => {
      const { status, body } = await local.call('ada', 'GET', path);
      expect(status).toBe(501);
      expect(body.type).toBe('error');
      expect(body.error.message).toMatch(
        /^Bitbucket Cloud has GET .*, the local platform has not\.$/,
      );
    },
  );

  test.each(['/2.0/unknown', `${SHOP}/unknown`])('%s is nowhere: 404', async (path) => {
    const { status, body } = await local.call('ada', 'GET', path);
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'error' });
  });

  test.each(['', '/pullrequests', '/pullrequests/1', '/refs/branches', '/src', '/src/main'])(
    '%s is found with a slash behind it and without',
    async (path) => {
      for (const end of ['', '/']) {
        expect((await local.call('ada', 'GET', `${SHOP}${path}${end}`)).status).toBe(200);
      }
    },
  );
});
