import { setTimeout as sleep } from 'node:timers/promises';
import { spacelift } from '../../src/adapters/providers/spacelift/kind';
import { exampleSpec } from '../adapters/providers/spacelift/connect-to';
import { startSpacelift, WEB } from '../local/spacelift/start-spacelift';
import { describeConformance } from './describe-conformance';
import type { Rig } from './rig';

jest.setTimeout(120_000);

describeConformance(spacelift, async (): Promise<Rig> => {
  const standIn = await startSpacelift();
  // It is told of no push: so a run is there only where one was started.
  standIn.local.behave({ plansPushes: false });
  let subjects = 0;
  return {
    kind: spacelift,
    credentials: { account: 'demo', keyId: 'local-key', secret: 'local-token' },
    outside: {
      now: () => standIn.clock.now(),
      async fetch(input, init) {
        const request = new Request(input, init);
        return fetch(`${standIn.url}${new URL(request.url).pathname}`, {
          ...{ method: request.method, headers: request.headers, redirect: 'manual' },
          body: await request.text(),
        });
      },
    },
    spec() {
      subjects += 1;
      const heading = `resource "page" "front" {\n  heading = "${subjects}"\n}\n`;
      const commit = standIn.repository.commit(`feature-${subjects}`, { 'web/main.tf': heading });
      const name = `preview-pr-${subjects}-0123456789ab`;
      return Promise.resolve(exampleSpec(standIn, commit, { name }));
    },
    async pass() {
      standIn.clock.advance(1_000);
      // What the stand-in does with git takes real time.
      await sleep(5);
    },
    async countStarted({ source }) {
      const query = 'query($id:ID!){stack(id:$id){proposedRuns{commit{hash}}}}';
      const { data } = await standIn.ask(query, { id: WEB });
      const { proposedRuns } = data?.stack as { proposedRuns: { commit: { hash: string } }[] };
      return proposedRuns.filter(({ commit }) => commit.hash === source.commit).length;
    },
    stop: () => standIn.stop(),
  };
});
