import { ALL_STAGES } from '../../fixtures/codesphere/chosen-fields';
import { KEY, previewWith, settingsWith } from '../../domain/preview-fixture';
import { ACCOUNT, CONTEXT, loadApp, PROJECT, type AppInProcess } from '../../fuzz/app-in-process';
import { wellAnswers } from '../../fuzz/scripted-answers';
import { putCredentials, putPreview, putSettings } from '../../fuzz/stored-rows';
import type { LayerSaveResult, LayerView } from '../../../src/contract';
import type { Rules } from '../../../src/domain/rules';

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  app.answer(wellAnswers());
});

type Values = Record<string, string>;
type Locks = Record<string, string>;

async function view(page: 'workspace' | 'project' = 'workspace'): Promise<LayerView> {
  const answer = await app.invoke(page, 'loadLayer', {}, CONTEXT);
  return (answer as { layer: LayerView }).layer;
}

async function save(
  values: Values,
  {
    locks = {},
    page = 'workspace',
    ...more
  }: { locks?: Locks; page?: 'workspace' | 'project'; ask?: boolean; version?: string } = {},
): Promise<LayerSaveResult> {
  const version = more.version ?? (await view(page)).version;
  const payload = { ...more, version, form: { values, locks } };
  return (await app.invoke(page, 'saveLayer', payload, CONTEXT)) as LayerSaveResult;
}

/** A repository of the workspace that follows its rules but for `own`, with a preview that is ready. */
async function putRepository(digit: string, own?: Partial<Rules>): Promise<void> {
  const repositoryId = `${digit.repeat(8)}-0000-4000-8000-000000000000`;
  const repository = { workspaceId: KEY.workspaceId, repositoryId };
  const settings = settingsWith({ project: bare(PROJECT) });
  await putSettings(app, {
    ...settings,
    repository,
    ...(own ? { ownRules: own } : {}),
  });
  const preview = previewWith();
  await putPreview(app, { ...preview, key: { ...preview.key, repositoryId } });
}

const bare = (uuid: string) => uuid.replace(/[{}]/g, '');
const stored = () => ['entity', 'secret'].map((name) => app.store.table(name).entries());

test('what it would delete is counted over all repositories that follow it, and asked before', async () => {
  await putRepository('1');
  await putRepository('2');
  await putRepository('3', { into: ['main'] });
  const before = stored();
  const form = { 'rules.into': 'release/*' };
  expect(await save(form, { ask: true })).toMatchObject({ type: 'asks', effect: { deletes: 2 } });
  expect(stored()).toEqual(before);
  expect(app.pushed).toEqual([]);
  expect(await save(form)).toMatchObject({ type: 'saved', effect: { deletes: 2 } });
  expect(app.pushed.map(({ key }) => (key as { repositoryId: string }).repositoryId[0])).toEqual([
    '1',
    '2',
  ]);
  // A lock takes in who had a rule of its own.
  const locks = { 'rules.into': 'One for all.' };
  expect(await save(form, { locks, ask: true })).toMatchObject({
    type: 'asks',
    effect: { deletes: 1 },
  });
});

test('a project goes before the workspace, but for what is locked there', async () => {
  await putRepository('1');
  await save({ 'rules.days': '3', 'rules.most': '5' }, { locks: { 'rules.most': 'Costs.' } });
  expect(await save({ 'rules.days': '7' }, { page: 'project' })).toMatchObject({ type: 'saved' });
  expect(await save({ 'rules.most': '10' }, { page: 'project' })).toMatchObject({
    type: 'invalid',
    errors: [{ field: 'rules.most', message: 'The workspace sets this for all: Costs.' }],
  });
  const { fields } = await view('project');
  expect(fields.find(({ name }) => name === 'rules.days')).toMatchObject({
    value: '7',
    above: { by: 'The workspace', value: '3' },
  });
});

test('one on top of another is refused, and changes nothing', async () => {
  const { version } = await view();
  await save({ 'rules.days': '3' });
  const before = stored();
  expect(await save({ 'rules.days': '7' }, { version })).toMatchObject({
    type: 'conflict',
    layer: { changed: { by: ACCOUNT } },
  });
  // The answer to a save may have been lost: what is stored already is saved.
  expect(await save({ 'rules.days': '3' }, { version })).toMatchObject({ type: 'saved' });
  expect(stored()).toEqual(before);
});

test('without a change nothing is written', async () => {
  await save({ 'rules.days': '3' });
  const before = stored();
  expect(await save({ 'rules.days': '3' })).toMatchObject({ type: 'saved', changes: [] });
  expect(stored()).toEqual(before);
});

test('a repository whose page showed other rules above is told so, and keeps following them', async () => {
  const load = async () =>
    (
      (await app.invoke('settings', 'loadSettings', {}, CONTEXT)) as {
        view: { revision: number; above: string };
      }
    ).view;
  await putSettings(app, settingsWith());
  await putCredentials(app, settingsWith(), { token: 'a-key' });
  const { revision, above } = await load();
  await save({ 'rules.days': '3' });
  const form = { enabled: true, options: { 'rules.days': 'closed' }, variables: [] };
  expect(
    await app.invoke('settings', 'saveSettings', { revision, above, form }, CONTEXT),
  ).toMatchObject({ type: 'conflict', view: { revision } });
});

test('what a repository had set itself counts again when it is unlocked', async () => {
  await putSettings(app, { ...settingsWith(), ownRules: { days: 7 } });
  await putCredentials(app, settingsWith(), { token: 'a-key' });
  await save({}, { locks: { 'rules.days': 'One for all.' } });
  const days = async () => {
    const loaded = await app.invoke('settings', 'loadSettings', {}, CONTEXT);
    const { view: shown } = loaded as { view: { revision: number; fields: { name: string }[] } };
    const field = shown.fields.find(({ name }) => name === 'rules.days');
    return { revision: shown.revision, days: (field as { value?: string } | undefined)?.value };
  };
  const { revision } = await days();
  const form = {
    enabled: true,
    options: ALL_STAGES,
    variables: [{ name: 'A', secret: false, value: '1' }],
  };
  expect(await app.invoke('settings', 'saveSettings', { revision, form }, CONTEXT)).toMatchObject({
    type: 'saved',
  });
  expect((await days()).days).toBe('closed');
  await save({}, { locks: {} });
  expect((await days()).days).toBe('7');
});

test('the page shows the rules of the project that the repository is in now', async () => {
  await save({ 'rules.days': '3' }, { page: 'project' });
  await putSettings(app, settingsWith());
  await putCredentials(app, settingsWith(), { token: 'a-key' });
  expect(await app.invoke('settings', 'loadSettings', {}, CONTEXT)).toMatchObject({
    view: {
      fields: expect.arrayContaining([
        expect.objectContaining({
          name: 'rules.days',
          value: '3',
          above: expect.objectContaining({ by: 'The project' }) as object,
        }),
      ]) as object,
    },
  });
});

test('of a repository whose project nobody told, Bitbucket is asked before it is counted', async () => {
  await putRepository('1');
  await putSettings(app, settingsWith());
  await putPreview(app, previewWith());
  const form = { 'rules.into': 'release/*' };
  expect(await save(form, { page: 'project', ask: true })).toMatchObject({
    type: 'asks',
    effect: { deletes: 2 },
  });
});
