import { startTestHost, type TestHost } from './test-host';

let host: TestHost;

beforeAll(async () => {
  host = await startTestHost();
});

afterAll(() => host.stop());

const LIST = '/v1/places/local/environments';

it.each([
  ['a foreign name', { host: 'evil.example' }],
  ['a foreign name with the right port', { host: 'evil.example:PORT' }],
  ['a name that only ends alike', { host: 'evillocalhost:PORT' }],
  ['another port', { host: 'localhost:1' }],
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page of a preview', { origin: 'http://preview-pr-1-0123456789ab.localhost:PORT' }],
  ['a form without an origin', { 'sec-fetch-site': 'cross-site' }],
])(
  'refuses a call from %s, although it has the token',
  async (_, headers: Record<string, string>) => {
    const port = host.address.split(':')[1] ?? '';
    const entries = Object.entries(headers).map(([name, value]) => [
      name,
      value.replace('PORT', port),
    ]);
    const sent = Object.fromEntries(entries) as Record<string, string>;
    for (const method of ['GET', 'PUT', 'POST', 'DELETE']) {
      const answer = await host.call<{ code: string }>(method, LIST, { headers: sent });
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  },
);

it.each(['localhost', '127.0.0.1', '[::1]'])('answers a server that calls it %s', async (name) => {
  const port = host.address.split(':')[1];
  const answer = await host.call('GET', LIST, { headers: { host: `${name}:${port}` } });
  expect(answer.status).toBe(200);
});

it.each(['', 'Bearer', 'Bearer ', 'Bearer wrong', 'Basic YTpi'])(
  'refuses the authorization "%s"',
  async (authorization) => {
    const answer = await host.call<{ code: string }>('GET', LIST, { headers: { authorization } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'token-rejected' } });
  },
);

it('shows the API under no name of a preview', async () => {
  const answer = await host.visit('constructor', LIST);
  expect(answer).toMatchObject({ status: 404, body: 'There is no such preview.\n' });
});
