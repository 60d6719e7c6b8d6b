import type { Command } from './command';
import { perform, performAll } from './perform';
import { findUnsettled } from './settled';
import type { World } from './world';
import { createWorldWithPreview, first, OPEN } from './world-with-preview';

jest.setTimeout(300_000);

const MINUTE = 60_000;
/** Before and after the app makes such a call again. */
const SECONDS = [1, 5, 20, 60, 240];
const settings = (change: 'off' | 'disconnect-delete'): Command => ({
  ...{ type: 'settings', step: { change }, ...first },
});

/** A world in which the first create of the second pull request takes effect later than the app waits. */
async function openLate(seconds: number, then: Command[]): Promise<World> {
  const world = await createWorldWithPreview();
  await perform(world, { type: 'late-effect', what: 'create', seconds });
  await perform(world, OPEN);
  await world.pass(500);
  await performAll(world, ...then);
  await world.pass(60 * MINUTE);
  return world;
}

test.each([
  ['nothing else happens', []],
  ['the commit is pushed over', [{ type: 'push', ...first, pullRequest: 1 }]],
  ['the pull request is merged', [{ type: 'merge', ...first, pullRequest: 1 }]],
  ['somebody deletes the preview', [{ type: 'delete-preview', ...first, pullRequest: 1 }]],
  ['previews are switched off', [settings('off')]],
  ['the provider is disconnected', [settings('disconnect-delete')]],
] satisfies [string, Command[]][])(
  'a create that takes effect after its timeout leaves one environment or none: %s',
  async (_, then) => {
    for (const seconds of SECONDS) {
      const world = await openLate(seconds, then);
      expect([seconds, ...(await findUnsettled(world))]).toEqual([seconds]);
    }
  },
);
