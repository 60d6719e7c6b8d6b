import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '../../local/platform';

jest.setTimeout(300_000);

let dataDirectory: string;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'previews-platform-'));
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

function start(port = 0, hostingPort = 0): Promise<Platform> {
  return startPlatform({
    ...{ port, hostingPort, dataDirectory },
    appDirectory: join(__dirname, '../..'),
    progress: () => undefined,
    log: () => undefined,
  });
}

/** Asks as ada; answers the status. */
async function ask(url: string, path: string, body?: object): Promise<number> {
  const authorization = `Basic ${Buffer.from('ada:local').toString('base64')}`;
  const response = await fetch(url + path, {
    headers: { authorization, 'content-type': 'application/json' },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Starts at these ports, stops, and answers where it was. */
async function portsOf([port, hostingPort]: [number, number]): Promise<number[]> {
  const platform = await start(port, hostingPort);
  await platform.stop();
  return [platform.url, platform.hostingUrl].map((one) => Number(new URL(one).port));
}

test('where any port will do, it listens where it did before, if nobody else does', async () => {
  // Of a range that neither outgoing connections nor previews use.
  const first = 12_000 + 2 * randomInt(1_000);
  const ports = [first, first + 1];
  expect(await portsOf([first, first + 1])).toEqual(ports);
  expect(await portsOf([0, 0])).toEqual(ports);
  const other = createServer().listen(first, '127.0.0.1');
  await once(other, 'listening');
  const [main, hosting] = await portsOf([0, 0]);
  expect(main).not.toBe(first);
  expect(hosting).toBe(first + 1);
  other.close();
});

test('each address leads to git, REST or a page, whatever the names in it are', async () => {
  const platform = await start();
  const { url, hostingUrl } = platform;
  try {
    expect(await ask(url, '/2.0/repositories/demo/x.git', { scm: 'git' })).toBe(200);
    for (const path of ['', '/branches', '/pull-requests', '/admin']) {
      expect([path, await ask(url, `/demo/x.git${path}`)]).toEqual([path, 200]);
    }
    expect(await ask(url, '/demo/x.git.git/info/refs?service=git-upload-pack')).toBe(200);
    // No repository is called so, and the name cannot be decoded.
    expect(await ask(url, '/demo/%zz.git/info/refs')).toBe(404);
    for (const path of ['/demo/%zz', '/%zz/shop', '/_pages/assets/%zz', '/_local/%zz', '/%zz']) {
      expect([path, await ask(url, path)]).toEqual([path, 404]);
    }
    const shop = '/2.0/repositories/demo/shop';
    for (const path of ['', '/src/main', '/refs/branches', '/commit', '/pullrequests']) {
      expect([path, await ask(url, `${shop}${path}/%zz`)]).toEqual([path, 404]);
    }
    expect(await ask(hostingUrl, '/api/workspaces/%zz')).toBe(401);
  } finally {
    await platform.stop();
  }
});
