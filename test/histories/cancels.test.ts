import { perform, performAll } from './perform';
import { findUnsettled } from './settled';
import { repositoryAt, type World } from './world';
import {
  createConnectedWorld,
  createWorldWithPreview,
  first,
  readRecord,
  OPEN,
} from './world-with-preview';

const MINUTE = 60_000;
const cancel = { type: 'cancel', ...first } as const;

/** The states of the build statuses, newest commit or not. */
const states = (world: World) => world.bitbucket.statuses().map(({ state }) => state);
const comments = (world: World) =>
  world.bitbucket.comments(repositoryAt(world, 0), 1).map(({ raw }) => raw);

test.each([
  ['while the environment is made', 0],
  ['while steps are under way', 4_000],
])('a deployment that is cancelled %s stays so until a push', async (_, milliseconds) => {
  const world = await createConnectedWorld();
  await perform(world, OPEN);
  await world.pass(milliseconds);
  const { type } = (await readRecord(world)).state;
  expect(['creating', 'deploying']).toContain(type);
  await perform(world, cancel);
  await world.pass(30 * MINUTE);
  expect(await readRecord(world)).toMatchObject({ state: { type: 'failed' } });
  const { deployment } = await readRecord(world);
  expect(deployment?.cancelledBy).toBeDefined();
  expect(deployment?.failure).toBeUndefined();
  expect(states(world)).toEqual(['STOPPED']);
  expect(comments(world)).toEqual([]);
  expect(await findUnsettled(world)).toEqual([]);
  await perform(world, { type: 'push', ...first });
  await world.pass(5 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(await findUnsettled(world)).toEqual([]);
});

test('a cancel that the provider does not carry out goes on until it does, and nothing is begun again', async () => {
  const world = await createConnectedWorld();
  await perform(world, OPEN);
  await world.pass(4_000);
  const brokenCall = { method: 'POST', pathEnd: '/stop', status: 500 };
  world.provider.controls.behave({ brokenCall });
  await perform(world, cancel);
  await world.pass(30 * MINUTE);
  expect(await readRecord(world)).toMatchObject({
    state: { type: 'deploying' },
    request: { type: 'cancel' },
  });
  world.provider.controls.behave({ brokenCall: undefined });
  await world.pass(30 * MINUTE);
  const { state, deployment } = await readRecord(world);
  expect(state.type).toBe('failed');
  expect(deployment?.cancelledBy).toBeDefined();
  expect(await findUnsettled(world)).toEqual([]);
});

test('a redeploy begins what was cancelled anew, and a cancel of nothing does nothing', async () => {
  const world = await createWorldWithPreview();
  await perform(world, cancel);
  await world.pass(MINUTE);
  expect((await readRecord(world)).request).toBeUndefined();
  await performAll(world, { type: 'push', ...first });
  await world.pass(4_000);
  await perform(world, cancel);
  await world.pass(MINUTE);
  expect((await readRecord(world)).deployment?.cancelledBy).toBeDefined();
  await perform(world, { type: 'redeploy', ...first });
  await world.pass(5 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(await findUnsettled(world)).toEqual([]);
});

test('what was cancelled goes when its pull request is merged', async () => {
  const world = await createConnectedWorld();
  await perform(world, OPEN);
  await world.pass(4_000);
  await perform(world, cancel);
  await world.pass(MINUTE);
  await perform(world, { type: 'merge', ...first });
  await world.pass(30 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('deleted');
  expect(await findUnsettled(world)).toEqual([]);
});
