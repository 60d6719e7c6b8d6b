import fc from 'fast-check';
import { parseStoredPreview, parseStoredSettings } from '../../src/domain/stored-record';
import { previewId } from '../../src/domain/preview-key';
import type { Cause } from '../../src/domain/message';
import type { Preview } from '../../src/domain/preview';
import { COMMIT, deploymentWith, KEY, previewWith, settingsWith } from '../domain/preview-fixture';
import { loadApp, type AppInProcess } from './app-in-process';
import { odd, ofAnotherType } from './odd-values';
import { goodAnswer } from './scripted-answers';
import { putPreview, putSecretValues, putSettings, putToken } from './stored-rows';
import { randomCases } from './random-cases';

const MANY = randomCases(1_000);
const CONTEXT = {
  workspaceId: `{${KEY.workspaceId}}`,
  extension: {
    repository: { uuid: `{${KEY.repositoryId}}` },
    pullRequest: { id: KEY.pullRequestId },
  },
};
const failure = { code: 'stage-failed', kind: 'permanent', message: 'm', remedy: 'r' } as const;

/** A preview in which every optional part is there. */
const FULL: Preview = previewWith({
  deployment: deploymentWith({ failure: { ...failure, logTail: ['a line'] } }),
  check: { number: 1, dueAt: 1 },
  trouble: { failure, count: 1, since: 1 },
  approval: { commit: COMMIT, by: 'a', at: 1 },
  announced: {
    status: { commit: COMMIT, refname: 'b', fingerprint: 'f' },
    comment: { id: 1, fingerprint: 'f' },
  },
  history: [{ at: 1, text: 'Something happened.' }],
});
const SETTINGS = settingsWith({ secretsId: 's' });
SETTINGS.options!.variables = [{ name: 'A', secret: false, value: '1' }];

const CAUSES: Cause[] = ['sweep', 'environment', 'settings', 'person', 'check', 'push'];
const twoCauses = fc.shuffledSubarray(CAUSES, { minLength: 2, maxLength: 2 });

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  app.answer((asked) => Response.json(goodAnswer(asked)));
});

/** The app does all that it can be made to do; no throw, no delete, no row or secret lost. */
async function expectNothingLost(causes: Cause[]): Promise<void> {
  const rows = () => [app.records(), app.store.table('secret').entries()].map((all) => all.length);
  const before = rows();
  for (const cause of causes) {
    const message = { body: { ...KEY, cause, check: 1, commit: 'b'.repeat(40) } };
    await app.functions.reconcile(message as never);
  }
  await app.functions.sweep();
  await app.functions.repository({
    eventType: 'avi:bitbucket:push:repository',
    ...{ workspace: { uuid: KEY.workspaceId }, repository: { uuid: KEY.repositoryId } },
    push: { ref: 'feature/rye', after: 'b'.repeat(40) },
  });
  for (const [of, name] of [
    ['card', 'readCard'],
    ['card', 'readHistory'],
    ['card', 'redeploy'],
    ['settings', 'loadSettings'],
  ] as const) {
    const answer = (await app.invoke(of, name, {}, CONTEXT)) as Record<string, unknown>;
    expect(['card', 'history', 'view', 'refused']).toContain(answer.type);
    if (answer.type === 'refused') expect(answer.message).toMatch(/^[A-Z].*\.$/);
  }
  const deleted = app.asked.filter(({ method }) => method === 'DELETE');
  expect(deleted.filter(({ path }) => !path.endsWith('/env-vars'))).toEqual([]);
  expect(rows()).toEqual(before);
  app.asked.length = 0;
}

test('a preview of another form', async () => {
  const bodies = fc.oneof({ weight: 5, arbitrary: ofAnotherType(FULL) }, odd);
  await fc.assert(
    fc.asyncProperty(bodies, twoCauses, async (body, causes) => {
      await app.reset();
      await putSettings(app, SETTINGS);
      await putToken(app, SETTINGS, 'a-key');
      await putPreview(app, FULL, body);
      await expectNothingLost(causes);
    }),
    MANY,
  );
});

test('settings of another form', async () => {
  const bodies = fc.oneof({ weight: 5, arbitrary: ofAnotherType(SETTINGS) }, odd);
  await fc.assert(
    fc.asyncProperty(bodies, twoCauses, async (body, causes) => {
      await app.reset();
      await putSettings(app, SETTINGS, body);
      await putToken(app, SETTINGS, 'a-key');
      await putPreview(app, FULL);
      await expectNothingLost(causes);
    }),
    MANY,
  );
});

test('a key and secret values of another form', async () => {
  const values = fc.oneof(ofAnotherType({ B: 'a-value', C: 'a-value' }), odd);
  const withSecret = { ...SETTINGS, options: { ...SETTINGS.options! } };
  withSecret.options.variables = [{ name: 'B', secret: true }];
  // It is to be deployed anew, so both are needed.
  const outdated = previewWith({ deployment: deploymentWith({ settingsRevision: 0 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(odd, fc.constant('a-key')),
      values,
      twoCauses,
      async (key, of, causes) => {
        await app.reset();
        await putSettings(app, withSecret);
        await putToken(app, SETTINGS, key);
        await putSecretValues(app, 's', of);
        await putPreview(app, outdated);
        await expectNothingLost(causes);
      },
    ),
    MANY,
  );
});

describe('a record of a newer version', () => {
  const newer = { ...FULL, version: 2 };
  beforeEach(async () => {
    await putSettings(app, SETTINGS);
    await putToken(app, SETTINGS, 'a-key');
    await putPreview(app, FULL, newer);
  });

  test('is named in the card, with what to do', async () => {
    expect(await app.invoke('card', 'readCard', {}, CONTEXT)).toEqual({
      type: 'refused',
      message: 'The stored record of this preview has the form 2 of a newer version of the app.',
      remedy: expect.stringContaining('updates the app') as string,
    });
  });

  test('ends a look at once and is not asked for again', async () => {
    const message = { body: { ...KEY, cause: 'sweep' } };
    expect(await app.functions.reconcile(message as never)).toBeUndefined();
    expect(app.pushed).toEqual([]);
    expect(app.logs.join()).toContain('record-unreadable');
  });

  test('does not keep the sweep from others', async () => {
    await putPreview(app, {
      ...FULL,
      key: { ...KEY, pullRequestId: 8 },
      check: { number: 1, dueAt: 1 },
    });
    await app.functions.sweep();
    expect(app.pushed).toContainEqual(expect.objectContaining({ pullRequestId: 8 }));
    expect(app.logs.join()).toContain('passed over a stored record');
  });

  test('keeps the key while the provider is being disconnected', async () => {
    await putSettings(app, { ...SETTINGS, disconnecting: { by: 'a', at: 1 } });
    await app.functions.sweep();
    expect(app.store.table('secret').entries()).toHaveLength(1);
    expect(app.records()).toHaveLength(2);
  });
});

test('what the app writes itself is read', () => {
  const preview = { revision: FULL.revision, body: JSON.parse(JSON.stringify(FULL)) as unknown };
  expect(parseStoredPreview(preview, previewId(KEY))).toEqual(FULL);
  const settings = { revision: 1, body: JSON.parse(JSON.stringify(SETTINGS)) as unknown };
  expect(parseStoredSettings(settings, KEY.repositoryId)).toEqual(SETTINGS);
});

test('a record under the key of another is not taken for it', () => {
  const row = { revision: FULL.revision, body: FULL };
  expect(() => parseStoredPreview(row, `${KEY.repositoryId}:8`)).toThrow('is damaged at key');
});
