import type { Command, SettingsStep } from './command';
import { perform } from './perform';
import { findUnsettled } from './settled';
import type { World } from './world';
import { createWorldWithPreview, first, readRecord } from './world-with-preview';

jest.setTimeout(180_000);

const MINUTE = 60_000;
const settings = (change: SettingsStep['change']): Command => ({
  ...{ type: 'settings', step: { change }, ...first },
});
const KEEP = settings('disconnect-keep');
const MERGE: Command = { type: 'merge', ...first };
const PUSH: Command = { type: 'push', ...first };

/** A world in which these happened one after the other, ten minutes apart. */
async function after(...commands: Command[]): Promise<World> {
  const world = await createWorldWithPreview();
  for (const command of commands) {
    await perform(world, command);
    await world.pass(10 * MINUTE);
  }
  await world.pass(90 * MINUTE);
  return world;
}

const machines = ({ provider }: World) =>
  provider.controls.workspaces().map(({ workspace }) => [workspace.id, workspace.teamId]);

test.each([
  ['is taken up again', [KEEP, settings('reconnect')], [[100001, 1]]],
  ['gets the commit that came meanwhile', [KEEP, PUSH, settings('reconnect')], [[100001, 1]]],
  ['goes once it was taken up', [KEEP, settings('reconnect'), MERGE], []],
  [
    'stays beside the one of another team',
    [KEEP, settings('reconnect-other')],
    [
      [100001, 1],
      [100002, 2],
    ],
  ],
  ['stays when that one goes', [KEEP, settings('reconnect-other'), MERGE], [[100001, 1]]],
  ['stays after a merge', [KEEP, MERGE], [[100001, 1]]],
  ['stays after a merge and a connect', [KEEP, MERGE, settings('reconnect')], [[100001, 1]]],
  [
    'stays after a connect without previews and a merge',
    [KEEP, settings('connect'), MERGE, settings('on')],
    [[100001, 1]],
  ],
  [
    'stays when its own account is back after another one',
    [KEEP, settings('reconnect-other'), KEEP, MERGE, settings('reconnect')],
    [
      [100001, 1],
      [100002, 2],
    ],
  ],
] satisfies [string, Command[], number[][]][])(
  'what an admin left running %s',
  async (_, commands, left) => {
    const world = await after(...commands);
    expect(machines(world)).toEqual(left);
    expect(await findUnsettled(world)).toEqual([]);
    expect((await readRecord(world)).trouble).toBeUndefined();
  },
);
