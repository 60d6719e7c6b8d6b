import type { Command } from './command';
import { perform } from './perform';
import { createWorldWithPreview, first, readRecord } from './world-with-preview';

const saveSecret: Command = { type: 'settings', step: { change: 'secret' }, ...first };
const savePlan: Command = { type: 'settings', step: { change: 'plan' }, ...first };

test('values that a save replaces while a deployment reads them are not called missing', async () => {
  let replaced = 0;
  const world = await createWorldWithPreview();
  await perform(world, saveSecret);
  await world.pass(120_000);
  for (let skip = 0; skip < 25; skip += 1) {
    await perform(world, { type: 'redeploy', ...first });
    const { secretsId } = (await world.store.readSettings((await readRecord(world)).key)) ?? {};
    world.interrupt(skip, async () => {
      await perform(world, savePlan);
      await perform(world, saveSecret);
    });
    await world.pass(120_000);
    const settings = await world.store.readSettings((await readRecord(world)).key);
    if (settings?.secretsId !== secretsId) replaced += 1;
    const { state, history } = await readRecord(world);
    expect([skip, state.type]).toEqual([skip, 'ready']);
    expect(history.filter(({ text }) => text.startsWith('Failed'))).toEqual([]);
  }
  expect(replaced).toBe(25);
});
