import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems take for outgoing connections. */
const FIRST = 20_000;
const COUNT = 10_000;

let next = randomInt(COUNT);

/** A port that nothing listens on. None is given twice in ten thousand calls. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    next = (next + 1) % COUNT;
    if (await isFree(FIRST + next)) return FIRST + next;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
