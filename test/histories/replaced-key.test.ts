import { shownEnvironment } from '../../src/domain/holding';
import { previewOfPullRequest } from '../../src/domain/preview-key';
import { resolve } from 'node:path';
import { readManifest } from '../../local/app/manifest';
import { connect, save } from './change-settings';
import { perform } from './perform';
import { addToken, createWorld, repositoryAt } from './world';
import { first, OPEN } from './world-with-preview';

jest.setTimeout(180_000);

/** A first look that makes a preview is over before its 30th call. */
const MOMENTS = Array.from({ length: 30 }, (_, skip) => skip);

test('whenever the key of another account and its team are chosen, no preview fails of the old key', async () => {
  const { entities } = await readManifest(resolve(__dirname, '../../manifest.yml'));
  const found = new Set<string>();
  for (const skip of MOMENTS) {
    const world = await createWorld({ entities, skewsMs: [0], mostDeployments: 10 });
    const repository = repositoryAt(world, 0);
    await world.invoke(async (deps) => {
      await connect(deps, repository, addToken(world, [1]));
      await save(deps, repository, (form) => ({ ...form, enabled: true }));
    });
    world.interrupt(skip, () =>
      perform(world, { type: 'settings', step: { change: 'other-key' }, ...first }),
    );
    await perform(world, OPEN);
    await world.pass(5 * 60_000);
    const preview = await world.store.readPreview(previewOfPullRequest(repository, 1));
    found.add(`${preview?.state.type} in team ${preview && shownEnvironment(preview)?.place}`);
  }
  // What the old key had made by then is known until a key that opens its team comes.
  expect([...found].sort()).toEqual(['deleting in team 1', 'ready in team 2']);
});
