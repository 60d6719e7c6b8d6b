import { getPullRequest } from '../../src/domain/preview-key';
import { NO_RULES } from '../../src/domain/rules';
import type { RepositorySettings } from '../../src/domain/settings';
import { announced, COMMIT, KEY, previewWith, settingsWith } from '../domain/preview-fixture';
import { loadApp, OF_REPOSITORY, type AppInProcess, type Asked } from '../fuzz/app-in-process';
import { COMMENT, goodAnswer, PULL_REQUEST } from '../fuzz/scripted-answers';
import { putCredentials, putPreview, putSettings } from '../fuzz/stored-rows';

const EVENT = {
  ...OF_REPOSITORY,
  eventType: 'avi:bitbucket:created:pullrequest-comment',
  actor: { type: 'user', accountId: 'a', uuid: COMMENT.user.uuid },
  pullrequest: { id: getPullRequest(KEY).pullRequestId },
  comment: { id: 12 },
};
const OBEYS = settingsWith({ rules: { ...NO_RULES, commands: 'obeyed' } });

/** All that there is to tell of it was told. */
const PREVIEW = announced(previewWith());

let app: AppInProcess;
let reads: number;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  reads = 0;
  answerWith({});
  await store(OBEYS);
});

async function store(settings: RepositorySettings): Promise<void> {
  await putSettings(app, settings);
  await putCredentials(app, settings, { token: 'a-key' });
  await putPreview(app, PREVIEW);
}

/** What Bitbucket answers other than when all is well. */
interface Odd {
  comment?: object;
  pullRequest?: object;
  permission?: Response | (() => Response);
}

function answerWith({ comment = {}, pullRequest = {}, permission }: Odd): void {
  app.answer((asked) => {
    if (isCommentRead(asked)) {
      reads += 1;
      return Response.json({ ...COMMENT, ...comment });
    }
    if (permission && isPermissionRead(asked)) {
      return typeof permission === 'function' ? permission() : permission.clone();
    }
    if (/\/pullrequests\/\d+\?/.test(asked.path)) {
      return Response.json({ ...PULL_REQUEST, ...pullRequest });
    }
    if (asked.path.includes('/commits?')) return Response.json({ values: [{ hash: COMMIT }] });
    return Response.json(goodAnswer(asked));
  });
}

const isCommentRead = ({ method, path }: Asked) =>
  method === 'GET' && /\/comments\/\d+\?/.test(path);
const isPermissionRead = ({ as, path }: Asked) =>
  as === 'app' && path.includes('/permissions/repositories/');
/** What the app changed, beside its replies. */
const changes = () =>
  app.asked.filter(({ to, method }) => to === 'provider' && method !== 'GET' && method !== 'HEAD');
const replies = () =>
  app.asked.filter(({ method, path }) => method === 'POST' && path.includes('/comments'));

/** The event, then what follows from it. */
async function comment(event: object = EVENT, id = 12): Promise<void> {
  await app.functions.comment({ ...event, comment: { id } });
  for (const body of app.pushed.splice(0)) {
    await app.functions.reconcile({ body } as never);
  }
}

describe('a comment is not even read', () => {
  const { connection: _, options: __, ...unconnected } = settingsWith({ enabled: false });

  test.each([
    ['where comments are ignored', settingsWith({ rules: NO_RULES }), EVENT],
    ['where nobody chose rules', settingsWith(), EVENT],
    ['where previews are off', { ...OBEYS, enabled: false }, EVENT],
    ['where nothing is connected', { ...unconnected, rules: OBEYS.rules! }, EVENT],
    ['that the app itself wrote', OBEYS, { ...EVENT, selfGenerated: true }],
    ['of another app', OBEYS, { ...EVENT, actor: { ...EVENT.actor, type: 'app_user' } }],
    ['of a team', OBEYS, { ...EVENT, actor: { type: 'team' } }],
  ])('%s', async (_case, settings, event) => {
    await app.reset();
    await putSettings(app, settings);
    await app.functions.comment(event);
    expect([app.pushed, app.asked, app.logs]).toEqual([[], [], []]);
  });

  test.each([
    ['no pull request', { ...EVENT, pullrequest: undefined }],
    ['no comment', { ...EVENT, comment: {} }],
    ['a text for an id', { ...EVENT, comment: { id: '12/../../..' } }],
  ])('of an event with %s', async (_case, event) => {
    await app.functions.comment(event as never);
    expect([app.pushed, app.asked]).toEqual([[], []]);
    expect(app.logs).toEqual([expect.stringContaining('names no comment')]);
  });
});

describe('a comment is read once, and no more is done about it', () => {
  const old = new Date(Date.now() - 2 * 60 * 60_000).toISOString();

  test.each([
    ['when it is deleted', { comment: { deleted: true } }],
    ['when it is not sent yet', { comment: { pending: true } }],
    ['when an app wrote it', { comment: { user: { ...COMMENT.user, type: 'app_user' } } }],
    ['when nobody knows who wrote it', { comment: { user: { type: 'user' } } }],
    ['when it is no command', { comment: { content: { raw: 'Nice. /preview redeploy' } } }],
    ['when it is old', { comment: { created_on: old } }],
    ['when it has no text', { comment: { content: null } }],
  ])('%s', async (_case, odd: Odd) => {
    answerWith(odd);
    await comment();
    await comment();
    expect(reads).toBe(1);
    expect(app.asked).toHaveLength(1);
  });

  test('when the pull request is closed', async () => {
    answerWith({ pullRequest: { state: 'MERGED' } });
    await comment();
    await comment();
    expect([reads, replies()]).toEqual([1, []]);
  });
});

