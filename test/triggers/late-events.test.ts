import { getPullRequest } from '../../src/domain/preview-key';
import type { HistoryLine } from '../../src/domain/history';
import { COMMIT, KEY, previewWith, settingsWith } from '../domain/preview-fixture';
import { CONTEXT, loadApp, OF_REPOSITORY, type AppInProcess } from '../fuzz/app-in-process';
import { goodAnswer } from '../fuzz/scripted-answers';
import { putPreview, putSettings, putCredentials } from '../fuzz/stored-rows';
import { previewBehind } from './preview-behind';

const HOUR_SECONDS = 3600;
const anHourAgo = () => new Date(Date.now() - HOUR_SECONDS * 1000).toISOString();

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  app.answer((asked) => Response.json(goodAnswer(asked)));
  await putSettings(app, settingsWith());
  await putCredentials(app, settingsWith(), { token: 'a-key' });
});

/** What the history says of the decision, once the message that was pushed has been consumed. */
async function decisionIn(): Promise<HistoryLine | undefined> {
  expect(app.pushed).toHaveLength(1);
  await app.functions.reconcile({ body: app.pushed[0] } as never);
  const history = (await app.invoke('card', 'readHistory', {}, CONTEXT)) as {
    lines: HistoryLine[];
  };
  return history.lines.find(({ noticedBy }) => noticedBy !== undefined);
}

function expectLate(line: HistoryLine | undefined, noticedBy: string): void {
  expect(line?.noticedBy).toBe(noticedBy);
  expect(line?.lateSeconds).toBeGreaterThanOrEqual(HOUR_SECONDS - 1);
  expect(line?.lateSeconds).toBeLessThan(HOUR_SECONDS + 60);
}

describe('the history says how late Bitbucket delivered', () => {
  test("a pull request's own event", async () => {
    const eventType = 'avi:bitbucket:created:pullrequest';
    const pullrequest = { id: getPullRequest(KEY).pullRequestId };
    await app.functions.pullRequest({
      ...OF_REPOSITORY,
      eventType,
      timestamp: anHourAgo(),
      pullrequest,
    });
    expectLate(await decisionIn(), "Bitbucket's event about the pull request");
  });

  test('a push', async () => {
    await putPreview(app, previewBehind());
    const eventType = 'avi:bitbucket:push:repository';
    const push = { ref: 'feature/rye', after: COMMIT };
    await app.functions.repository({ ...OF_REPOSITORY, eventType, timestamp: anHourAgo(), push });
    expectLate(await decisionIn(), "Bitbucket's event about a push");
  });

  test('the deletion of the repository', async () => {
    await putPreview(app, previewWith());
    const eventType = 'avi:bitbucket:deleted:repository';
    await app.functions.repository({ ...OF_REPOSITORY, eventType, timestamp: anHourAgo() });
    expect(app.pushed[0]?.eventAt).toBeLessThan(Date.now() - (HOUR_SECONDS - 1) * 1000);
  });
});

test.each([undefined, 7, 'yesterday'])(
  'an event of the time %p is not called late',
  async (timestamp) => {
    await putPreview(app, previewBehind());
    const push = { ref: 'feature/rye', after: COMMIT };
    const eventType = 'avi:bitbucket:push:repository';
    await app.functions.repository({ ...OF_REPOSITORY, eventType, timestamp, push });
    const line = await decisionIn();
    expect(line?.noticedBy).toBe("Bitbucket's event about a push");
    expect(line?.lateSeconds).toBeUndefined();
  },
);
