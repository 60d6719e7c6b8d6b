import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import fc from 'fast-check';
import { parseStoredPreview, parseStoredSettings } from '../../src/domain/stored-record';
import { previewOfPullRequest, previewId } from '../../src/domain/preview-key';
import type { Cause } from '../../src/domain/message';
import type { Preview } from '../../src/domain/preview';
import {
  COMMIT,
  deploymentWith,
  ENVIRONMENT,
  holdingOf,
  KEY,
  previewWith,
  settingsWith,
} from '../domain/preview-fixture';
import { CONTEXT, loadApp, type AppInProcess } from './app-in-process';
import { doEverything, twoCauses } from './do-everything';
import { lastingOf } from './lasting';
import { odd, ofAnotherType, replaced } from './odd-values';
import { goodAnswer } from './scripted-answers';
import { putPreview, putSecretValues, putSettings, putCredentials } from './stored-rows';
import { randomCases } from './random-cases';

const MANY = randomCases(400);
const failure = {
  code: 'stage-failed',
  kind: 'permanent',
  mendedBy: 'person',
  message: 'm',
  remedy: 'r',
} as const;

/** A preview in which every optional part is there. */
const FULL: Preview = previewWith({
  deployment: deploymentWith({ failure: { ...failure, logTail: ['a line'] } }),
  check: { number: 1, dueAt: 1 },
  trouble: { failure, count: 1, since: 1, noted: [] },
  approval: { commit: COMMIT, by: 'a', at: 1 },
  outbox: [
    { surface: 'build-status', address: COMMIT, sent: { fingerprint: 'f', green: false } },
    { surface: 'comment', address: 'pull-request', handle: '1', lost: { green: false } },
  ],
  history: [{ at: 1, text: 'Something happened.' }],
});
const SETTINGS = settingsWith({ secretsId: 's' });
SETTINGS.options!.variables = [{ name: 'A', version: '1', secret: false, value: '1' }];
SETTINGS.options!.provider = {
  ...SETTINGS.options!.provider,
  earlierPlans: [{ id: '9', title: 'Pro', priceUsd: 24 }],
};

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  app.answer((asked) => Response.json(goodAnswer(asked)));
});

/** With these stored in place of what the app would write, it does all that it can be made to do. */
async function expectSafe(
  stored: { preview?: unknown; settings?: unknown },
  causes: Cause[],
): Promise<void> {
  await app.reset();
  await putSettings(app, SETTINGS, stored.settings);
  await putCredentials(app, SETTINGS, { token: 'a-key' });
  await putPreview(app, FULL, stored.preview);
  await expectNothingLost(causes);
}

/** The app does all that it can be made to do; no throw, no delete, nothing stored is lost. */
async function expectNothingLost(causes: Cause[]): Promise<void> {
  const before = lastingOf(app);
  await doEverything(app, causes);
  const deleted = app.asked.filter(({ method }) => method === 'DELETE');
  expect(deleted.filter(({ path }) => !path.endsWith('/env-vars'))).toEqual([]);
  expect(lastingOf(app)).toEqual(before);
  app.asked.length = 0;
}

test('a preview of another form', async () => {
  const bodies = fc.oneof({ weight: 5, arbitrary: ofAnotherType(FULL) }, odd);
  await fc.assert(
    fc.asyncProperty(bodies, twoCauses, async (body, causes) => {
      await expectSafe({ preview: body }, causes);
    }),
    MANY,
  );
});

test('settings of another form', async () => {
  const bodies = fc.oneof({ weight: 5, arbitrary: ofAnotherType(SETTINGS) }, odd);
  await fc.assert(
    fc.asyncProperty(bodies, twoCauses, async (body, causes) => {
      await expectSafe({ settings: body }, causes);
    }),
    MANY,
  );
});

