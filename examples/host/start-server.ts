import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHost, type Host, type HostOptions } from './create-host';

/** Where a host listens. */
export interface ServerOptions extends Omit<HostOptions, 'url'> {
  /** 0 takes a free one. */
  port: number;
  /** The network address to listen on. Anything but loopback lets the network reach the API. */
  listen?: string;
  /** Where callers reach it, if that is not `http://localhost:<port>`. */
  url?: string;
}

/** A host behind a server. */
export interface HostServer {
  host: Host;
  url: string;
  /** Ends the host and every connection. */
  stop(): Promise<void>;
}

/** Takes the port first, which is what fails most often. Requests wait until the host is there. */
export async function startServer(options: ServerOptions): Promise<HostServer> {
  let open: (host: Host) => void = () => undefined;
  const opened = new Promise<Host>((resolve) => (open = resolve));
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request) => (await opened).handle(request),
  }) as Server;
  // Longer than callers and proxies keep theirs, so that none is closed under a request.
  server.keepAliveTimeout = 65_000;
  server.listen(options.port, options.listen ?? '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = options.url ?? `http://localhost:${port}`;
  const host = await createHost({ ...options, url }).catch((error: unknown) => {
    server.close();
    throw error;
  });
  open(host);
  server.on('upgrade', (request, socket, head) => host.upgrade(request, socket, head));
  return {
    host,
    url,
    async stop() {
      server.close();
      await host.stop();
      server.closeAllConnections();
    },
  };
}
