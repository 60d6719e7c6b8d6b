import { setTimeout as sleep } from 'node:timers/promises';
import { ownHost } from '../../src/adapters/providers/own-host/kind';
import { ADDRESS, specOf } from '../adapters/providers/own-host/connect-to';
import { APP, startTestHost, TOKEN } from '../examples/host/test-host';
import { describeConformance } from './describe-conformance';
import { atCommit, VARIABLES, type Rig } from './rig';

jest.setTimeout(120_000);

describeConformance(ownHost, async (): Promise<Rig> => {
  const host = await startTestHost();
  const source = host.commit(APP);
  let subjects = 0;
  return {
    kind: ownHost,
    credentials: { address: ADDRESS, token: TOKEN },
    outside: {
      now: Date.now,
      async fetch(input, init) {
        const request = new Request(input, init);
        const { hostname } = new URL(request.url);
        if (hostname.endsWith('.localhost')) {
          const { status } = await host.visit(hostname.split('.')[0] ?? '');
          return new Response('', { status });
        }
        return fetch(request.url.replace(ADDRESS, `http://${host.address}`), {
          ...{ method: request.method, headers: request.headers, redirect: 'manual' },
          ...(request.body ? { body: await request.text() } : {}),
        });
      },
    },
    spec() {
      subjects += 1;
      const spec = specOf(`preview-pr-${subjects}-0123456789ab`, source, '1-1-0');
      return Promise.resolve({ ...spec, variables: VARIABLES });
    },
    next: (spec) =>
      Promise.resolve(atCommit(spec, host.commit({ ...APP, 'index.txt': 'two' }).commit)),
    pass: () => sleep(30),
    stop: () => host.stop(),
  };
});
