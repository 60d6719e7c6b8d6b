import { setTimeout as sleep } from 'node:timers/promises';
import { ona } from '../../src/adapters/providers/ona/kind';
import { exampleSpec, expiresIn } from '../adapters/providers/ona/connect-to';
import { startOna } from '../local/ona/start-ona';
import { describeConformance } from './describe-conformance';
import { VARIABLES, type Rig } from './rig';

jest.setTimeout(120_000);

describeConformance(ona, async (): Promise<Rig> => {
  const standIn = await startOna();
  const commit = standIn.repository.commit('feature', { 'page.txt': 'two' });
  let subjects = 0;
  return {
    kind: ona,
    credentials: { token: 'local-token', expires: expiresIn(standIn, 60) },
    outside: {
      now: () => standIn.clock.now(),
      async fetch(input, init) {
        const request = new Request(input, init);
        const { hostname, pathname } = new URL(request.url);
        if (hostname.endsWith('.localhost')) return standIn.local.handle(request);
        return fetch(`${standIn.url}${pathname}`, {
          ...{ method: request.method, headers: request.headers, redirect: 'manual' },
          body: await request.text(),
        });
      },
    },
    spec() {
      subjects += 1;
      const name = `preview-pr-${subjects}-0123456789ab`;
      return Promise.resolve(exampleSpec(commit, { name, variables: VARIABLES }));
    },
    async pass() {
      await standIn.local.settled();
      await sleep(30);
    },
    stop: () => standIn.stop(),
  };
});
