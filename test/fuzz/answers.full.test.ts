import fc from 'fast-check';
import { createBitbucket } from '../../src/adapters/bitbucket/bitbucket';
import { FailureError } from '../../src/domain/failure';
import { mayHaveEnvironment, type Preview } from '../../src/domain/preview';
import { previewId } from '../../src/domain/preview-key';
import { parseStoredPreview, type StoredRow } from '../../src/domain/stored-record';
import {
  COMMIT,
  ENVIRONMENT,
  KEY,
  OWN_PULL_REQUEST,
  previewWith,
  settingsWith,
} from '../domain/preview-fixture';
import { loadApp, type AppInProcess } from './app-in-process';
import { expectWords } from './expect-words';
import { damaged } from './odd-values';
import { COMMENT, goodAnswer, PULL_REQUEST } from './scripted-answers';
import { putPreview, putSettings, putCredentials } from './stored-rows';
import { randomCases } from './random-cases';
import { respond, TOKEN, trouble } from './trouble';

const MANY = randomCases(400);
/** Ends in a value or in a failure in words. */
async function expectEnd(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    expectWords(error.failure);
  }
}

test('whatever Bitbucket answers is a value or a failure in words', async () => {
  await fc.assert(
    fc.asyncProperty(trouble, fc.nat(10), async (one, at) => {
      const request = (path: string, init: { method?: string } = {}) =>
        Promise.resolve(
          respond(one, goodAnswer({ to: 'bitbucket', method: init.method ?? 'GET', path })),
        );
      const bitbucket = createBitbucket({ asApp: request, asUser: request, now: () => 0 });
      const status = {
        key: 'k',
        state: 'FAILED',
        name: 'n',
        description: 'd',
        url: 'u',
        refname: 'r',
      };
      const calls = [
        () => bitbucket.readPullRequest(OWN_PULL_REQUEST),
        () => bitbucket.listOpenPullRequests(KEY),
        () => bitbucket.repositoryExists(KEY),
        () => bitbucket.branchExists(KEY, 'rye'),
        () => bitbucket.setBuildStatus(KEY, COMMIT, { ...status, state: 'FAILED' }),
        () => bitbucket.addComment(OWN_PULL_REQUEST, 'm'),
        () => bitbucket.editComment(OWN_PULL_REQUEST, 1, 'm'),
        () => bitbucket.findComment(OWN_PULL_REQUEST, 'm'),
        () => bitbucket.readOwnPermission(KEY),
        () => bitbucket.readComment(OWN_PULL_REQUEST, 12),
        () => bitbucket.readPermissionOf(KEY, COMMENT.user.uuid),
      ];
      await expectEnd(calls[at]!);
    }),
    MANY,
  );
});

test('no damage makes the pull request of a fork pass for one of the repository itself', async () => {
  const elsewhere = { uuid: '{15a31549-1cff-45dc-9d0d-310114c5038c}', full_name: 'otto/shop' };
  const ofFork = { ...PULL_REQUEST, source: { ...PULL_REQUEST.source, repository: elsewhere } };
  await fc.assert(
    fc.asyncProperty(damaged(ofFork), async (answer) => {
      const request = () => Promise.resolve(Response.json(answer));
      const bitbucket = createBitbucket({ asApp: request, asUser: request, now: () => 0 });
      const read = await bitbucket
        .readPullRequest(OWN_PULL_REQUEST, { known: Promise.resolve(COMMIT) })
        .catch(() => 'gone');
      expect(read).toEqual(read === 'gone' ? read : expect.objectContaining({ fork: true }));
    }),
    MANY,
  );
});

describe('the whole app', () => {
  let app: AppInProcess;
  beforeAll(async () => {
    app = await loadApp();
  });

  /** What no look at a preview changes: which rows there are, the settings, and all secrets. */
  function lasting(): unknown {
    const rows = app.records();
    return {
      keys: rows.map(([key]) => key),
      settings: rows.filter(([key]) => key.startsWith('repository/')),
      secrets: app.store.table('secret').entries(),
    };
  }

  function storedPreview(): Preview {
    const id = previewId(KEY);
    const row = app.store.table<{ value: StoredRow }>('entity').get(`preview/${id}`);
    return parseStoredPreview(row!.value, id);
  }

  test('deletes nothing when an open pull request seems to have moved to a fork', async () => {
    await app.reset();
    await putSettings(app, settingsWith());
    await putPreview(app, previewWith());
    await putCredentials(app, settingsWith(), { token: TOKEN });
    const before = app.store.table('entity').entries();
    for (const repository of [undefined, null, { uuid: 'x' }]) {
      const misread = { ...PULL_REQUEST, source: { ...PULL_REQUEST.source, repository } };
      app.answer((asked) =>
        Response.json(asked.path.includes('/pullrequests/7?') ? misread : goodAnswer(asked)),
      );
      const message = { body: { key: KEY, cause: 'pull-request' } };
      expect(await app.functions.reconcile(message as never)).toBeDefined();
    }
    expect(app.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(app.store.table('entity').entries()).toEqual(before);
    expect(app.logs.join()).toContain('bitbucket-unexpected');
  });

  test('deletes nothing and forgets nothing, whatever it is answered about an open pull request', async () => {
    const settings = settingsWith();
    const causes = fc.constantFrom('pull-request', 'sweep', 'settings', 'person', 'environment');
    const states = fc.constantFrom(
      previewWith(),
      previewWith({ state: { type: 'failed' } }),
      previewWith({ state: { type: 'deploying' } }),
      previewWith({ request: { type: 'redeploy', by: 'a', at: 1 } }),
    );
    await fc.assert(
      fc.asyncProperty(trouble, causes, states, fc.nat(12), async (one, cause, preview, from) => {
        await app.reset();
        await putSettings(app, settings);
        await putPreview(app, preview);
        await putCredentials(app, settings, { token: TOKEN });
        const before = structuredClone(lasting());
        let calls = 0;
        app.answer((asked) => {
          calls += 1;
          return calls < from ? Response.json(goodAnswer(asked)) : respond(one, goodAnswer(asked));
        });
        const message = { body: { key: KEY, cause } };
        await app.functions.reconcile(message as never);
        await app.functions.sweep();
        // One that the listing shows under the same name, beside the preview's own, may go.
        const deleted = app.asked.filter(({ method }) => method === 'DELETE');
        const own = `/workspaces/${ENVIRONMENT.id}`;
        expect(deleted.filter(({ path }) => path.endsWith(own))).toEqual([]);
        expect(lasting()).toEqual(before);
        expect(mayHaveEnvironment(storedPreview())).toBe(true);
        const said = JSON.stringify([app.logs, app.records(), app.pushed]);
        expect(said).not.toContain(TOKEN);
      }),
      MANY,
    );
  });
});
