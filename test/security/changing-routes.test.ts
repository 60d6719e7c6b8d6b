import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Platform, startPlatform } from '../../local/platform';
import { type DoorName, EVERY_ROUTE, JSON_ROUTES, SHOP, UPSUN } from './routes-that-change';
import { writtenRoutes } from './written-routes';

jest.setTimeout(300_000);

const as = (type: string) => ({ 'content-type': type });
const JSON_TYPE = as('application/json');
let platform: Platform;
let dataDirectory: string;
/** What stands for `:environment` and `:commit` in the tables. */
let environment: string;
let commit: string;
/** What Upsun takes in the place of an API key. */
let upsunToken = '';
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'previews-gate-'));
  platform = await startPlatform({
    ...{ port: 0, hostingPort: 0, dataDirectory },
    appDirectory: join(__dirname, '../..'),
    progress: () => undefined,
    log: () => undefined,
  });
  const shop = await send('main', `GET ${SHOP}/refs/branches/main`, {}, '');
  commit = (JSON.parse(shop.text) as { target: { hash: string } }).target.hash;
  const status = { key: 'key', state: 'SUCCESSFUL', url: 'https://elsewhere.example/' };
  const path = `POST ${SHOP}/commit/:commit/statuses/build`;
  await send('main', path, JSON_TYPE, JSON.stringify(status));
  const fields = { teamId: 1, name: 'own', planId: 8, isPrivateRepo: false, replicas: 1 };
  const created = await send('hosting', 'POST /api/workspaces', JSON_TYPE, JSON.stringify(fields));
  environment = String((JSON.parse(created.text) as { id: number }).id);
  const form = 'grant_type=api_token&api_token=local-token';
  const exchanged = await send('hosting', 'POST /upsun/oauth2/token', {}, form);
  upsunToken = (JSON.parse(exchanged.text) as { access_token: string }).access_token;
  const variable = JSON.stringify({ name: 'env:GATE', value: 'x' });
  const variables = `POST ${UPSUN}/environments/main/variables`;
  expect((await send('hosting', variables, JSON_TYPE, variable)).status).toBeLessThan(300);
});
afterAll(async () => {
  await platform?.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** Sends as a browser does, whose headers `fetch` does not let anybody set. */
function send(door: DoorName, route: string, sent: Record<string, string>, body = '{}') {
  const [method, named = ''] = route.split(' ');
  const path = named.replace(':environment', environment).replace(':commit', commit);
  const { port } = new URL(door === 'main' ? platform.url : platform.hostingUrl);
  const key = path.startsWith('/upsun/') ? upsunToken : 'local-token';
  const credentials =
    door === 'main' ? `Basic ${Buffer.from('ada:local').toString('base64')}` : `Bearer ${key}`;
  const length = Buffer.byteLength(body);
  const headers = { authorization: credentials, 'content-length': length, ...sent };
  return new Promise<{ status?: number; headers: object; text: string }>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (incoming) => {
      text(incoming).then(
        (content) =>
          resolve({ status: incoming.statusCode!, headers: incoming.headers, text: content }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

test('every route that changes something has a row', () => {
  const written = writtenRoutes();
  expect(written.length).toBeGreaterThan(50);
  const rows = EVERY_ROUTE.map(([, route]) => route.split(' '));
  const missing = written.filter(
    ([, method, end]) => !rows.some(([known, path = '']) => known === method && end.test(path)),
  );
  expect(missing.map(([route]) => route)).toEqual([]);
});

test.each(EVERY_ROUTE)('%s: %s is closed to pages of another origin', async (door, route) => {
  const origin = 'https://elsewhere.example';
  const refused = await send(door, route, { ...JSON_TYPE, origin });
  expect(refused).toMatchObject({
    status: 403,
    text: expect.stringContaining('Another site') as string,
  });
  const host = 'rebound.example';
  const rebound = await send(door, route, { ...JSON_TYPE, host });
  expect(rebound).toMatchObject({ status: 403, text: expect.stringContaining('names') as string });
});

test.each(EVERY_ROUTE)('%s: %s allows no other origin to ask for more', async (door, route) => {
  const [method = '', path = ''] = route.split(' ');
  const { headers } = await send(door, `OPTIONS ${path}`, {
    origin: 'https://elsewhere.example',
    'access-control-request-method': method,
    'access-control-request-headers': 'content-type, authorization',
  });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each(JSON_ROUTES)('%s: %s takes JSON as JSON only', async (door, route) => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'];
  for (const type of types) expect((await send(door, route, as(type))).status).toBe(415);
});
