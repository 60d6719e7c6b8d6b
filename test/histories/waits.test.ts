import { performAll } from './perform';
import { findUnsettled } from './settled';
import {
  createConnectedWorld,
  createWorldWithPreview,
  first,
  OPEN,
  readRecord,
} from './world-with-preview';

const MINUTE = 60_000;
const PUSH = { type: 'push', ...first } as const;

test('a deployment is followed by the message of its event', async () => {
  const world = await createConnectedWorld();
  const pushed = jest.spyOn(world.queue, 'push');
  await performAll(world, OPEN);
  await world.pass(2 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(pushed.mock.calls).toHaveLength(1);
});

test('a long wait, and every so many looks, are a message of their own', async () => {
  const world = await createWorldWithPreview();
  const pushed = jest.spyOn(world.queue, 'push');
  await performAll(world, { type: 'preview-down', minutes: 60 }, PUSH);
  await world.pass(5 * MINUTE);
  const delays = pushed.mock.calls.map(([[delivery]]) => delivery?.delaySeconds ?? 0);
  expect(delays.slice(1).length).toBeGreaterThan(0);
  expect(delays.length).toBeLessThan(6);
});

test.each([0, 1, 2, 3, 5, 8, 13])(
  'a look that is broken off after %i calls goes on half a minute later',
  async (skip) => {
    const world = await createWorldWithPreview();
    await performAll(world, PUSH);
    await world.pass(4_000);
    await performAll(world, { type: 'kill', skip });
    await world.pass(100_000);
    const { state, deployment, pullRequest } = await readRecord(world);
    expect(state.type).toBe('ready');
    expect(deployment?.commit).toBe(pullRequest.commit);
  },
);

test('a push is deployed although messages that wait hold back all others', async () => {
  const world = await createWorldWithPreview();
  const holding = { type: 'messages', doubled: 0, unacknowledged: 0, reversed: false } as const;
  await performAll(world, { ...holding, holding: true }, PUSH);
  await world.pass(5_000);
  await performAll(world, PUSH);
  await world.pass(3 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(await findUnsettled(world)).toEqual([]);
});
