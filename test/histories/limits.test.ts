import { ruleFields } from '../../src/domain/rule-fields';
import { valuesOf } from '../../src/domain/field';
import { NO_RULES, type Rules } from '../../src/domain/rules';
import { previewOfPullRequest } from '../../src/domain/preview-key';
import { keepPreview } from '../../src/usecases/card/extend-lifetime';
import { ADMIN, save, withOption } from './change-settings';
import { performAll } from './perform';
import { findUnsettled } from './settled';
import { repositoryAt, type World } from './world';
import { createConnectedWorld, OPEN } from './world-with-preview';

const MINUTE = 60_000;

/** A world in which so many pull requests were opened, one a minute, under these rules. */
async function createLimited(rules: Partial<Rules>, count: number): Promise<World> {
  const world = await createConnectedWorld();
  await limit(world, rules);
  for (let opened = 0; opened < count; opened += 1) {
    await performAll(world, OPEN);
    await world.pass(MINUTE);
  }
  return world;
}

async function limit(world: World, rules: Partial<Rules>): Promise<void> {
  await world.invoke(async (deps) => {
    const values = valuesOf(ruleFields({ ...NO_RULES, ...rules }));
    await save(deps, repositoryAt(world, 0), (form) => withOption(form, values));
  });
}

/** The state of each preview, in the order of their pull requests. */
async function states(world: World): Promise<string[]> {
  const all = world.bitbucket.pullRequests(repositoryAt(world, 0)).map(({ id }) => id);
  const previews = await Promise.all(
    all
      .sort((one, other) => one - other)
      .map((id) => world.store.readPreview(previewOfPullRequest(repositoryAt(world, 0), id))),
  );
  return previews.map((preview) => preview?.state.type ?? 'none');
}

const at = (pullRequest: number) => ({ repository: 0, pullRequest });

test('over a limit they wait, and who has waited longest is next', async () => {
  const world = await createLimited({ most: 2 }, 4);
  expect(await states(world)).toEqual(['ready', 'ready', 'waiting', 'waiting']);
  await performAll(world, { type: 'merge', ...at(0) });
  await world.pass(2 * MINUTE);
  expect(await states(world)).toEqual(['deleted', 'ready', 'ready', 'waiting']);
  expect(await findUnsettled(world)).toEqual([]);
});

test('pull requests that are opened at one moment never get more than there may be', async () => {
  const world = await createConnectedWorld();
  await limit(world, { most: 3 });
  await performAll(world, ...Array.from({ length: 8 }, () => OPEN));
  await world.pass(10 * MINUTE);
  const all = await states(world);
  expect(all.filter((state) => state === 'ready')).toHaveLength(3);
  expect(all.filter((state) => state === 'waiting')).toHaveLength(5);
});

test('a limit that is set later counts those that there are, and lets them be', async () => {
  const world = await createLimited({}, 3);
  await limit(world, { most: 2 });
  await performAll(world, OPEN);
  await world.pass(2 * MINUTE);
  expect(await states(world)).toEqual(['ready', 'ready', 'ready', 'waiting']);
  await performAll(world, { type: 'merge', ...at(0) });
  await world.pass(2 * MINUTE);
  expect((await states(world)).at(-1)).toBe('waiting');
  await limit(world, {});
  await world.pass(2 * MINUTE);
  expect((await states(world)).at(-1)).toBe('ready');
});

test('where the rules say so the one that nobody pushed to for longest makes room', async () => {
  const world = await createLimited({ most: 2, whenFull: 'oldest-goes' }, 2);
  await performAll(world, { type: 'push', ...at(0) });
  await world.pass(2 * MINUTE);
  await performAll(world, OPEN);
  await world.pass(3 * MINUTE);
  expect(await states(world)).toEqual(['ready', 'deleted', 'ready']);
  // A push brings it back, and another one goes.
  await performAll(world, { type: 'push', ...at(1) });
  await world.pass(3 * MINUTE);
  expect(await states(world)).toEqual(['deleted', 'ready', 'ready']);
  expect(await findUnsettled(world)).toEqual([]);
});

test('one that is kept makes no room', async () => {
  const world = await createLimited({ most: 1, whenFull: 'oldest-goes' }, 1);
  await world.invoke(async (deps) => {
    await keepPreview(deps, previewOfPullRequest(repositoryAt(world, 0), 1), ADMIN);
  });
  await performAll(world, OPEN);
  await world.pass(10 * MINUTE);
  expect(await states(world)).toEqual(['ready', 'waiting']);
});

test.each([0, 1, 2, 3, 4, 5, 6, 8, 10])(
  'who waits has room within a sweep although a look is broken off after %i calls',
  async (skip) => {
    const world = await createLimited({ most: 1 }, 2);
    await performAll(world, { type: 'merge', ...at(0) }, { type: 'kill', skip });
    await world.pass(7 * MINUTE);
    expect(await states(world)).toEqual(['deleted', 'ready']);
  },
);
