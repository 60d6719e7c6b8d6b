import { setTimeout as sleep } from 'node:timers/promises';
import { upsun } from '../../src/adapters/providers/upsun/kind';
import { exampleSpec } from '../adapters/providers/upsun/connect-to';
import { startUpsun } from '../local/upsun/start-upsun';
import { describeConformance } from './describe-conformance';
import { atCommit, VARIABLES, type Rig } from './rig';

jest.setTimeout(120_000);

describeConformance(upsun, async (): Promise<Rig> => {
  const standIn = await startUpsun();
  let subjects = 0;
  return {
    kind: upsun,
    credentials: { token: 'local-token' },
    outside: {
      now: Date.now,
      async fetch(input, init) {
        const request = new Request(input, init);
        const { hostname, pathname, search } = new URL(request.url);
        if (hostname.endsWith('.localhost')) return standIn.local.handle(request);
        return fetch(`${standIn.url}${pathname}${search}`, {
          ...{ method: request.method, headers: request.headers, redirect: 'manual' },
          ...(request.body ? { body: await request.text() } : {}),
        });
      },
    },
    async spec() {
      subjects += 1;
      const branch = `feature-${subjects}`;
      const commit = await standIn.push(branch, { 'page.txt': branch });
      // Upsun makes environments of branches, as soon as it has fetched them.
      while (!('id' in (await standIn.environment(branch)))) await sleep(30);
      const name = `preview-pr-${subjects}-0123456789ab`;
      return exampleSpec(branch, commit, { name, variables: VARIABLES });
    },
    next: async (spec) =>
      atCommit(spec, await standIn.push(spec.source.branch, { 'page.txt': 'next' })),
    pass: () => sleep(30),
    stop: () => standIn.stop(),
  };
});
