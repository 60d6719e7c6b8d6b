import { perform } from './perform';
import { repositoryAt } from './world';
import { createWorldWithPreview, first, readRecord } from './world-with-preview';

const MINUTE = 60_000;

test('what was ready and ended by itself has failed, until somebody pushes or redeploys', async () => {
  const world = await createWorldWithPreview();
  const [environment] = world.provider.controls.workspaces();
  const { id } = environment!.workspace;
  // As a hand's: the green status is allowed to be wrong until the next sweep.
  world.invariants.noteHand(id);
  world.engine.crash(id);
  await world.pass(10 * MINUTE);
  const record = await readRecord(world);
  expect(record).toMatchObject({
    state: { type: 'failed' },
    deployment: { failure: { code: 'stage-failed', mendedBy: 'person' } },
  });
  expect(record.running).toBeUndefined();
  expect(world.bitbucket.statuses().map(({ state }) => state)).toEqual(['FAILED']);
  const [comment] = world.bitbucket.comments(repositoryAt(world, 0), 1);
  expect(comment?.raw).toContain('**Failed**');
  // It would end again.
  const { number } = record.deployment!;
  await world.pass(60 * MINUTE);
  expect((await readRecord(world)).deployment?.number).toBe(number);
  await perform(world, { type: 'redeploy', ...first });
  await world.pass(2 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(world.bitbucket.statuses().map(({ state }) => state)).toEqual(['SUCCESSFUL']);
});
