import { valuesOf } from '../../src/domain/field';
import type { Preview } from '../../src/domain/preview';
import { previewOfBranch, previewOfPullRequest } from '../../src/domain/preview-key';
import { ruleFields } from '../../src/domain/rule-fields';
import { NO_RULES, type Rules } from '../../src/domain/rules';
import { save, withOption } from './change-settings';
import { performAll } from './perform';
import { repositoryAt, type World } from './world';
import { createConnectedWorld, OPEN } from './world-with-preview';

const MINUTE = 60_000;
const TRACKED: Partial<Rules> = { tracked: ['release/*'] };

async function rule(world: World, rules: Partial<Rules>): Promise<void> {
  await world.invoke(async (deps) => {
    const values = valuesOf(ruleFields({ ...NO_RULES, ...rules }));
    await save(deps, repositoryAt(world, 0), (form) => withOption(form, values));
  });
  await world.pass(2 * MINUTE);
}

async function createTracking(rules = TRACKED): Promise<World> {
  const world = await createConnectedWorld();
  await rule(world, rules);
  return world;
}

const BRANCH = 'release/1';

async function push(world: World, branch = BRANCH): Promise<void> {
  const repository = repositoryAt(world, 0);
  if (world.bitbucket.tipOf(repository, branch) === undefined) {
    const main = world.bitbucket.tipOf(repository, 'main');
    await world.bitbucket.moveBranch(repository, branch, main);
  }
  await world.bitbucket.push(repository, branch, { force: false, broken: false });
}

function recordOf(world: World, branch = BRANCH): Promise<Preview | undefined> {
  return world.store.readPreview(previewOfBranch(repositoryAt(world, 0), branch)!);
}

const statuses = (world: World, preview: Preview | undefined) =>
  world.bitbucket
    .statuses()
    .filter(({ commit }) => commit === preview?.pullRequest.commit)
    .map(({ state, name }) => `${state} ${name}`);

test('each push to a branch that the rules name is deployed, and linked at its commit', async () => {
  const world = await createTracking();
  await push(world);
  await world.pass(2 * MINUTE);
  const before = await recordOf(world);
  expect(before?.state.type).toBe('ready');
  expect(statuses(world, before)).toEqual([`SUCCESSFUL Preview of ${BRANCH}`]);
  await push(world);
  await world.pass(2 * MINUTE);
  const after = await recordOf(world);
  expect(after?.running?.commit).toBe(world.bitbucket.tipOf(repositoryAt(world, 0), BRANCH));
  expect(after?.running?.commit).not.toBe(before?.running?.commit);
  expect(world.provider.controls.workspaces()).toHaveLength(1);
});

test('a branch that the rules do not name has none, nor one that they name no more', async () => {
  const world = await createTracking();
  await push(world, 'feature/1');
  await push(world);
  await world.pass(2 * MINUTE);
  expect(await recordOf(world, 'feature/1')).toBeUndefined();
  await rule(world, {});
  expect((await recordOf(world))?.state).toMatchObject({
    type: 'deleted',
    reason: { why: 'untracked' },
  });
  expect(world.provider.controls.workspaces()).toEqual([]);
});

test('branches that are there have theirs as soon as the rules name them', async () => {
  const world = await createConnectedWorld();
  await push(world);
  await world.pass(2 * MINUTE);
  expect(await recordOf(world)).toBeUndefined();
  await rule(world, TRACKED);
  expect((await recordOf(world))?.state.type).toBe('ready');
});

test('it goes with its branch, and comes back with it', async () => {
  const world = await createTracking();
  await push(world);
  await world.pass(2 * MINUTE);
  await world.bitbucket.moveBranch(repositoryAt(world, 0), BRANCH, undefined);
  await world.pass(2 * MINUTE);
  expect((await recordOf(world))?.state).toMatchObject({
    type: 'deleted',
    reason: { why: 'branch-gone' },
  });
  expect(world.provider.controls.workspaces()).toEqual([]);
  await push(world);
  await world.pass(2 * MINUTE);
  expect((await recordOf(world))?.state.type).toBe('ready');
});

test('a sweep finds what no event told', async () => {
  const world = await createTracking();
  const unheard = async (action: () => Promise<void>) => {
    const trouble = Array.from({ length: 9 }, () => ({ fate: 'lost', seconds: 0 }) as const);
    await performAll(world, { type: 'events', trouble });
    await action();
    await world.pass(10 * MINUTE);
    world.events.trouble.length = 0;
  };
  await unheard(() => push(world));
  expect((await recordOf(world))?.state.type).toBe('ready');
  await unheard(() => push(world));
  const tip = world.bitbucket.tipOf(repositoryAt(world, 0), BRANCH);
  expect((await recordOf(world))?.running?.commit).toBe(tip);
  await unheard(() => world.bitbucket.moveBranch(repositoryAt(world, 0), BRANCH, undefined));
  expect((await recordOf(world))?.state.type).toBe('deleted');
});

test('a pull request from such a branch has no second one, unless the rules say so', async () => {
  const world = await createConnectedWorld();
  await performAll(world, OPEN);
  await world.pass(2 * MINUTE);
  const key = previewOfPullRequest(repositoryAt(world, 0), 1);
  const { pullRequest } = (await world.store.readPreview(key))!;
  await rule(world, { tracked: [pullRequest.branch] });
  expect((await world.store.readPreview(key))?.state).toMatchObject({ type: 'deleted' });
  expect((await recordOf(world, pullRequest.branch))?.state.type).toBe('ready');
  expect(world.provider.controls.workspaces()).toHaveLength(1);
  await rule(world, { tracked: [pullRequest.branch], fromTracked: 'own' });
  expect(world.provider.controls.workspaces()).toHaveLength(2);
});
