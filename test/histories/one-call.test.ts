import { perform } from './perform';
import { findUnsettled } from './settled';
import { createConnectedWorld, OPEN, readRecord } from './world-with-preview';

const MINUTE = 60_000;

/** Calls of which a deployment makes one at least, each at an end of its path that no other call has. */
const CALLS = [
  { method: 'POST', pathEnd: '/workspaces' },
  { method: 'POST', pathEnd: '/execute' },
  { method: 'POST', pathEnd: '/landscape/deploy' },
  { method: 'POST', pathEnd: '/pipeline/run/start' },
  { method: 'GET', pathEnd: '/pipeline/run' },
];

describe.each([
  ['keeps its environment', false],
  ['makes another environment for each commit', true],
])('where a provider %s and one call fails always', (_, replaces) => {
  test.each(
    // A read that is answered with success and nothing in it does not fit.
    CALLS.flatMap(({ method, pathEnd }) =>
      [500, 503, ...(method === 'GET' ? [200] : [])].map((status) => [method, pathEnd, status]),
    ),
  )(
    '%s …%s with %d: the deployment ends, says why, and works again afterwards',
    async (...call) => {
      const [method, pathEnd, status] = call as [string, string, number];
      const world = await createConnectedWorld({ skewsMs: [0], replaces });
      world.provider.controls.behave({ brokenCall: { method, pathEnd, status } });
      await perform(world, OPEN);
      await world.pass(10 * MINUTE);
      const { state, deployment } = await readRecord(world);
      expect(state.type).toBe('failed');
      expect(deployment?.failure).toMatchObject({
        code: 'provider-error',
        message: expect.stringContaining('It answers other calls.') as string,
      });
      world.provider.controls.behave({ brokenCall: undefined });
      await world.pass(60 * MINUTE);
      expect((await readRecord(world)).state.type).toBe('ready');
      expect(await findUnsettled(world)).toEqual([]);
    },
  );
});
