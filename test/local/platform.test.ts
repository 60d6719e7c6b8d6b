import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '../../local/platform';

jest.setTimeout(300_000);

let dataDirectory: string;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'previews-platform-'));
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

/** Starts at these ports, stops, and answers where it was. */
async function portsOf([port, hostingPort]: [number, number]): Promise<number[]> {
  const platform = await startPlatform({
    ...{ port, hostingPort, dataDirectory },
    appDirectory: join(__dirname, '../..'),
    progress: () => undefined,
    log: () => undefined,
  });
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
