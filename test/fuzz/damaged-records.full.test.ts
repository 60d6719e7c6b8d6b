import { environmentOf } from '../../src/domain/holding';
import fc from 'fast-check';
import type { Preview } from '../../src/domain/preview';
import { previewId } from '../../src/domain/preview-key';
import { wantsPreviews, type RepositorySettings } from '../../src/domain/settings';
import type { StoredRow } from '../../src/domain/stored-record';
import { ENVIRONMENT, KEY } from '../domain/preview-fixture';
import { loadApp, type AppInProcess } from './app-in-process';
import { damagedRecord, UNKNOWN_FIELD } from './damaged-record';
import { doEverything, twoCauses } from './do-everything';
import { isUsable, lastingOf } from './lasting';
import { randomCases } from './random-cases';
import { PREVIEWS, SETTINGS } from './records-of-every-form';
import { wellAnswers } from './scripted-answers';
import { putPreview, putSecretValues, putSettings, putCredentials } from './stored-rows';

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});

interface Records {
  preview: Preview;
  settings: RepositorySettings;
}

/** The two records as they are stored now; undefined for one that the app cannot use. */
function storedRecords(): { [Name in keyof Records]: Records[Name] | undefined } {
  const rows = new Map(app.records());
  const usable = (key: string) => {
    const row = rows.get(key) as { value: StoredRow };
    return isUsable([key, row]) ? row.value.body : undefined;
  };
  return {
    preview: usable(`preview/${previewId(KEY)}`) as Preview | undefined,
    settings: usable(`repository/${KEY.repositoryId}`) as RepositorySettings | undefined,
  };
}

/** Whether these records, taken at their word, say that the environment has to go. */
function saysGo({ preview, settings }: Records): boolean {
  const { state, request } = preview;
  if (!wantsPreviews(settings)) return settings.disconnecting?.keep !== true;
  const { place } = settings.options;
  if (request?.type === 'delete' || state.type === 'deleting') return true;
  if (state.type === 'deleted') return state.reason.why === 'deleted';
  const places = preview.holdings.map((one) =>
    'environment' in one && one.environment ? one.environment.place : undefined,
  );
  if (preview.holdings.some((one) => one.state === 'going')) return true;
  // The provider lists one in its own place, wherever the records take it to be.
  return [...places, ENVIRONMENT.place].some((one) => (one ?? place) !== place);
}

/** What no version knows is still there; answers whether there was such a thing. */
function expectKept(was: object | undefined, now: object | undefined): number {
  if (!was || !Object.hasOwn(was, UNKNOWN_FIELD)) return 0;
  expect(now).toHaveProperty(UNKNOWN_FIELD, Reflect.get(was, UNKNOWN_FIELD));
  return 1;
}

const either = (name: keyof Records) =>
  fc.record({
    preview: fc.constantFrom(...PREVIEWS),
    settings: fc.constantFrom(...SETTINGS),
    damaged: fc.constant(name),
  });

/** A preview and settings of any form, of which one is damaged or has a field of another version. */
const cases = fc
  .oneof({ weight: 2, arbitrary: either('preview') }, { weight: 1, arbitrary: either('settings') })
  .chain((one) =>
    fc.record({
      base: fc.constant<Records>({ preview: one.preview, settings: one.settings }),
      name: fc.constant(one.damaged),
      body: damagedRecord(one[one.damaged]),
      causes: twoCauses,
    }),
  );

test('a record of any state and form that is damaged or has a field of another version', async () => {
  const seen = { read: 0, unreadable: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(cases, async ({ base, name, body, causes }) => {
      await app.reset();
      app.answer(wellAnswers());
      await putSettings(app, base.settings, name === 'settings' ? body : base.settings);
      await putCredentials(app, base.settings, { token: 'a-key' });
      await putSecretValues(app, 's', { B: 'a-value' });
      await putPreview(app, base.preview, name === 'preview' ? body : base.preview);
      const { preview, settings } = storedRecords();
      const before = lastingOf(app);
      await doEverything(app, causes);

      const deleted = app.asked
        .filter(({ method, path }) => method === 'DELETE' && !path.endsWith('/env-vars'))
        .map(({ path }) => new URL(path).pathname);
      if (preview && settings) {
        seen.read += 1;
        const logs = app.logs.join('\n');
        // A step that some other version planned, or secrets that are elsewhere, are not damage.
        if (!/Codesphere has no step|secret env vars are missing/.test(logs)) {
          expect(logs).not.toMatch(/record-unreadable|internal/);
        }
        if (!saysGo({ preview, settings })) expect(deleted).toEqual([]);
      } else {
        seen.unreadable += 1;
        expect(deleted).toEqual([]);
        expect(app.logs.join('\n')).toContain('record-unreadable');
      }
      // No guess leads to what belongs to somebody else.
      expect(new Set([...deleted, `/api/workspaces/${ENVIRONMENT.id}`]).size).toBe(1);
      // Settings that say so, and can be read, have all secrets forgotten.
      if (settings && (settings.disconnecting || !settings.connection)) return;
      expect(lastingOf(app)).toEqual(before);
      const after = storedRecords();
      seen.unknown += expectKept(preview, after.preview) + expectKept(settings, after.settings);
      const isKnown = preview && environmentOf(preview) && settings && deleted.length === 0;
      if (isKnown) expect(after.preview && environmentOf(after.preview)).toBeDefined();
    }),
    randomCases(600),
  );
  // The cases are no other ones than this test is about.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(30);
});

test('every state and form is among them', () => {
  const states = new Set(PREVIEWS.map(({ state }) => state.type));
  expect(states.size).toBe(8);
});
