import { createBuildStatus } from '../../../src/adapters/surfaces/build-status/build-status';
import type { Subject } from '../../../src/domain/preview-key';
import type { BuildStatus } from '../../../src/ports/bitbucket';
import { COMMIT, KEY } from '../../domain/preview-fixture';

const content = { state: 'SUCCESSFUL', description: 'Ready', url: 'https://a.b', refname: 'rye' };

/** What Bitbucket gets to show for a preview of `subject`. */
async function statusOf(subject: Subject): Promise<BuildStatus> {
  const shown: BuildStatus[] = [];
  const surface = createBuildStatus({
    setBuildStatus: (_key, _commit, status) => {
      shown.push(status);
      return Promise.resolve();
    },
  });
  await surface.say({ ...KEY, subject }, { surface: surface.id, address: COMMIT, content });
  return shown[0]!;
}

test('two pull requests of one commit have each a status of its own, which says whose it is', async () => {
  const [first, second] = [
    await statusOf({ kind: 'pull-request', id: 1 }),
    await statusOf({ kind: 'pull-request', id: 2 }),
  ];
  expect([first.name, second.name]).toEqual(['Preview of #1', 'Preview of #2']);
  expect(first.key).not.toBe(second.key);
  expect((await statusOf({ kind: 'branch', name: 'main' })).name).toBe('Preview of main');
});