/** All the names that a field may have, by its path. */
const NAMES: Record<string, string[]> = {
  'pullRequest.state': ['open', 'merged', 'declined', 'gone'],
  'state.type': [
    ...['none', 'waiting', 'creating', 'deploying', 'ready', 'failed', 'deleting', 'deleted'],
  ],
  'state.reason.why': [
    ...['merged', 'declined', 'gone', 'repository-deleted', 'switched-off', 'disconnected'],
    ...['left-running', 'fork', 'deleted', 'moved', 'without-clone'],
  ],
  'deployment.steps.0.state': ['waiting', 'running', 'done', 'failed', 'skipped'],
  'deployment.failure.kind': ['transient', 'permanent'],
  'trouble.failure.kind': ['transient', 'permanent'],
  'request.type': ['redeploy', 'delete', 'cancel'],
  'connection.provider': ['codesphere'],
  'options.provider.visibility': ['public', 'restricted'],
};
const STATES: Preview['state'][] = [
  FULL.state,
  { type: 'none', reason: { why: 'switched-off' } },
  { type: 'deleting', reason: { why: 'merged' }, since: 1 },
  { type: 'deleting', reason: { why: 'deleted', by: 'a', commit: COMMIT }, since: 1 },
  { type: 'deleted', reason: { why: 'switched-off' }, at: 1 },
];
const PREVIEWS = STATES.map((state): Preview => ({
  ...FULL,
  state,
  request: { type: 'redeploy', by: 'a', at: 1 },
}));

/** Of those records that have a field of names, one whose field has a name that it may not have. */
function misnamed(records: object[]): fc.Arbitrary<{ body: object; path: string }> {
  const every = [...new Set(Object.values(NAMES).flat())];
  const places = records.flatMap((record) =>
    Object.keys(NAMES).flatMap((path) =>
      typeof at(record, path) === 'string' ? [[record, path]] : [],
    ),
  ) as [object, string][];
  return fc.constantFrom(...places).chain(([record, path]) =>
    fc
      .oneof(fc.constantFrom(...every, 'bogus', '', '__proto__', 'constructor'), fc.string())
      .filter((name) => !NAMES[path]!.includes(name))
      .map((name) => ({ body: replaced(record, path.split('.'), () => name) as object, path })),
  );
}

function at(record: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((rest, step) => (Object(rest) as Record<string, unknown>)[step], record);
}

test('every field of names is in one of the records', () => {
  const inOne = [...PREVIEWS, SETTINGS].flatMap((record) =>
    Object.keys(NAMES).filter((path) => NAMES[path]!.includes(at(record, path) as string)),
  );
  expect(new Set(inOne)).toEqual(new Set(Object.keys(NAMES)));
});

test('a preview with a name that there is not', async () => {
  await fc.assert(
    fc.asyncProperty(misnamed(PREVIEWS), twoCauses, async ({ body, path }, causes) => {
      const row = { revision: FULL.revision, body };
      expect(() => parseStoredPreview(row, previewId(KEY))).toThrow(`is damaged at ${path}.`);
      await expectSafe({ preview: body }, causes);
    }),
    MANY,
  );
});

test('settings with a name that there is not', async () => {
  await fc.assert(
    fc.asyncProperty(misnamed([SETTINGS]), twoCauses, async ({ body, path }, causes) => {
      const row = { revision: SETTINGS.revision, body };
      expect(() => parseStoredSettings(row, KEY.repositoryId, { codesphere })).toThrow(
        `is damaged at ${path}.`,
      );
      await expectSafe({ settings: body }, causes);
    }),
    MANY,
  );
});

test.each(['by', 'commit'])('a removal that somebody asked for without %s', (part) => {
  const reason = { why: 'deleted', by: 'a', commit: COMMIT, [part]: undefined };
  const body = { ...FULL, state: { type: 'deleting', reason, since: 1 } };
  const row = { revision: FULL.revision, body };
  expect(() => parseStoredPreview(row, previewId(KEY))).toThrow(`at state.reason.${part}.`);
});