test('an event and a message that come twice are one command with one reply', async () => {
  await app.functions.comment(EVENT);
  await app.functions.comment(EVENT);
  const bodies = app.pushed.splice(0);
  expect(bodies).toHaveLength(2);
  for (const body of [...bodies, ...bodies]) await app.functions.reconcile({ body } as never);
  await comment();
  expect([reads, replies().length]).toEqual([1, 1]);
});

test('a message that comes again because it was broken off is carried out, once', async () => {
  await app.functions.comment(EVENT);
  const [body] = app.pushed.splice(0);
  app.answer(() => new Response('', { status: 503 }));
  const again = await app.functions.reconcile({ body } as never);
  expect(again).toBeDefined();
  answerWith({});
  const retryContext = { retryCount: 1, retryReason: 'asked', retryData: { tries: 1 } };
  for (const context of [retryContext, { ...retryContext, retryData: undefined }]) {
    await app.functions.reconcile({ body, retryContext: context } as never);
  }
  expect(replies()).toHaveLength(1);
});

test('sixty comments of a repository are read in an hour, whoever writes them', async () => {
  answerWith({ comment: { content: { raw: 'Lovely.' } } });
  for (let id = 1; id <= 100; id += 1) await comment(EVENT, id);
  expect([reads, app.asked.length]).toEqual([60, 60]);
  const said = app.logs.filter((line) => line.includes('too many within the hour'));
  expect(said).toHaveLength(40);
});

describe('who may', () => {
  const untold = [
    ['is refused the list', () => new Response('{}', { status: 403 })],
    ['is refused the filter', () => new Response('{}', { status: 400 })],
    ['cannot find it', () => new Response('{}', { status: 404 })],
    ['gets a list without the author', () => Response.json({ values: [] })],
    [
      'gets a list of somebody else, who may',
      () =>
        Response.json({
          values: [
            { permission: 'admin', user: { uuid: '{b0000000-0000-4000-8000-000000000001}' } },
            { permission: 'admin', user: null },
          ],
        }),
    ],
    [
      'gets a permission that nobody knows',
      () => Response.json({ values: [{ permission: 'owner', user: COMMENT.user }] }),
    ],
  ] as const;

  test.each(untold)('is not known where the app %s: nothing is done', async (_case, permission) => {
    answerWith({ permission });
    await comment();
    expect(changes()).toEqual([]);
    expect(replies()).toHaveLength(1);
    const [, row] = app.records().find(([key]) => key.startsWith('preview/'))!;
    expect(JSON.stringify(row)).toContain('"asks"');
  });

  test.each(['read', 'none'])('is not whoever has the permission %s', async (permission) => {
    answerWith({ permission: Response.json({ values: [{ permission, user: COMMENT.user }] }) });
    await comment();
    expect(changes()).toEqual([]);
    expect(replies()).toHaveLength(1);
    const [, row] = app.records().find(([key]) => key.startsWith('preview/'))!;
    expect(JSON.stringify(row)).not.toContain('"asks"');
  });

  test('is whoever may write', async () => {
    await comment();
    expect(changes().length).toBeGreaterThan(0);
  });

  const fork = { uuid: '{99999999-0000-4000-8000-000000000000}' };
  const KEEP = { content: { raw: '/preview keep' } };
  const OWN = { author: { uuid: COMMENT.user.uuid } };

  test.each([
    ['keeps the preview of it', OWN, true],
    [
      'keeps nothing when it comes from a fork',
      { ...OWN, source: { ...PULL_REQUEST.source, repository: fork } },
      false,
    ],
    ['is not somebody else', { author: { uuid: '{c0000000-0000-4000-8000-000000000001}' } }, false],
    ['is nobody when Bitbucket does not tell', {}, false],
  ])('as the author of a pull request %s', async (_case, pullRequest, keeps) => {
    await store({ ...OBEYS, rules: { ...OBEYS.rules!, days: 5, privateForks: 'approved' } });
    const preview = PREVIEW;
    if ('source' in pullRequest) {
      const ofFork = { private: false, gitUrl: 'https://bitbucket.org/otto/shop.git' };
      await putPreview(app, {
        ...preview,
        pullRequest: { ...preview.pullRequest, fork: ofFork },
        approval: { commit: COMMIT, by: 'b', at: 1 },
      });
    }
    answerWith({ comment: KEEP, pullRequest, permission: new Response('{}', { status: 403 }) });
    await comment();
    expect(replies()).toHaveLength(1);
    const [, row] = app.records().find(([key]) => key.startsWith('preview/'))!;
    expect(JSON.stringify(row).includes('"kept"')).toBe(keeps);
  });
});
