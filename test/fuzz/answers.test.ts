import fc from 'fast-check';
import { createBitbucket } from '../../src/adapters/bitbucket/bitbucket';
import { connectCodesphere } from '../../src/adapters/codesphere/codesphere';
import { FailureError } from '../../src/domain/failure';
import { mayHaveEnvironment, type Preview } from '../../src/domain/preview';
import { previewId } from '../../src/domain/preview-key';
import { parseStoredPreview, type StoredRow } from '../../src/domain/stored-record';
import { exampleSpec } from '../adapters/codesphere/example-spec';
import { COMMIT, ENVIRONMENT, KEY, previewWith, settingsWith } from '../domain/preview-fixture';
import { loadApp, type AppInProcess, type Asked } from './app-in-process';
import { damaged, odd } from './odd-values';
import { goodAnswer, PULL_REQUEST } from './scripted-answers';
import { putPreview, putSettings, putToken } from './stored-rows';
import { randomCases } from './random-cases';

const MANY = randomCases(1_000);
/** It must come up in nothing that people read. */
const TOKEN = 'key-that-nobody-may-see';
const VALUE = 'value-that-nobody-may-see';
const SPEC = exampleSpec({ variables: [{ name: 'A', value: VALUE }] });
const STATUSES = [200, 200, 200, 200, 201, 302, 400, 401, 402, 403, 409, 422, 429, 500, 503];

/** How answers go wrong: other JSON, no JSON, cut off, repeating what was sent, or very long. */
type Trouble = { status: number; text: (asked: Asked) => string };

const trouble: fc.Arbitrary<Trouble> = fc
  .tuple(fc.constantFrom(...STATUSES), fc.nat(), odd, fc.integer({ min: 0, max: 9 }))
  .map(([status, seed, value, kind]) => ({
    status,
    text(asked) {
      const good = JSON.stringify(goodAnswer(asked));
      if (kind < 5) {
        const sample = fc.sample(damaged(goodAnswer(asked)), { numRuns: 1, seed });
        return JSON.stringify(sample[0]) ?? '';
      }
      if (kind === 5) return good.slice(0, seed % good.length);
      if (kind === 6) return JSON.stringify({ title: TOKEN, detail: `A=${VALUE}` });
      if (kind === 7) return JSON.stringify({ error: { message: 'a-'.repeat(50_000) } });
      if (kind === 8) return JSON.stringify({ title: 'a-'.repeat(50_000), detail: '\u202e' });
      return JSON.stringify(value);
    },
  }));

function respond({ status, text }: Trouble, asked: Asked): Response {
  const location = `https://${VALUE}.example/`;
  return new Response(text(asked), {
    status,
    headers: { 'retry-after': String(status), location },
  });
}

/** Ends in a value or in a failure in words; answers the words. */
async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await call()) ?? '';
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { message, remedy } = error.failure;
    expect(message).toMatch(/^(Could not|The) .*\.$/s);
    expect(message.length).toBeLessThan(600);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
    return JSON.stringify(error.failure);
  }
}

test('whatever Codesphere answers is a value or a failure in words, without key or values', async () => {
  const steps = ['start', 'checkout', 'configure', 'prepare', 'test', 'run', 'verify'];
  await fc.assert(
    fc.asyncProperty(trouble, fc.nat(14), fc.constantFrom(...steps), async (one, at, step) => {
      const fetch = (input: string | URL | Request, init: RequestInit = {}) =>
        Promise.resolve(
          respond(one, { to: 'provider', method: init.method ?? 'GET', path: input as string }),
        );
      const provider = connectCodesphere({ token: TOKEN, fetch, now: () => 0 });
      const calls = [
        () => provider.listTeams(),
        () => provider.listPlans(),
        () => provider.wasStopped(ENVIRONMENT),
        () => provider.listEnvironments('1'),
        () => provider.findEnvironment({ id: '42', teamId: '1' }),
        () => provider.createEnvironment('n', SPEC),
        () => provider.deleteEnvironment('42'),
        () => provider.stopStep(step, ENVIRONMENT),
        () => provider.readStep(step, ENVIRONMENT, SPEC, 0),
      ];
      const call = calls[at] ?? (() => provider.startStep(step, ENVIRONMENT, SPEC));
      const words = await outcomeOf(call);
      expect(words).not.toContain(TOKEN);
      // Also of the calls that are not told what the env vars hold; the account has none.
      if (at > 1) expect(words).not.toContain(VALUE);
    }),
    MANY,
  );
});

test('whatever Bitbucket answers is a value or a failure in words', async () => {
  await fc.assert(
    fc.asyncProperty(trouble, fc.nat(7), async (one, at) => {
      const request = (path: string, init: { method?: string } = {}) =>
        Promise.resolve(respond(one, { to: 'bitbucket', method: init.method ?? 'GET', path }));
      const bitbucket = createBitbucket({ asApp: request, asUser: request });
      const status = {
        key: 'k',
        state: 'FAILED',
        name: 'n',
        description: 'd',
        url: 'u',
        refname: 'r',
      };
      const calls = [
        () => bitbucket.readPullRequest(KEY),
        () => bitbucket.listOpenPullRequests(KEY),
        () => bitbucket.repositoryExists(KEY),
        () => bitbucket.setBuildStatus(KEY, COMMIT, { ...status, state: 'FAILED' }),
        () => bitbucket.addComment(KEY, 'm'),
        () => bitbucket.editComment(KEY, 1, 'm'),
        () => bitbucket.findComment(KEY, 'm'),
        () => bitbucket.readOwnPermission(KEY),
      ];
      await outcomeOf(calls[at]!);
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
      const bitbucket = createBitbucket({ asApp: request, asUser: request });
      const read = await bitbucket
        .readPullRequest(KEY, { known: Promise.resolve(COMMIT) })
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
    await putToken(app, settingsWith(), TOKEN);
    const before = app.store.table('entity').entries();
    for (const repository of [undefined, null, { uuid: 'x' }]) {
      const misread = { ...PULL_REQUEST, source: { ...PULL_REQUEST.source, repository } };
      app.answer((asked) =>
        Response.json(asked.path.includes('/pullrequests/7?') ? misread : goodAnswer(asked)),
      );
      const message = { body: { ...KEY, cause: 'pull-request' } };
      expect(await app.functions.reconcile(message as never)).toBeDefined();
    }
    expect(app.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(app.store.table('entity').entries()).toEqual(before);
    expect(app.logs.join()).toContain('unexpected-answer');
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
        await putToken(app, settings, TOKEN);
        const before = structuredClone(lasting());
        let calls = 0;
        app.answer((asked) => {
          calls += 1;
          return calls < from ? Response.json(goodAnswer(asked)) : respond(one, asked);
        });
        const message = { body: { ...KEY, cause } };
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
