import { getRequestListener } from '@hono/node-server';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { findRefusal } from './gate';

/** Takes over a connection whose visitor asks for more than HTTP, such as a WebSocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server that listens. */
export interface HttpServer {
  port: number;
  /** Without it, such a visitor is answered like any other. */
  onUpgrade(take: Upgrade): void;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback address only, behind the gate. `wantedPort` 0 takes a free one. Every server of
 * the local platform is made here, so that none can be without the gate.
 *
 * @throws NodeJS.ErrnoException `EADDRINUSE` when somebody else has the port
 */
export async function listen(
  handle: (request: Request) => Response | Promise<Response>,
  wantedPort: number,
): Promise<HttpServer> {
  const answer = getRequestListener((request) => handleSafely(handle, request), {
    overrideGlobalObjects: false,
  });
  const port = () => (server.address() as AddressInfo).port;
  const taken = new Set<Duplex>();
  // A WebSocket's handshake comes here too, unless `onUpgrade` takes it.
  const server = createServer((incoming, outgoing) => {
    const refusal = findRefusal(incoming, port());
    if (refusal === undefined) return void answer(incoming, outgoing);
    outgoing.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    outgoing.end(`${refusal}\n`);
  });
  // Node closes idle connections after 5 s, also under the next request of a client that was busy.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, '127.0.0.1', resolve);
  });
  return {
    port: port(),
    onUpgrade(take) {
      server.on('upgrade', (incoming, socket, head) => {
        const refusal = findRefusal(incoming, port());
        if (refusal !== undefined) return void socket.end(`HTTP/1.1 403 ${refusal}\r\n\r\n`);
        taken.add(socket.once('close', () => taken.delete(socket)));
        take(incoming, socket, head);
      });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of taken) socket.destroy();
      }),
  };
}

async function handleSafely(
  handle: (request: Request) => Response | Promise<Response>,
  request: Request,
): Promise<Response> {
  try {
    return sayIfEmpty(request, await handle(request));
  } catch (error) {
    const { pathname } = new URL(request.url);
    console.error(`${request.method} ${pathname} failed:`, error);
    return Response.json({ error: 'The local platform failed; see its output' }, { status: 500 });
  }
}

/**
 * Without a length, an answer without a body is one whose body is still to come, and clients that read
 * JSON fail on it. Answers to HEAD, and those that never have a body, say nothing of its length.
 */
function sayIfEmpty({ method }: Request, answer: Response): Response {
  if (answer.body || method === 'HEAD' || [204, 205, 304].includes(answer.status)) return answer;
  const headers = new Headers(answer.headers);
  headers.set('content-length', '0');
  return new Response(null, { status: answer.status, headers });
}
