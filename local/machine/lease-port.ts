import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems take for outgoing connections: one of those must not come between the
 * look and the server that is to listen.
 */
const FIRST_PORT = 15_000;
const PORT_COUNT = 15_000;

const leased = new Set<number>();

/** A port that nothing listens on, for one holder of this process at a time. */
export interface PortLease {
  port: number;
  release: () => void;
}

/** Many steps start at once, and their servers listen only later: no two may be told the same port. */
export async function leasePort(): Promise<PortLease> {
  for (;;) {
    const port = FIRST_PORT + randomInt(PORT_COUNT);
    if (leased.has(port)) continue;
    leased.add(port);
    const release = () => void leased.delete(port);
    if (await isFree(port)) return { port, release };
    release();
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
