import type { Command, SettingsStep } from './command';
import { countBitbucket } from './count-calls';
import { performAll } from './perform';
import { findUnsettled } from './settled';
import { SWEEP_MS, type World } from './world';
import { createConnectedWorld, createWorldWithPreview, first, OPEN } from './world-with-preview';

jest.setTimeout(180_000);

const MINUTE = 60_000;
const SWEEPS = 18;

const wait = (seconds: number): Command => ({ type: 'wait', seconds });
const settings = (change: SettingsStep['change']): Command => ({
  ...{ type: 'settings', step: { change }, ...first },
});

/** A create of which no answer comes, and whose environment the lists show a minute later. */
async function openWithoutAnswer(): Promise<World> {
  const world = await createConnectedWorld();
  await performAll(
    world,
    { type: 'listing-lag', seconds: 60 },
    { type: 'fault', target: 'provider', skip: 0, kind: 'lost-reply' },
    OPEN,
  );
  return world;
}

test.each<[string, Command[]]>([
  ['the team is changed', [wait(17), settings('team')]],
  ['a merge, then another team', [wait(1), { type: 'merge', ...first }, wait(3), settings('team')]],
  [
    'a merge beside a second one, then another team',
    [wait(17), { type: 'merge', ...first }, wait(20), settings('team')],
  ],
  [
    'a merge, then a disconnect',
    [wait(1), { type: 'merge', ...first }, wait(3), settings('disconnect-delete')],
  ],
  [
    'a merge beside a second one, then a disconnect',
    [wait(17), { type: 'merge', ...first }, wait(20), settings('disconnect-delete')],
  ],
])('an environment that turns up late is not left over: %s', async (_, commands) => {
  const world = await openWithoutAnswer();
  await performAll(world, ...commands);
  await world.pass(SWEEPS * SWEEP_MS);
  expect(await findUnsettled(world)).toEqual([]);
});

test('what an admin left running stays after a new connect, too, and is not looked at again', async () => {
  const world = await createWorldWithPreview();
  await performAll(
    world,
    settings('disconnect-keep'),
    { type: 'merge', ...first },
    wait(60),
    settings('connect'),
    settings('on'),
  );
  await world.pass(SWEEPS * SWEEP_MS);
  expect(world.provider.controls.workspaces()).toHaveLength(1);
  const counted = countBitbucket(world, (path) => path.includes('/pullrequests/1?'));
  await world.pass(6 * SWEEP_MS);
  expect(counted()).toBe(0);
});

test('environments that are found again without a clone are not made for ever', async () => {
  const world = await createConnectedWorld();
  let made = 0;
  const afterProvider = world.invariants.afterProvider.bind(world.invariants);
  world.invariants.afterProvider = (call, answer, isLate) => {
    if (call.method === 'POST' && new URL(call.url).pathname.endsWith('/workspaces')) made += 1;
    afterProvider(call, answer, isLate);
  };
  await performAll(world, { type: 'git-down', minutes: 600 });
  await performAll(world, OPEN);
  for (let minutes = 0; minutes < 300; minutes += 1) {
    await performAll(world, { type: 'late-effect', what: 'create', seconds: 1 });
    await world.pass(MINUTE);
  }
  expect(made).toBeLessThan(12);
});