test.each([
  [
    'an environment',
    'holdings.0.environment.id',
    { holdings: [holdingOf({ ...ENVIRONMENT, id: '42/../43' })] },
  ],
  [
    'a step',
    'deployment.steps.0.id',
    { deployment: deploymentWith({ steps: [{ id: 'run?', title: 'Run', state: 'done' }] }) },
  ],
])('the id of %s that would lead to another path', (_, path, changes) => {
  const row = { revision: FULL.revision, body: { ...FULL, ...changes } };
  expect(() => parseStoredPreview(row, previewId(KEY))).toThrow(`is damaged at ${path}.`);
});

test('a key in another form than the app writes', () => {
  const key = { ...KEY, repositoryId: `{${KEY.repositoryId}}` };
  const row = { revision: FULL.revision, body: { ...FULL, key } };
  expect(() => parseStoredPreview(row, previewId(KEY))).toThrow('is damaged at key.repositoryId.');
});

test('a record whose revision is not that of its row', () => {
  const row = { revision: FULL.revision + 1, body: FULL };
  expect(() => parseStoredPreview(row, previewId(KEY))).toThrow('is damaged at revision.');
});

const WITH_SECRET = { ...SETTINGS, options: { ...SETTINGS.options! } };
WITH_SECRET.options.variables = [{ name: 'B', version: '1', secret: true }];
/** It is to be deployed anew, so key and secret values are needed. */
const OUTDATED = previewWith({ deployment: deploymentWith({ settings: '' }) });

test('a key and secret values of another form, or absent', async () => {
  const values = fc.oneof(
    ofAnotherType({ B: 'a-value', C: 'a-value' }).map((value) => ({ value })),
    odd.map((value) => ({ value })),
    fc.constant({}),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        odd,
        odd.map((token) => ({ token })),
        fc.constant({ token: 'a-key' }),
      ),
      values,
      twoCauses,
      async (key, of, causes) => {
        await app.reset();
        await putSettings(app, WITH_SECRET);
        await putCredentials(app, SETTINGS, key);
        if ('value' in of) await putSecretValues(app, 's', of.value);
        await putPreview(app, OUTDATED);
        await expectNothingLost(causes);
      },
    ),
    MANY,
  );
});

test('secret values that are absent fail a deployment, and the card says what to do', async () => {
  await putSettings(app, WITH_SECRET);
  await putCredentials(app, SETTINGS, { token: 'a-key' });
  await putPreview(app, OUTDATED);
  const message = { body: { key: KEY, cause: 'sweep' } };
  expect(await app.functions.reconcile(message as never)).toBeUndefined();
  expect(app.pushed).toEqual([]);
  expect(await app.invoke('card', 'readCard', {}, CONTEXT)).toMatchObject({
    card: {
      title: 'Failed',
      failure: {
        message: 'Stored values of secret env vars are missing.',
        remedy: expect.stringContaining('enters all of them again') as string,
      },
    },
  });
  expect(
    app.store
      .table('entity')
      .entries()
      .filter(([key]) => key.startsWith('slot/')),
  ).toEqual([]);
});

