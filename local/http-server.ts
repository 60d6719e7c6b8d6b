import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findRefusal } from './gate';

/** A server that listens. */
export interface HttpServer {
  port: number;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback address only, behind the gate. `port` 0 takes a free one. Every server of
 * the local platform is made here, so that none can be without the gate.
 *
 * @throws NodeJS.ErrnoException `EADDRINUSE` when somebody else has the port
 */
export async function listen(
  handle: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<HttpServer> {
  const answer = getRequestListener((request) => handleSafely(handle, request), {
    overrideGlobalObjects: false,
  });
  // A WebSocket's handshake comes here too: there is no listener of `upgrade` that would take it.
  const server = createServer((incoming, outgoing) => {
    const refusal = findRefusal(incoming, (server.address() as AddressInfo).port);
    if (refusal === undefined) return void answer(incoming, outgoing);
    outgoing.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    outgoing.end(`${refusal}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handleSafely(
  handle: (request: Request) => Response | Promise<Response>,
  request: Request,
): Promise<Response> {
  try {
    return await handle(request);
  } catch (error) {
    const { pathname } = new URL(request.url);
    console.error(`${request.method} ${pathname} failed:`, error);
    return Response.json({ error: 'The local platform failed; see its output' }, { status: 500 });
  }
}
