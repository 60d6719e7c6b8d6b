import { reconcilePreview } from '../../src/usecases/reconcile/reconcile-preview';
import { perform } from './perform';
import type { World } from './world';
import { createWorldWithFork, first, readRecord } from './world-with-preview';

const MINUTE = 60_000;

async function turn(world: World, change: 'on' | 'off'): Promise<void> {
  await perform(world, { type: 'settings', step: { change }, ...first });
  await world.pass(MINUTE);
}

test('a push ends what was approved, also while previews are off', async () => {
  const world = await createWorldWithFork();
  const { approval } = await readRecord(world);
  await turn(world, 'off');
  expect(await readRecord(world)).toMatchObject({ state: { type: 'deleted' }, approval });
  await perform(world, { type: 'push', ...first });
  await world.pass(MINUTE);
  await turn(world, 'on');
  await perform(world, { type: 'push-back', ...first });
  await world.pass(10 * MINUTE);
  const { state, pullRequest } = await readRecord(world);
  expect([state.type, pullRequest.commit]).toEqual(['deleted', approval!.commit]);
  expect(world.provider.controls.workspaces()).toEqual([]);
});

test('what is approved holds while previews are off', async () => {
  const world = await createWorldWithFork();
  await turn(world, 'off');
  await turn(world, 'on');
  await world.pass(MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
});

test('what is approved while what ran before is being removed holds', async () => {
  const world = await createWorldWithFork();
  world.provider.controls.behave({ ignoredDeletes: 3 });
  await perform(world, { type: 'push', ...first });
  await world.pass(1_000);
  expect((await readRecord(world)).state.type).toBe('deleting');
  await perform(world, { type: 'approve', ...first });
  await world.pass(3 * MINUTE);
  const { state, deployment, pullRequest } = await readRecord(world);
  expect([state.type, deployment?.commit]).toEqual(['ready', pullRequest.commit]);
});

test('a look that read the pull request before a push keeps what was approved since', async () => {
  const world = await createWorldWithFork();
  await turn(world, 'off');
  const { key, pullRequest } = await readRecord(world);
  // Before it reads the record, and after it has read the pull request.
  world.interrupt(1, async () => {
    await new Promise((done) => setImmediate(done));
    await perform(world, { type: 'push', ...first });
    world.clock.advance(1);
    await perform(world, { type: 'approve', ...first });
  });
  await world.invoke(async (deps) => {
    await reconcilePreview(deps, { key, cause: 'sweep' });
  });
  const after = await readRecord(world);
  expect(after.pullRequest.commit).toBe(pullRequest.commit);
  expect(after.approval?.commit).not.toBe(pullRequest.commit);
  await turn(world, 'on');
  await world.pass(MINUTE);
  const { state, deployment } = await readRecord(world);
  expect([state.type, deployment?.commit]).toEqual(['ready', after.approval?.commit]);
});
