import type { Command } from './command';
import { perform } from './perform';
import { findUnsettled } from './settled';
import { repositoryAt, type World } from './world';
import { createWorldWithPreview, first, OPEN } from './world-with-preview';

jest.setTimeout(180_000);

const MINUTE = 60_000;
const PUSH: Command = { type: 'push', ...first };

/** A world in which this was begun while something did not answer, hours later. */
async function performCutOff(command: Command, trouble: Command): Promise<World> {
  const world = await createWorldWithPreview();
  await perform(world, trouble);
  await perform(world, command);
  await world.pass(3 * 60 * MINUTE);
  return world;
}

/** Each is over before the app gives this deployment up. */
test.each([
  ['a push while repositories cannot be fetched', PUSH, { type: 'git-down', minutes: 1 }],
  ['a push while previews answer 502', PUSH, { type: 'preview-down', minutes: 2 }],
  ['a pull request while previews answer 502', OPEN, { type: 'preview-down', minutes: 2 }],
] satisfies [string, Command, Command][])(
  '%s for a moment is deployed, and no other time',
  async (_, command, trouble) => {
    const world = await performCutOff(command, trouble);
    expect(await findUnsettled(world)).toEqual([]);
    const { previews } = await world.store.listPreviews(repositoryAt(world, 0));
    const said = previews.flatMap(({ history }) => history.map(({ text }) => text));
    expect(said.filter((text) => text.includes('Failed'))).toEqual([]);
  },
);

test.each([
  ['push', PUSH, { type: 'git-down', minutes: 20 }],
  ['pull request', OPEN, { type: 'git-down', minutes: 1 }],
  ['pull request', OPEN, { type: 'git-down', minutes: 20 }],
  ['push', PUSH, { type: 'preview-down', minutes: 20 }],
  ['pull request', OPEN, { type: 'preview-down', minutes: 20 }],
] satisfies [string, Command, Command][])(
  'a %s in a long time of %s',
  async (_, command, trouble) => {
    expect(await findUnsettled(await performCutOff(command, trouble))).toEqual([]);
  },
);
