import { environmentOf } from '../../src/domain/holding';
import { getPullRequest } from '../../src/domain/preview-key';
import { countBitbucket } from './count-calls';
import { performAll } from './perform';
import { findUnsettled } from './settled';
import { repositoryAt, type World } from './world';
import {
  createWorldWithFork,
  createWorldWithPreview,
  first,
  readRecord,
} from './world-with-preview';

jest.setTimeout(180_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What the pull request's page says of its newest commit, and in the comment. */
async function shown(world: World): Promise<{ status?: string; comment?: string }> {
  const { key, pullRequest } = await readRecord(world);
  const status = world.bitbucket
    .statuses()
    .find(({ commit }) => commit.startsWith(pullRequest.commit));
  const [comment] = world.bitbucket.comments(key, getPullRequest(key).pullRequestId);
  return {
    ...(status ? { status: status.state } : {}),
    ...(comment ? { comment: comment.raw } : {}),
  };
}

/** How often the app has written there since; what Bitbucket refused included. */
function countWrites(world: World, where: '/statuses' | '/comments'): () => number {
  return countBitbucket(world, (path, method) => path.includes(where) && method !== 'GET');
}

test.each(['push', 'redeploy'] as const)(
  'comments that Bitbucket refuses hold no status up: a %s',
  async (type) => {
    const world = await createWorldWithPreview();
    await performAll(world, { type: 'push', ...first });
    world.faults.refuse('comments', 403, Infinity);
    await world.pass(3 * HOUR);
    await performAll(world, { type, ...first });
    await world.pass(2 * MINUTE);
    expect((await readRecord(world)).state.type).toBe('ready');
    expect((await shown(world)).status).toBe('SUCCESSFUL');
  },
);

test('after an outage, what begins is said at once, in status and comment', async () => {
  const world = await createWorldWithPreview();
  world.faults.breakDown('bitbucket', '503', world.clock.now() + 30 * MINUTE);
  await performAll(world, { type: 'push', ...first });
  await world.pass(31 * MINUTE);
  await performAll(world, { type: 'redeploy', ...first });
  await world.pass(2 * MINUTE);
  expect(await shown(world)).toMatchObject({ status: 'SUCCESSFUL' });
  expect((await shown(world)).comment).toContain('Open preview');
  expect((await readRecord(world)).outbox.filter(({ trouble }) => trouble)).toEqual([]);
});

test('a deployment that ended because statuses were refused is tried again by itself', async () => {
  const world = await createWorldWithPreview();
  world.faults.refuse('statuses', 403, world.clock.now() + 90 * MINUTE);
  await performAll(world, { type: 'push', ...first });
  await world.pass(70 * MINUTE);
  expect(await readRecord(world)).toMatchObject({
    ...{ state: { type: 'failed' }, deployment: { failure: { code: 'bitbucket-refused' } } },
  });
  await world.pass(90 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(await findUnsettled(world)).toEqual([]);
});

describe('a fork of which Bitbucket takes no status', () => {
  test('has its preview, and a comment that says so, and nobody reads of what is refused', async () => {
    const world = await createWorldWithFork();
    expect(await shown(world)).toMatchObject({
      comment: expect.stringContaining('Open preview') as string,
    });
    await performAll(world, { type: 'push', ...first });
    await world.pass(10_000);
    await performAll(world, { type: 'approve', ...first });
    await world.pass(2 * MINUTE);
    const { state, pullRequest, outbox, history } = await readRecord(world);
    expect(state.type).toBe('ready');
    expect((await shown(world)).comment).toContain(pullRequest.commit.slice(0, 7));
    expect(outbox.filter(({ trouble }) => trouble?.failure)).toEqual([]);
    expect(history.filter(({ text }) => text.includes('status'))).toEqual([]);
  });

  test('is asked for ever less often, at last once an hour, and no more once it is merged', async () => {
    const world = await createWorldWithFork();
    const counted = countWrites(world, '/statuses');
    await world.pass(2 * HOUR);
    const afterTwoHours = counted();
    expect(afterTwoHours).toBeLessThan(15);
    await world.pass(24 * HOUR);
    expect(counted() - afterTwoHours).toBeLessThanOrEqual(24);
    expect(counted() - afterTwoHours).toBeGreaterThan(20);
    expect(await findUnsettled(world)).toEqual([]);

    await performAll(world, { type: 'merge', ...first });
    await world.pass(HOUR);
    const afterMerge = counted();
    await world.pass(24 * HOUR);
    expect(counted()).toBe(afterMerge);
    expect(await findUnsettled(world)).toEqual([]);
  });

  test('gets a new environment for one that is gone, with its address in the comment', async () => {
    const world = await createWorldWithFork();
    await world.pass(3 * HOUR);
    await performAll(world, { type: 'delete-environment', ...first });
    await world.pass(10 * MINUTE);
    const environment = environmentOf(await readRecord(world));
    expect((await shown(world)).comment).toContain(environment?.url);
    expect(await findUnsettled(world)).toEqual([]);
  });

  test('is deployed again an hour after an answer was lost, at the latest', async () => {
    const world = await createWorldWithFork();
    await performAll(world, { type: 'push', ...first });
    await world.pass(10_000);
    await performAll(world, { type: 'approve', ...first });
    await world.pass(2_000);
    world.faults.breakDown('bitbucket', '503', world.clock.now() + 3 * MINUTE);
    await world.pass(4 * MINUTE);
    expect((await readRecord(world)).outbox.filter(({ lost }) => lost)).not.toEqual([]);
    await performAll(world, { type: 'push', ...first });
    await world.pass(10_000);
    await performAll(world, { type: 'approve', ...first });
    await world.pass(70 * MINUTE);
    const { state, deployment, pullRequest } = await readRecord(world);
    expect(state.type).toBe('ready');
    expect(deployment?.commit).toBe(pullRequest.commit);
    // Its newest commit is asked for in growing waits, too.
    await world.pass(HOUR);
    expect(await findUnsettled(world)).toEqual([]);
  });
});

test.each(['disconnect-keep', 'disconnect-delete'] as const)(
  'statuses that Bitbucket refuses for hours after a %s are told when it takes them',
  async (change) => {
    const world = await createWorldWithPreview();
    await performAll(world, { type: 'settings', step: { change }, ...first });
    world.faults.refuse('statuses', 403, world.clock.now() + 3 * HOUR);
    world.invariants.check = () => undefined;
    await world.pass(5 * HOUR);
    expect((await shown(world)).status).toBe('STOPPED');
    await world.pass(HOUR);
    expect(await findUnsettled(world)).toEqual([]);
    expect(await world.store.listSettings()).not.toContainEqual(
      expect.objectContaining({ repository: repositoryAt(world, 0) }),
    );
  },
);

test('a merged pull request whose comment Bitbucket refuses is let alone after a week', async () => {
  const world = await createWorldWithPreview();
  world.faults.refuse('comments', 403, Infinity);
  const counted = countWrites(world, '/comments');
  await performAll(world, { type: 'merge', ...first });
  await world.pass(2 * HOUR);
  const afterTwoHours = counted();
  expect(afterTwoHours).toBeGreaterThan(5);
  expect((await readRecord(world)).check).toBeUndefined();
  await world.pass(24 * HOUR);
  expect(counted() - afterTwoHours).toBeLessThanOrEqual(24);
  await world.pass(6 * 24 * HOUR);
  const afterAWeek = counted();
  await world.pass(24 * HOUR);
  expect(counted()).toBe(afterAWeek);
});

test.each(['push', 'redeploy', 'merge', 'delete-preview'] as const)(
  'what Bitbucket refused for more than an hour is done and said afterwards: a %s',
  async (type) => {
    for (const what of ['statuses', 'comments'] as const) {
      const world = await createWorldWithPreview();
      // What it does not let the app take back stays green for so long.
      world.invariants.check = () => undefined;
      await performAll(world, { type: 'refuse', what, status: 403, minutes: 90 });
      await performAll(world, { type, ...first });
      await world.pass(4 * HOUR);
      expect([what, ...(await findUnsettled(world))]).toEqual([what]);
    }
  },
);
