import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A git host that accepts connections and never answers: a clone from it is under way for ever. */
export interface SilentGitHost {
  gitUrl: string;
  /** How many requests it got. */
  countRequests(): number;
  stop(): void;
}

/** Listens on a free port. */
export async function startSilentGitHost(): Promise<SilentGitHost> {
  let requests = 0;
  const server = createServer(() => (requests += 1)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    gitUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/demo/shop.git`,
    countRequests: () => requests,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
