import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Platform, startPlatform } from '../../local/platform';

jest.setTimeout(300_000);

const as = (type: string) => ({ 'content-type': type });
const JSON_TYPE = as('application/json');
const SHOP = '/2.0/repositories/demo/shop';
const PULL_REQUEST = `${SHOP}/pullrequests/1`;
const PAGE = '/demo/shop/pull-requests/1';
const AT = '/api/workspaces/:environment';

/** What is read as JSON, at each of the two ports. */
const JSON_ROUTES: Record<'main' | 'hosting', string[]> = {
  main: [
    'POST /_local/events',
    'POST /_local/invoke',
    'POST /_pages/invoke',
    'POST /_pages/product',
    'POST /2.0/repositories/demo/new',
    `PUT ${SHOP}`,
    `POST ${SHOP}/forks`,
    `POST ${SHOP}/refs/branches`,
    `POST ${SHOP}/pullrequests`,
    `PUT ${PULL_REQUEST}`,
    `POST ${PULL_REQUEST}/merge`,
    `POST ${PULL_REQUEST}/comments`,
    `PUT ${PULL_REQUEST}/comments/1`,
    `POST ${SHOP}/commit/:commit/statuses/build`,
    `PUT ${SHOP}/commit/:commit/statuses/build/key`,
  ],
  hosting: [
    'POST /api/workspaces',
    `PATCH ${AT}`,
    `PUT ${AT}/env-vars`,
    `DELETE ${AT}/env-vars`,
    `POST ${AT}/execute`,
  ],
};
/** All else that changes something. */
const OTHER_ROUTES: typeof JSON_ROUTES = {
  main: [
    'POST /_local/scheduled/sweep',
    'POST /_local/uninstall',
    'POST /_pages/user',
    'POST /demo/shop/pull-requests',
    `POST ${PAGE}/merge`,
    `POST ${PAGE}/decline`,
    `POST ${PAGE}/draft`,
    `POST ${PAGE}/comments`,
    `POST ${SHOP}/src`,
    `DELETE ${SHOP}`,
    `DELETE ${SHOP}/refs/branches/main`,
    `POST ${PULL_REQUEST}/decline`,
    `POST ${PULL_REQUEST}/approve`,
    `DELETE ${PULL_REQUEST}/approve`,
    `DELETE ${PULL_REQUEST}/comments/1`,
    'POST /demo/shop.git/git-receive-pack',
    'POST /demo/shop.git/git-upload-pack',
  ],
  hosting: [
    `DELETE ${AT}`,
    `POST ${AT}/landscape/deploy`,
    `DELETE ${AT}/landscape/teardown`,
    `POST ${AT}/pipeline/run/start`,
    `POST ${AT}/pipeline/run/stop`,
    `POST ${AT}/git/pull`,
    'POST /',
  ],
};
const doors = ['main', 'hosting'] as const;
const tableOf = (routes: typeof JSON_ROUTES) =>
  doors.flatMap((door) => routes[door].map((route): [typeof door, string] => [door, route]));
const EVERY_ROUTE = [...tableOf(JSON_ROUTES), ...tableOf(OTHER_ROUTES)];

let platform: Platform;
let dataDirectory: string;
/** What stands for `:environment` and `:commit` in the tables. */
let environment: string;
let commit: string;
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
});
afterAll(async () => {
  await platform?.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** Sends as a browser does, whose headers `fetch` does not let anybody set. */
function send(door: 'main' | 'hosting', route: string, sent: Record<string, string>, body = '{}') {
  const [method, named = ''] = route.split(' ');
  const path = named.replace(':environment', environment).replace(':commit', commit);
  const { port } = new URL(door === 'main' ? platform.url : platform.hostingUrl);
  const credentials =
    door === 'main' ? `Basic ${Buffer.from('ada:local').toString('base64')}` : 'Bearer local-token';
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

test.each(tableOf(JSON_ROUTES))('%s: %s takes JSON as JSON only', async (door, route) => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'];
  for (const type of types) expect((await send(door, route, as(type))).status).toBe(415);
});
