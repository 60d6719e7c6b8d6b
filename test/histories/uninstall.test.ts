import { previewOfPullRequest } from '../../src/domain/preview-key';
import { disconnectProvider } from '../../src/usecases/disconnect-provider';
import { cleanUpBeforeUninstall } from '../../src/usecases/clean-up-before-uninstall';
import { reconcilePreview } from '../../src/usecases/reconcile-preview';
import { ADMIN } from './change-settings';
import { perform } from './perform';
import { repositoryAt, SWEEP_MS, type World } from './world';
import { createConnectedWorld, createWorldWithPreview, OPEN } from './world-with-preview';

const environments = ({ provider }: World) =>
  provider.controls.workspaces().map(({ workspace }) => workspace.name);

test('an uninstall has everything deleted, and no event of that moment has it made again', async () => {
  const world = await createWorldWithPreview();
  await perform(world, { ...OPEN, pullRequest: 1 });
  await world.pass(120_000);
  expect(environments(world)).toHaveLength(2);
  await world.invoke(cleanUpBeforeUninstall);
  expect(environments(world)).toEqual([]);
  await perform(world, { ...OPEN, pullRequest: 2 });
  for (const id of [1, 3]) {
    const key = previewOfPullRequest(repositoryAt(world, 0), id);
    await world.invoke(
      async (deps) => void (await reconcilePreview(deps, { key, cause: 'pull-request' })),
    );
  }
  expect(environments(world)).toEqual([]);
});

test('a delete that fails hinders no other, and ends nothing', async () => {
  const world = await createConnectedWorld();
  await perform(world, OPEN);
  await perform(world, { ...OPEN, pullRequest: 1 });
  await world.pass(120_000);
  const [lost] = environments(world);
  world.provider.controls.behave({ ignoredDeletes: 1 });
  await world.invoke(cleanUpBeforeUninstall);
  expect(environments(world)).toEqual([lost]);
});

test('what an admin left running stays', async () => {
  const world = await createWorldWithPreview();
  await world.invoke(async (deps) => {
    await disconnectProvider(deps, repositoryAt(world, 0), 'keep', ADMIN);
  });
  const before = environments(world);
  expect(before).toHaveLength(1);
  await world.invoke(cleanUpBeforeUninstall);
  await world.pass(SWEEP_MS);
  expect(environments(world)).toEqual(before);
});
