import { getPerson } from '../../local/bitbucket/accounts';
import { peopleIn } from '../../src/domain/person';
import { reportPeople } from '../../src/usecases/report-people';
import type { Layer } from '../../src/domain/layer';
import { ADMIN } from './change-settings';
import { comment, obeyComments } from './commands-world';
import { perform } from './perform';
import { repositoryAt, type World } from './world';
import { createWorldWithPreview, first, OPEN, readRecord } from './world-with-preview';

/** Whoever set what is for all repositories. */
const OWNERS = { workspace: 'owner-account', project: 'lead-account', connection: 'buyer-account' };

const settingsOf = (world: World) => world.store.readSettings(repositoryAt(world, 0));

/** Everything that is stored and may name people. */
async function bodies({ store }: World): Promise<object[]> {
  const previews: object[] = [];
  await store.eachPreview((preview) => Promise.resolve(void previews.push(preview)));
  const [settings, connections, layers] = await Promise.all([
    store.listSettings(),
    store.listConnections(),
    store.readLayers(),
  ]);
  return [...settings, ...connections, layers, ...previews];
}

async function people(world: World): Promise<string[]> {
  return (await bodies(world)).flatMap(peopleIn);
}

async function worldWithPeople(): Promise<World> {
  const world = await createWorldWithPreview();
  await obeyComments(world);
  await comment(world, '/preview redeploy', 'ada');
  await perform(world, { type: 'redeploy', ...first });
  await world.pass(60_000);
  const layerOf = (updatedBy: string): Layer => ({ rules: {}, locks: {}, updatedAt: 1, updatedBy });
  await world.store.writeLayers({
    ...{ version: 1, revision: 1, workspace: layerOf(OWNERS.workspace) },
    projects: { 'a-project': layerOf(OWNERS.project) },
  });
  await world.store.writeConnection({
    ...{
      version: 1,
      id: 'shared',
      title: 'Shared',
      revision: 1,
      provider: 'codesphere',
      places: [],
    },
    ...{ setAt: 1, setBy: OWNERS.connection },
  });
  return world;
}

test('the account of somebody who is still there stays', async () => {
  const world = await worldWithPeople();
  const before = await people(world);
  expect(before).toContain(ADMIN);
  const { revision } = await readRecord(world);
  await world.invoke(reportPeople);
  expect(await people(world)).toEqual(before);
  expect((await readRecord(world)).revision).toBe(revision);
});

test('a closed account is erased everywhere, from previews of closed pull requests too', async () => {
  const world = await worldWithPeople();
  await perform(world, { type: 'merge', ...first });
  await world.pass(600_000);
  for (const accountId of await people(world)) world.closedAccounts.add(accountId);
  const closed = [...world.closedAccounts];
  expect(closed).toEqual(
    expect.arrayContaining([ADMIN, getPerson('ada').accountId, ...Object.values(OWNERS)]),
  );
  await world.invoke(reportPeople);
  expect(await people(world)).toEqual([]);
  const stored = JSON.stringify(await bodies(world));
  expect(closed.filter((accountId) => stored.includes(accountId))).toEqual([]);
  expect((await readRecord(world)).history.some(({ by }) => by === 'former-person')).toBe(true);
  expect((await settingsOf(world))?.connection?.setBy).toBe('former-person');
  await perform(world, { ...OPEN, pullRequest: 1 });
  await world.pass(120_000);
});
