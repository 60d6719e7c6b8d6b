import { ALL_STAGES } from '../fixtures/codesphere/chosen-fields';
import type { HistoryLine } from '../../src/domain/history';
import { previewOfPullRequest, getPullRequest, previewId } from '../../src/domain/preview-key';
import { COMMIT, KEY, previewWith, settingsWith } from '../domain/preview-fixture';
import {
  CONTEXT,
  loadApp,
  OF_REPOSITORY,
  type AppInProcess,
  type Asked,
} from '../fuzz/app-in-process';
import { goodAnswer } from '../fuzz/scripted-answers';
import { putPreview, putSettings, putCredentials } from '../fuzz/stored-rows';
import { previewBehind } from './preview-behind';

const PREVIEW = `preview="${previewId(KEY)}"`;
const REPOSITORY = `repository="${KEY.repositoryId}"`;

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

/** All is well but for those requests, to which the answer is that something is down. */
function breakDown(isBroken: (asked: Asked) => boolean): void {
  app.answer((asked) =>
    isBroken(asked) ? new Response('', { status: 503 }) : Response.json(goodAnswer(asked)),
  );
}

async function look(cause: string): Promise<void> {
  await app.functions.reconcile({ body: { key: KEY, cause, commit: COMMIT } } as never);
}

test('a look is logged with its key, its cause and the words of the history', async () => {
  await putPreview(app, previewBehind());
  await look('push');
  const { lines } = (await app.invoke('card', 'readHistory', {}, CONTEXT)) as {
    lines: HistoryLine[];
  };
  const decision = lines.find(({ noticedBy }) => noticedBy === "Bitbucket's event about a push");
  const why = /^Deploying aaaaaaa: (.+)\.$/.exec(decision?.text ?? '')?.[1];
  expect(why).toBeDefined();
  expect(app.logs[0]).toBe(`noted ${PREVIEW} cause="push" text="${decision?.text}"`);
  for (const line of app.logs) expect(line).toContain(`${PREVIEW} cause="push"`);
});

describe('what went wrong is logged with its key', () => {
  test('a look for which Bitbucket is down', async () => {
    breakDown(({ to }) => to === 'bitbucket');
    await look('sweep');
    expect(app.logs).toEqual([
      `could not look at the preview ${PREVIEW} cause="sweep" code="bitbucket-unreachable"`,
    ]);
  });

  test('a status that Bitbucket does not take', async () => {
    await putPreview(app, previewWith());
    breakDown(({ path }) => path.includes('/statuses/'));
    await look('sweep');
    expect(app.logs).toEqual([
      `could not tell Bitbucket ${PREVIEW} cause="sweep" code="bitbucket-unreachable"`,
    ]);
  });

  test('an event that cannot be noted now', async () => {
    await putPreview(app, previewBehind());
    const push = { ref: 'feature/rye', after: COMMIT };
    app.refusePushes();
    const eventType = 'avi:bitbucket:push:repository';
    expect(await app.functions.repository({ ...OF_REPOSITORY, eventType, push })).toBeDefined();
    const pullrequest = { id: getPullRequest(KEY).pullRequestId };
    expect(await app.functions.pullRequest({ ...OF_REPOSITORY, pullrequest })).toBeDefined();
    expect(app.logs).toEqual([
      expect.stringContaining(`could not note an event ${REPOSITORY} code="internal"`),
      expect.stringContaining(`could not note an event ${PREVIEW} code="internal"`),
    ]);
  });

  test('an event that can never be noted', async () => {
    await putSettings(app, settingsWith(), {});
    const eventType = 'avi:bitbucket:deleted:repository';
    await app.functions.repository({ ...OF_REPOSITORY, eventType });
    await app.functions.pullRequest(OF_REPOSITORY);
    expect(app.logs).toEqual([
      expect.stringContaining(`passed over an event ${REPOSITORY} why="The stored record`),
      `passed over an event that names no pull request ${REPOSITORY}`,
    ]);
  });

  test.each([
    ['card', 'readCard', PREVIEW],
    ['settings', 'loadSettings', REPOSITORY],
  ] as const)('a call of the %s', async (of, name, about) => {
    breakDown(({ to }) => to === 'bitbucket');
    expect(await app.invoke(of, name, {}, CONTEXT)).toMatchObject({ type: 'refused' });
    expect(app.logs).toEqual([`a call of a page failed ${about} code="bitbucket-unreachable"`]);
  });

  test('a save after which nothing could be looked at', async () => {
    breakDown(({ path }) => path.includes('/pullrequests?'));
    const form = { enabled: true, options: { ...ALL_STAGES, profile: 'other' }, variables: [] };
    const saved = await app.invoke(
      'settings',
      'saveSettings',
      { revision: settingsWith().updatedAt, form },
      CONTEXT,
    );
    expect(saved).toMatchObject({ type: 'saved' });
    expect(app.logs).toEqual([
      `could not look at a repository after a save ${REPOSITORY} code="bitbucket-unreachable"`,
    ]);
  });
});

describe('a sweep of 16 repositories in which all goes wrong', () => {
  /** Each of them has a preview and a damaged record; there are damaged settings, too. */
  beforeEach(async () => {
    for (let index = 0; index < 16; index += 1) {
      const repositoryId = KEY.repositoryId.replace(/..$/, String(index + 10));
      const connection = { ...settingsWith().connection!, id: repositoryId };
      const settings = settingsWith({ repository: { ...KEY, repositoryId }, connection });
      await putSettings(app, settings);
      await putCredentials(app, settings, { token: 'a-key' });
      await putPreview(app, previewWith({ key: { ...KEY, repositoryId } }));
      await putPreview(
        app,
        previewWith({ key: previewOfPullRequest({ ...KEY, repositoryId }, 8) }),
        {},
      );
    }
    await putSettings(app, settingsWith(), {});
    app.refusePushes();
  });

  test('says each once, of which repository and why, and then how often', async () => {
    let listings = 0;
    breakDown(({ to, path }) => {
      // Every second provider lists its environments and then tells nothing of them.
      if (path.includes('/workspaces/team/')) return (listings += 1) % 2 === 1;
      return to === 'provider';
    });
    await app.functions.sweep();
    const id = '[0-9a-f-]{36}';
    expect(app.logs.sort()).toEqual([
      expect.stringMatching(`^could not list environments repository="${id}" code="provider-un`),
      expect.stringMatching(`^could not look into environments repository="${id}" code="provider`),
      expect.stringMatching(`^could not sweep a repository repository="${id}" code="internal"`),
      expect.stringMatching(`^passed over stored previews count=1 records="${id}:pr-8" why="The`),
      expect.stringMatching(`^passed over stored settings count=1 records="${id}" why="The st`),
      'said again: passed over stored previews=16 ' +
        'could not list environments (provider-unreachable)=8 ' +
        'could not sweep a repository (internal)=16 ' +
        'could not look into environments (provider-unreachable)=8',
    ]);
  });

  test('says it at once, for it may be broken off', async () => {
    const before: string[][] = [];
    app.answer((asked) => {
      before.push([...app.logs]);
      return Response.json(goodAnswer(asked));
    });
    await app.functions.sweep();
    expect(before[0]).toEqual([
      expect.stringContaining('passed over stored settings'),
      expect.stringContaining('passed over stored previews'),
    ]);
  });
});
