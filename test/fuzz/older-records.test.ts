import type { Preview } from '../../src/domain/preview';
import { previewId } from '../../src/domain/preview-key';
import { parseStoredPreview, parseStoredSettings } from '../../src/domain/stored-record';
import { COMMIT, KEY } from '../domain/preview-fixture';
import { CONTEXT, loadApp, type AppInProcess } from './app-in-process';
import { readWritten, recent, VERSIONS } from './earlier-versions';
import { wellAnswers } from './scripted-answers';
import { putPreview, putSettings, putToken } from './stored-rows';

const previews = VERSIONS.flatMap((version) =>
  Object.entries(readWritten(version).previews).map(
    ([state, preview]) => [version, state, preview] as const,
  ),
);
const settings = VERSIONS.flatMap((version) =>
  Object.entries(readWritten(version).settings).map(
    ([state, one]) => [version, state, one] as const,
  ),
);
/** Longer than any chain of messages that ends. */
const MOST_MESSAGES = 40;

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
/** All is well, the pull request is open at the commit of the records, and deleted is deleted. */
beforeEach(async () => {
  await app.reset();
  app.answer(wellAnswers());
});

/** Has the preview looked at until nothing more follows; answers where it stands then. */
async function converge(): Promise<Preview['state']> {
  await app.functions.reconcile({ body: { ...KEY, cause: 'sweep' } } as never);
  for (let count = 0; app.pushed.length > 0; count += 1) {
    if (count > MOST_MESSAGES) throw new Error('Messages lead to more messages without an end.');
    await app.functions.reconcile({ body: app.pushed.shift() } as never);
  }
  const row = app.store
    .table<{ value: { body: Preview } }>('entity')
    .get(`preview/${previewId(KEY)}`);
  return row!.value.body.state;
}

describe('a preview of an earlier version', () => {
  test.each(previews)('%s, %s: is read as it is', (_version, _state, preview) => {
    const { revision } = preview;
    expect(parseStoredPreview({ revision, body: preview }, previewId(KEY))).toBe(preview);
  });

  test.each(previews)(
    '%s, %s: is shown, and brought to where it should be',
    async (version, state, preview) => {
      const connected = readWritten(version).settings['options true']!;
      await putSettings(app, recent(connected));
      await putToken(app, connected, 'a-key');
      await putPreview(app, recent(preview));
      for (const name of ['readCard', 'readHistory']) {
        const answer = (await app.invoke('card', name, {}, CONTEXT)) as { type: string };
        expect(answer.type).toBe(name === 'readCard' ? 'card' : 'history');
      }
      const before = app.records();
      const end = await converge();
      if (state === 'deleted asked') {
        expect(end).toMatchObject({ type: 'deleted', removal: { why: 'asked', commit: COMMIT } });
      } else if (state === 'deleting asked' || preview.request?.type === 'delete') {
        expect(end.type).toBe('deleted');
      } else if (state === 'failed') {
        expect(end.type).toBe('failed');
      } else {
        expect(end.type).toBe('ready');
      }
      // What is as it should be is left alone.
      if (state === 'ready') {
        expect(app.records()).toEqual(before);
        expect(app.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
      }
      expect(app.logs.join('\n')).not.toMatch(/record-unreadable|passed over|unexpected error/);
    },
  );
});

describe('settings of an earlier version', () => {
  test.each(settings)('%s, %s: are read as they are', (_version, _state, one) => {
    const { revision } = one;
    expect(parseStoredSettings({ revision, body: one }, KEY.repositoryId)).toBe(one);
  });

  test.each(settings)('%s, %s: are shown, and can be saved', async (_version, _state, one) => {
    await putSettings(app, one);
    await putToken(app, one, 'a-key');
    const loaded = await app.invoke('settings', 'loadSettings', {}, CONTEXT);
    expect(loaded).toMatchObject({ type: 'view', view: { revision: one.updatedAt } });
    const form = { ...one.options, enabled: true, visibility: 'restricted' };
    const payload = { revision: one.updatedAt, form };
    const saved = (await app.invoke('settings', 'saveSettings', payload, CONTEXT)) as {
      type: string;
    };
    expect(saved.type).toBe(one.disconnecting ? 'invalid' : 'saved');
  });
});

test('every state of an earlier version is there', () => {
  const states = new Set(previews.map(([, , { state }]) => state.type));
  expect([...states].sort()).toEqual(
    ['creating', 'deleted', 'deleting', 'deploying', 'failed', 'none', 'ready'].sort(),
  );
});
