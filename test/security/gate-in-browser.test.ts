import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { type HttpServer, listen } from '../../local/http-server';
import { describeInBrowser } from '../browser/describe-in-browser';
import { ATTEMPTS, showsImage } from './foreign-page';

jest.setTimeout(120_000);

type Listening = Pick<HttpServer, 'port' | 'close'>;
type Listen = (...asked: Parameters<typeof listen>) => Promise<Listening>;

/** As `listen`, without the gate: shows that an attempt reaches a server where nothing stops it. */
async function listenToAll(handle: Parameters<Listen>[0], port: number): Promise<Listening> {
  const answer = getRequestListener(handle, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
/** Names whose DNS somebody else writes; here they lead to this machine, as after a rebinding. */
const NAMES =
  '--host-resolver-rules=MAP elsewhere.example 127.0.0.1, MAP rebound.example 127.0.0.1';

describeInBrowser(
  'a page of another origin',
  (browser) => {
    let page: Page;
    let server: Listening;
    let other: Listening;
    let reached: string[];

    async function start(listenSomehow: Listen): Promise<void> {
      reached = [];
      server = await listenSomehow((request) => {
        const { pathname } = new URL(request.url);
        if (request.method !== 'GET' || request.headers.has('upgrade')) reached.push(pathname);
        if (pathname === '/picture') {
          return new Response(PICTURE, { headers: { 'content-type': 'image/svg+xml' } });
        }
        return new Response('<title>a page</title>', {
          headers: {
            'content-type': 'text/html',
            ...(pathname === '/silent' ? { 'referrer-policy': 'no-referrer' } : {}),
          },
        });
      }, 0);
    }

    beforeAll(async () => {
      const html = { headers: { 'content-type': 'text/html' } };
      other = await listenToAll(() => new Response('<title>elsewhere</title>', html), 0);
    });
    afterAll(() => other?.close());
    beforeEach(async () => {
      page = await browser().newPage();
    });
    afterEach(async () => {
      await page.context().close();
      await server.close();
    });

    const origins = (): string[] => [
      `http://elsewhere.example:${other.port}/`,
      `http://127.0.0.1:${other.port}/`,
      `http://7-3000.localhost:${other.port}/`,
    ];

    test.each(ATTEMPTS)('changes nothing by $name', async ({ make }) => {
      await start(listen);
      for (const origin of origins()) {
        await page.goto(origin);
        await make(page, `http://127.0.0.1:${server.port}/changes`);
      }
      expect(reached).toEqual([]);
    });

    test.each(ATTEMPTS)('would reach a server without the gate by $name', async ({ make }) => {
      await start(listenToAll);
      for (const origin of origins()) {
        await page.goto(origin);
        await make(page, `http://127.0.0.1:${server.port}/changes`);
      }
      expect(reached).toEqual(['/changes', '/changes', '/changes']);
    });

    test.each([
      ['behind the gate', listen, false],
      ['without it', listenToAll, true],
    ])('reaches a server under a name of its own: %s', async (_, listenSomehow, reaches) => {
      await start(listenSomehow);
      const rebound = `http://rebound.example:${server.port}`;
      const answer = await page.goto(`${rebound}/`);
      expect(answer?.ok()).toBe(reaches);
      // The page that came from the name before it was pointed here is of the same origin now.
      const status = await page.evaluate(() =>
        fetch('/changes', { method: 'POST' }).then((response) => response.status),
      );
      expect(status).toBe(reaches ? 200 : 403);
      expect(reached).toEqual(reaches ? ['/changes'] : []);
      await page.goto(`http://elsewhere.example:${other.port}/`);
      expect(await showsImage(page, `${rebound}/picture`)).toBe(reaches);
    });

    test.each(['/', '/silent'])(
      "leaves a preview's own page %s to post to itself",
      async (path) => {
        await start(listen);
        await page.goto(`http://7-3000.localhost:${server.port}${path}`);
        const post = ATTEMPTS.find(({ name }) => name === 'a form with a file')!;
        await post.make(page, `http://7-3000.localhost:${server.port}/own`);
        expect(reached).toEqual(['/own']);
      },
    );
  },
  [NAMES],
);
