import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens. */
export interface HttpServer {
  port: number;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback address only. `port` 0 takes a free one.
 *
 * @throws NodeJS.ErrnoException `EADDRINUSE` when somebody else has the port
 */
export async function listen(
  handle: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<HttpServer> {
  const server = createAdaptorServer({
    fetch: async (request) => {
      try {
        return await handle(request);
      } catch (error) {
        const { pathname } = new URL(request.url);
        console.error(`${request.method} ${pathname} failed:`, error);
        return Response.json(
          { error: 'The local platform failed; see its output' },
          { status: 500 },
        );
      }
    },
    overrideGlobalObjects: false,
  }) as Server;
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
