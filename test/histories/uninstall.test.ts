import { previewOfPullRequest } from '../../src/domain/preview-key';
import { disconnectProvider } from '../../src/usecases/settings/disconnect-provider';
import type { Log } from '../../src/ports/log';
import { cleanUpBeforeUninstall } from '../../src/usecases/clean-up-before-uninstall';
import { reconcilePreview } from '../../src/usecases/reconcile/reconcile-preview';
import { ENVIRONMENT, holdingOf, previewWith } from '../domain/preview-fixture';
import { ADMIN } from './change-settings';
import { perform } from './perform';
import { repositoryAt, SWEEP_MS, type World } from './world';
import { createConnectedWorld, createWorldWithPreview, OPEN } from './world-with-preview';

/** Forge ends the function then (its documentation). */
const FORGE_LIMIT_MS = 55_000;

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

/** As `cleanUpBeforeUninstall`, where the provider answers `onDelete` to a DELETE, if it answers anything. */
async function cleanUp(
  world: World,
  onDelete: () => Response | undefined | Promise<Response>,
): Promise<Parameters<Log>[]> {
  const said: Parameters<Log>[] = [];
  await world.invoke((deps) => {
    const { outside } = deps;
    const fetch: typeof globalThis.fetch = async (input, init) =>
      (init?.method === 'DELETE' ? await onDelete() : undefined) ?? outside.fetch(input, init);
    const log: Log = (...line) => void said.push(line);
    return cleanUpBeforeUninstall({ ...deps, outside: { ...outside, fetch }, log });
  });
  return said;
}

async function worldWithTwo(): Promise<World> {
  const world = await createConnectedWorld();
  await perform(world, OPEN);
  await perform(world, { ...OPEN, pullRequest: 1 });
  await world.pass(120_000);
  return world;
}

test('a delete that does nothing hinders no other, and ends nothing', async () => {
  const world = await worldWithTwo();
  const [lost] = environments(world);
  world.provider.controls.behave({ ignoredDeletes: 1 });
  await world.invoke(cleanUpBeforeUninstall);
  expect(environments(world)).toEqual([lost]);
});

test.each([
  [403, 'provider-refused'],
  [500, 'provider-unreachable'],
])('a delete that is answered %d hinders no other, and is logged', async (status, code) => {
  const world = await worldWithTwo();
  const [lost] = environments(world);
  const environment = String(world.provider.controls.workspaces()[0]?.workspace.id);
  let deletes = 0;
  const said = await cleanUp(world, () =>
    (deletes += 1) === 1 ? new Response(null, { status }) : undefined,
  );
  expect(environments(world)).toEqual([lost]);
  expect(said).toEqual([
    ['could not delete before the uninstall', { environment, code }],
    ['deleted before the uninstall', { accepted: 1, of: 2 }],
  ]);
});

test('it ends before Forge ends it, though each delete takes nine seconds', async () => {
  const world = await createConnectedWorld();
  for (let id = 1; id <= 60; id += 1) {
    const key = previewOfPullRequest(repositoryAt(world, 0), id);
    const holdings = [holdingOf({ ...ENVIRONMENT, id: `${id}` })];
    await world.store.writePreview(previewWith({ key, revision: 1, holdings }));
  }
  const begun = world.clock.now();
  const slowly = () =>
    new Promise<Response>((answer) =>
      world.clock.after(9_000, () => answer(new Response(null, { status: 200 }))),
    );
  let said: Parameters<Log>[] | undefined;
  const ended = cleanUp(world, slowly).then((lines) => void (said = lines));
  while (!said) {
    await new Promise((done) => setImmediate(done));
    world.clock.advance(100);
  }
  await ended;
  expect(world.clock.now() - begun).toBeLessThan(FORGE_LIMIT_MS);
  expect(said).toEqual([['deleted before the uninstall', { accepted: 40, of: 60 }]]);
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
