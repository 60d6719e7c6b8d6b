import { ALL_STAGES } from '../../fixtures/codesphere/chosen-fields';
import { previewWith, settingsWith } from '../../domain/preview-fixture';
import { ACCOUNT, CONTEXT, loadApp, type AppInProcess } from '../../fuzz/app-in-process';
import { wellAnswers } from '../../fuzz/scripted-answers';
import { putPreview, putSettings, putCredentials } from '../../fuzz/stored-rows';

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  app.answer(wellAnswers());
  const stored = settingsWith();
  await putSettings(app, stored);
  await putCredentials(app, stored, { token: 'a-key' });
});

/** Rows of 16 KiB each, the most for one. */
function rowsOf(count: number, text: string, secret: boolean) {
  const value = text.repeat((16 * 1024) / text.length);
  return Array.from({ length: count }, (_, index) => ({ name: `A${index}`, secret, value }));
}

async function save(variables: object[]) {
  const loaded = await app.invoke('settings', 'loadSettings', {}, CONTEXT);
  const { revision } = (loaded as { view: { revision: number } }).view;
  const form = { enabled: true, options: ALL_STAGES, variables };
  return app.invoke('settings', 'saveSettings', { revision, form }, CONTEXT);
}

test('what was saved can be saved again from the same page', async () => {
  let now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => (now += 1));
  const variables = (value: string) => [{ name: 'A', secret: false, value }];
  const send = (revision: number, value: string) =>
    app.invoke(
      'settings',
      'saveSettings',
      { revision, form: { enabled: true, options: ALL_STAGES, variables: variables(value) } },
      CONTEXT,
    ) as Promise<{ type: string; view: { revision: number } }>;
  const first = await send(settingsWith().updatedAt, '1');
  const second = await send(first.view.revision, '2');
  clock.mockRestore();
  expect([first.type, second.type]).toEqual(['saved', 'saved']);
});

test('a save on top of another one is told who made that', async () => {
  const variables = [{ name: 'A', secret: false, value: '1' }];
  const form = { enabled: true, options: ALL_STAGES, variables };
  const { updatedAt: revision } = settingsWith();
  const send = () => app.invoke('settings', 'saveSettings', { revision, form }, CONTEXT);
  expect(await send()).toMatchObject({ type: 'saved' });
  expect(await send()).toMatchObject({
    type: 'conflict',
    view: { changedBy: ACCOUNT },
  });
});

const tooLarge = (kib: number) => ({
  type: 'invalid',
  errors: [
    {
      field: 'variables',
      message: `Names and values are ${kib} KiB together as JSON; at most 128 KiB can be stored.`,
    },
  ],
});

describe.each([false, true])('values that are secret: %s', (secret) => {
  test('128 KiB are stored, and nothing more', async () => {
    const rows = rowsOf(8, 'x', secret);
    // Beside the text: 8 names of 2 letters, 16 pairs of quotes, 8 colons, 7 commas, and two braces.
    const rest = 8 * 2 + 16 * 2 + 8 + 7 + 2;
    const last = { ...rows[7]!, value: rows[7]!.value.slice(rest) };
    expect(await save([...rows.slice(0, 7), last])).toMatchObject({ type: 'saved' });
    expect(await save([...rows.slice(0, 7), { ...last, value: `${last.value}x` }])).toEqual(
      tooLarge(129),
    );
  });

  test.each(['"\n', '\\', '\t'])('%j counts as it is stored', async (text) => {
    expect(await save(rowsOf(10, text, secret))).toEqual(tooLarge(321));
    expect(await save(rowsOf(3, text, secret))).toMatchObject({ type: 'saved' });
  });
});

test('secret values that are stored already count with those that come', async () => {
  const first = rowsOf(6, 'x', true);
  expect(await save(first)).toMatchObject({ type: 'saved' });
  const secrets = app.store.table('secret').entries();
  const kept = first.map(({ name, secret }) => ({ name, secret }));
  const more = rowsOf(9, 'x', true).slice(6);
  expect(await save([...kept, ...more])).toEqual(tooLarge(145));
  expect(app.store.table('secret').entries()).toEqual(secrets);
});

test('a save that was to ask first changes nothing, and leaves no secret behind', async () => {
  await putPreview(app, previewWith());
  const { revision } = (
    (await app.invoke('settings', 'loadSettings', {}, CONTEXT)) as { view: { revision: number } }
  ).view;
  const variables = [{ name: 'A', secret: true, value: 'hush' }];
  const form = { enabled: true, options: ALL_STAGES, variables };
  const before = structuredClone([
    app.store.table('entity').entries(),
    app.store.table('secret').entries(),
  ]);
  const send = (ask: boolean) =>
    app.invoke('settings', 'saveSettings', { revision, form, ask }, CONTEXT);
  const effect = { deletes: 0, replaces: 0, redeploys: 1, unsure: 0 };
  expect(await send(true)).toEqual({ type: 'asks', effect });
  expect([app.store.table('entity').entries(), app.store.table('secret').entries()]).toEqual(
    before,
  );
  expect(app.pushed).toEqual([]);
  expect(await send(false)).toMatchObject({ type: 'saved', effect });
});
