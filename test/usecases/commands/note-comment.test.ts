import { NO_RULES } from '../../../src/domain/rules';
import type { Dependencies } from '../../../src/usecases/dependencies';
import { noteComment } from '../../../src/usecases/commands/note-comment';
import { KEY, NOW, settingsWith } from '../../domain/preview-fixture';

/** How often the store is read, and what is pushed, for a comment in a repository with these settings. */
async function costOf(settings: ReturnType<typeof settingsWith> | undefined) {
  const cost = { reads: 0, pushed: 0 };
  const read = (answer: unknown) => () => Promise.resolve((cost.reads += 1) && answer);
  // Whatever else would be called is not there.
  const deps = {
    store: {
      readSettings: read(settings),
      readComments: read({ repositoryId: KEY.repositoryId, revision: 0, comments: [] }),
    },
    clock: { now: () => NOW },
    queue: { push: (all: unknown[]) => Promise.resolve(void (cost.pushed += all.length)) },
  } as unknown as Dependencies;
  await noteComment(deps, KEY, { comment: 12, at: NOW });
  return cost;
}

test.each([
  ['has no settings', undefined, { reads: 1, pushed: 0 }],
  ['has no rules', settingsWith(), { reads: 1, pushed: 0 }],
  ['ignores comments', settingsWith({ rules: NO_RULES }), { reads: 1, pushed: 0 }],
  [
    'obeys comments',
    settingsWith({ rules: { ...NO_RULES, commands: 'obeyed' } }),
    { reads: 2, pushed: 1 },
  ],
])('a repository that %s pays %j', async (_, settings, cost) => {
  expect(await costOf(settings)).toEqual(cost);
});
