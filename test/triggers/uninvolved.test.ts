import { getPullRequest } from '../../src/domain/preview-key';
import { KEY, previewWith, settingsWith } from '../domain/preview-fixture';
import { loadApp, OF_REPOSITORY, type AppInProcess } from '../fuzz/app-in-process';
import { putPreview, putSettings } from '../fuzz/stored-rows';

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(() => app.reset());

const { pullRequestId } = getPullRequest(KEY);

/** How many messages an event makes. Of one pull request's events in a row only the first counts. */
async function pushedBy(id: number): Promise<number> {
  const event = { ...OF_REPOSITORY, pullrequest: { id } };
  expect(await app.functions.pullRequest(event)).toBeUndefined();
  expect(app.asked).toEqual([]);
  return app.pushed.length;
}

const { connection: _, options: __, ...unconnected } = settingsWith({ enabled: false });

test.each([
  ['that nobody connected', undefined],
  ['whose provider was disconnected', unconnected],
  ['that is switched off', settingsWith({ enabled: false })],
  ['that was deleted', settingsWith({ repositoryDeletedAt: 1 })],
])('an event of a repository %s makes no message and no call', async (_case, settings) => {
  if (settings) await putSettings(app, settings);
  expect(await pushedBy(pullRequestId)).toBe(0);
  const push = { ref: 'feature/rye', after: 'a'.repeat(40) };
  const eventType = 'avi:bitbucket:push:repository';
  await app.functions.repository({ ...OF_REPOSITORY, eventType, push });
  expect([app.pushed, app.asked]).toEqual([[], []]);
});

test('an event of a fork that waits for an approval makes no message and no call', async () => {
  await putSettings(app, settingsWith());
  const state = { type: 'none', reason: { why: 'fork' } } as const;
  await putPreview(app, previewWith({ state, holdings: [] }));
  expect(await pushedBy(pullRequestId)).toBe(0);
});

test('a preview that there is a record of is looked at wherever it belongs', async () => {
  await putPreview(app, previewWith());
  expect(await pushedBy(pullRequestId)).toBe(1);
});

test('a repository whose previews are on is looked at', async () => {
  await putSettings(app, settingsWith());
  expect(await pushedBy(pullRequestId + 1)).toBe(1);
});

test('settings that cannot be used are left to a look, which reports them', async () => {
  await putSettings(app, settingsWith(), {});
  expect(await pushedBy(pullRequestId + 2)).toBe(1);
});
