import { environmentOf, goingOf, olderOf } from '../../src/domain/holding';
import { perform } from './perform';
import { findUnsettled } from './settled';
import { repositoryAt, type World } from './world';
import { createReplacingWorld, first, readRecord } from './world-with-preview';

const MINUTE = 60_000;
const push = { type: 'push', ...first } as const;

const ids = (world: World) =>
  world.provider.controls.workspaces().map(({ workspace }) => String(workspace.id));
const commentOf = (world: World) =>
  world.bitbucket.comments(repositoryAt(world, 0), 1).map(({ raw }) => raw)[0] ?? '';
const statesOf = (world: World) => world.bitbucket.statuses().map(({ state }) => state);

/** Until the preview is in this state, or for ten minutes. */
async function passUntil(world: World, isSo: () => Promise<boolean>): Promise<void> {
  for (let seconds = 0; seconds < 600 && !(await isSo()); seconds += 1) await world.pass(1000);
}

test('a push has another environment made, and what ran stays up until that one is ready', async () => {
  const world = await createReplacingWorld();
  const before = await readRecord(world);
  const [old] = ids(world);
  await perform(world, push);
  await passUntil(world, async () => (await readRecord(world)).state.type === 'deploying');
  await world.pass(1000);
  const during = await readRecord(world);
  expect(ids(world)).toHaveLength(2);
  expect(olderOf(during)).toMatchObject({
    environment: { id: old },
    commit: before.deployment?.commit,
  });
  const link = environmentOf(before)!.url!;
  expect(commentOf(world)).toContain(`(${link}), which still shows`);
  expect(commentOf(world)).toContain(before.deployment?.commit.slice(0, 7));

  await passUntil(world, async () => (await readRecord(world)).state.type === 'ready');
  const after = await readRecord(world);
  expect(after.running?.commit).toBe(after.pullRequest.commit);
  expect(environmentOf(after)?.id).not.toBe(old);
  expect(commentOf(world)).toContain(environmentOf(after)?.url);
  expect(commentOf(world)).not.toContain(link);
  expect(statesOf(world)).toEqual(expect.arrayContaining(['STOPPED', 'SUCCESSFUL']));
  await world.pass(MINUTE);
  expect(ids(world)).toEqual([environmentOf(after)?.id]);
  expect(await findUnsettled(world)).toEqual([]);
});

test('a push in between drops what is not ready yet, and there are never more than two', async () => {
  const world = await createReplacingWorld();
  const [old] = ids(world);
  await perform(world, push);
  await world.pass(5000);
  const [, unfinished] = ids(world);
  await perform(world, push);
  let most = 0;
  await passUntil(world, async () => {
    most = Math.max(most, ids(world).length);
    const isReady = (await readRecord(world)).state.type === 'ready';
    if (!isReady) expect(ids(world)).toContain(old);
    return isReady;
  });
  expect(most).toBe(2);
  await world.pass(MINUTE);
  expect(ids(world)).not.toContain(old);
  expect(ids(world)).not.toContain(unfinished);
  expect(await findUnsettled(world)).toEqual([]);
});

test('what fails to take its place leaves it up, with its link', async () => {
  const world = await createReplacingWorld();
  const [old] = ids(world);
  await perform(world, { type: 'push-broken', ...first });
  await world.pass(5 * MINUTE);
  const record = await readRecord(world);
  expect(record.state.type).toBe('failed');
  expect(olderOf(record)?.environment.id).toBe(old);
  expect(commentOf(world)).toContain('**Failed**');
  expect(commentOf(world)).toContain('which still shows');
  // The next push drops what failed.
  await perform(world, push);
  await world.pass(5 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(ids(world)).toHaveLength(1);
  expect(await findUnsettled(world)).toEqual([]);
});

test('what stays up loses its link once it has ended or is gone', async () => {
  const world = await createReplacingWorld();
  await perform(world, { type: 'push-broken', ...first });
  await world.pass(5 * MINUTE);
  await perform(world, { type: 'delete-environment', repository: 0, pullRequest: 0 });
  await world.pass(10 * MINUTE);
  const record = await readRecord(world);
  expect([olderOf(record), goingOf(record)]).toEqual([undefined, []]);
  expect(record.state.type).toBe('failed');
  expect(commentOf(world)).not.toContain('which still shows');
});

test('what was stopped goes on in its own environment, and a redeploy has another one made', async () => {
  const world = await createReplacingWorld();
  const [old] = ids(world);
  const stop = { type: 'stop-environment', stage: 'run', repository: 0, pullRequest: 0 } as const;
  await perform(world, stop);
  await world.pass(10 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(ids(world)).toEqual([old]);
  await perform(world, { type: 'redeploy', ...first });
  await world.pass(5 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(ids(world)).toHaveLength(1);
  expect(ids(world)).not.toContain(old);
});

test('a close while there are two deletes both', async () => {
  const world = await createReplacingWorld();
  await perform(world, push);
  await world.pass(6000);
  expect(ids(world)).toHaveLength(2);
  await perform(world, { type: 'merge', ...first });
  await world.pass(2 * MINUTE);
  expect(ids(world)).toEqual([]);
  expect((await readRecord(world)).state.type).toBe('deleted');
});
