import { previewOfPullRequest, type PreviewKey } from '../../src/domain/preview-key';
import { COMMIT, KEY, previewWith, settingsWith } from '../domain/preview-fixture';
import { loadApp, OF_REPOSITORY, type AppInProcess, type Asked } from '../fuzz/app-in-process';
import { goodAnswer, PULL_REQUEST } from '../fuzz/scripted-answers';
import { putCredentials, putPreview, putSettings } from '../fuzz/stored-rows';

const HOUR_MS = 60 * 60 * 1000;

let app: AppInProcess;
/** What Bitbucket says of the requests that are left. */
let near = 'false';
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  near = 'false';
  app.answer((asked) =>
    Response.json(answerOf(asked), { headers: { 'x-ratelimit-nearlimit': near } }),
  );
  await putSettings(app, settingsWith());
  await putCredentials(app, settingsWith(), { token: 'a-key' });
});

/** Every pull request but the first seven comes from a fork. */
function answerOf(asked: Asked): unknown {
  if (asked.path.includes('/commits?')) return { values: [{ hash: COMMIT }] };
  const [, id] = /\/pullrequests\/(\d+)\?/.exec(asked.path) ?? [];
  if (Number(id ?? 0) <= 7) return goodAnswer(asked);
  const repository = { uuid: '{99999999-0000-4000-8000-000000000000}' };
  return { ...PULL_REQUEST, id: Number(id), source: { ...PULL_REQUEST.source, repository } };
}

const ofBitbucket = () => app.asked.filter(({ to }) => to === 'bitbucket').length;

async function open(id: number): Promise<void> {
  const eventType = 'avi:bitbucket:created:pullrequest';
  await app.functions.pullRequest({ ...OF_REPOSITORY, eventType, pullrequest: { id } });
}

async function lookAtAll(): Promise<unknown[]> {
  const results = [];
  for (const body of app.pushed.splice(0)) {
    results.push(await app.functions.reconcile({ body } as never));
  }
  return results;
}

function putHeld(key: PreviewKey, readAt: number): Promise<void> {
  const state = { type: 'none', reason: { why: 'fork' } } as const;
  const pullRequest = { ...previewWith().pullRequest, readAt };
  return putPreview(app, previewWith({ key, state, pullRequest, holdings: [] }));
}

test('a hundred pull requests from forks cost a repository no more than sixty requests', async () => {
  for (let id = 100; id < 200; id += 1) {
    await open(id);
    await lookAtAll();
  }
  const spent = ofBitbucket();
  expect(spent).toBeGreaterThan(0);
  expect(spent).toBeLessThanOrEqual(60);
  // What they push then costs nothing, nor does closing them.
  for (let id = 100; id < 200; id += 1) await open(id);
  expect(app.pushed).toEqual([]);
  expect(ofBitbucket()).toBe(spent);
});

test('forks that were read an hour ago, or of which a few were, hold up nobody', async () => {
  for (let id = 300; id < 309; id += 1) {
    await putHeld(previewOfPullRequest(KEY, id), Date.now());
  }
  await putHeld(previewOfPullRequest(KEY, 309), Date.now() - HOUR_MS);
  await open(5);
  expect(app.pushed).toHaveLength(1);
  await putHeld(previewOfPullRequest(KEY, 310), Date.now());
  await open(6);
  expect(app.pushed).toHaveLength(1);
});

test('while Bitbucket says that few requests are left events wait, and neither people nor sweeps do', async () => {
  near = 'true';
  const message = (id: number, cause: string, more = {}) => ({
    body: { key: previewOfPullRequest(KEY, id), cause, ...more },
  });
  // Of that look it is learned.
  await app.functions.reconcile(message(400, 'sweep') as never);
  const before = ofBitbucket();
  for (const event of [
    message(401, 'pull-request', { readAfter: Date.now() + 500 }),
    message(402, 'push', { commit: 'd'.repeat(40) }),
  ]) {
    expect(await app.functions.reconcile(event as never)).toMatchObject({
      retryOptions: { retryAfter: 60 },
    });
  }
  expect(ofBitbucket()).toBe(before);
  for (const [index, cause] of ['person', 'sweep', 'check', 'environment'].entries()) {
    const spent = ofBitbucket();
    await app.functions.reconcile(message(410 + index, cause) as never);
    expect([cause, ofBitbucket() > spent]).toEqual([cause, true]);
  }
  near = 'false';
  await app.functions.reconcile(message(403, 'person') as never);
  await app.functions.reconcile(
    message(404, 'pull-request', { readAfter: Date.now() + 500 }) as never,
  );
  expect(app.records().map(([key]) => key)).toEqual(
    expect.arrayContaining([expect.stringContaining('404')]),
  );
});
