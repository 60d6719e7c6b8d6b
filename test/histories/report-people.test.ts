import { peopleIn } from '../../src/domain/person';
import { reportPeople } from '../../src/usecases/report-people';
import { ADMIN } from './change-settings';
import { perform } from './perform';
import { repositoryAt, type World } from './world';
import { createWorldWithPreview, first, OPEN, readRecord } from './world-with-preview';

const settingsOf = (world: World) => world.store.readSettings(repositoryAt(world, 0));

async function people(world: World): Promise<string[]> {
  const bodies = [await settingsOf(world), await readRecord(world)];
  return bodies.flatMap((body) => (body ? peopleIn(body) : []));
}

async function worldWithPeople(): Promise<World> {
  const world = await createWorldWithPreview();
  await perform(world, { type: 'redeploy', ...first });
  await world.pass(60_000);
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
  await world.invoke(reportPeople);
  expect(await people(world)).toEqual([]);
  expect((await readRecord(world)).history.some(({ by }) => by === 'former-person')).toBe(true);
  expect((await settingsOf(world))?.connection?.setBy).toBe('former-person');
  await perform(world, { ...OPEN, pullRequest: 1 });
  await world.pass(120_000);
});