describe('a record of a newer version', () => {
  const newer = { ...FULL, version: 2 };
  beforeEach(async () => {
    await putSettings(app, SETTINGS);
    await putCredentials(app, SETTINGS, { token: 'a-key' });
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
    const message = { body: { key: KEY, cause: 'sweep' } };
    expect(await app.functions.reconcile(message as never)).toBeUndefined();
    expect(app.pushed).toEqual([]);
    expect(app.logs.join()).toContain('record-unreadable');
  });

  test('does not keep the sweep from others', async () => {
    await putPreview(app, {
      ...FULL,
      key: previewOfPullRequest(KEY, 8),
      check: { number: 1, dueAt: 1 },
    });
    await app.functions.sweep();
    expect(app.pushed).toContainEqual(
      expect.objectContaining({ key: previewOfPullRequest(KEY, 8) }),
    );
    expect(app.logs.join()).toContain('passed over stored previews');
  });

  test('is named in the settings, with its environment and where to look for it', async () => {
    expect(await app.invoke('settings', 'loadSettings', {}, CONTEXT)).toMatchObject({
      view: {
        previews: { open: 0, unreadable: 1 },
        problems: [
          {
            message: expect.stringContaining(`7 (${ENVIRONMENT.name})`) as string,
            page: { title: 'Codesphere', url: 'https://cloud.codesphere.com/ide' },
          },
        ],
      },
    });
  });

  test('refuses a disconnect that deletes before anything is written', async () => {
    const before = structuredClone(app.records());
    const answer = await app.invoke('settings', 'disconnect', { previews: 'delete' }, CONTEXT);
    expect(answer).toMatchObject({
      type: 'refused',
      message: expect.stringMatching(/^Nothing was disconnected\. 1 stored record/) as string,
    });
    expect(app.records()).toEqual(before);
    expect(app.store.table('secret').entries()).toHaveLength(1);
  });

  test.each([
    ['at once', undefined],
    ['while the previews were being deleted', { by: 'a', at: 1 }],
  ])('lets a disconnect end that keeps what runs, chosen %s', async (_, disconnecting) => {
    await putSettings(app, { ...SETTINGS, ...(disconnecting ? { disconnecting } : {}) });
    const answer = await app.invoke('settings', 'disconnect', { previews: 'keep' }, CONTEXT);
    expect(answer).toMatchObject({ type: 'saved', view: { problems: [], previews: { open: 0 } } });
    expect(answer).not.toHaveProperty('view.connection');
    expect(answer).not.toHaveProperty('view.disconnecting');
    expect(app.store.table('secret').entries()).toEqual([]);
    expect(app.asked.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  test('keeps the key while the provider is being disconnected', async () => {
    await putSettings(app, { ...SETTINGS, disconnecting: { by: 'a', at: 1 } });
    await app.functions.sweep();
    expect(app.store.table('secret').entries()).toHaveLength(1);
    expect(app.records()).toHaveLength(2);
  });
});

test('many damaged records make one line in the log of a sweep, and no looks', async () => {
  await putSettings(app, SETTINGS);
  await putCredentials(app, SETTINGS, { token: 'a-key' });
  for (let pullRequestId = 1; pullRequestId <= 151; pullRequestId += 1) {
    await putPreview(app, { ...FULL, key: previewOfPullRequest(KEY, pullRequestId) }, {});
  }
  await app.functions.sweep();
  expect(app.logs).toEqual([
    expect.stringMatching(/^passed over stored previews count=151 records="\S+ \S+ \S+" why=/),
  ]);
  expect(app.pushed).toEqual([]);
});

test.each([
  ['without a price', { id: '8', title: 'Boost' }],
  ['with a price in words', { id: '8', title: 'Boost', priceUsd: '8' }],
])('settings with an earlier plan %s', (_, plan) => {
  const provider = { ...SETTINGS.options!.provider, earlierPlans: [plan] };
  const body = { ...SETTINGS, options: { ...SETTINGS.options, provider } };
  const row = { revision: SETTINGS.revision, body };
  expect(() => parseStoredSettings(row, KEY.repositoryId, { codesphere })).toThrow(
    'is damaged at options.provider.earlierPlans.0.priceUsd.',
  );
});

test('what the app writes itself is read', () => {
  const preview = { revision: FULL.revision, body: JSON.parse(JSON.stringify(FULL)) as unknown };
  expect(parseStoredPreview(preview, previewId(KEY))).toEqual(FULL);
  const settings = { revision: 1, body: JSON.parse(JSON.stringify(SETTINGS)) as unknown };
  expect(parseStoredSettings(settings, KEY.repositoryId, { codesphere })).toEqual(SETTINGS);
});

test('a record under the key of another is not taken for it', () => {
  const row = { revision: FULL.revision, body: FULL };
  expect(() => parseStoredPreview(row, `${KEY.repositoryId}:pr-8`)).toThrow('is damaged at key');
});
