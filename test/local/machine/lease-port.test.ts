import { once } from 'node:events';
import { createServer } from 'node:net';
import { leasePort } from '../../../local/machine/lease-port';

it('gives a port to one holder at a time', async () => {
  const leases = await Promise.all(Array.from({ length: 2000 }, () => leasePort()));
  expect(new Set(leases.map(({ port }) => port)).size).toBe(leases.length);
  for (const { release } of leases) release();
});

it('gives none that a server listens on', async () => {
  const servers = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const { port, release } = await leasePort();
      const server = createServer().listen(port);
      await once(server, 'listening');
      release();
      return { server, port };
    }),
  );
  const taken = new Set(servers.map(({ port }) => port));
  const leases = await Promise.all(Array.from({ length: 2000 }, () => leasePort()));
  expect(leases.filter(({ port }) => taken.has(port))).toEqual([]);
  for (const { release } of leases) release();
  for (const { server } of servers) server.close();
});
