import { ALL_STAGES } from '../../fixtures/codesphere/chosen-fields';
import { KEY, settingsWith } from '../../domain/preview-fixture';
import { CONTEXT, loadApp, type AppInProcess, type Asked } from '../../fuzz/app-in-process';
import { goodAnswer, wellAnswers } from '../../fuzz/scripted-answers';
import { putSettings } from '../../fuzz/stored-rows';
import type {
  ChoicesResult,
  FieldValues,
  RepositoriesResult,
  SetUpRepositoriesResult,
  SettingsLoadResult,
  WorkspaceResult,
} from '../../../src/contract';

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  app.answer(answersOf(wellAnswers()));
});

const idOf = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const digitOf = (text: string) => /(\d)\1{7}-0000-4000-8000-0{12}/.exec(text)?.[1];
/** The repositories of the workspace by digit, the last with nothing in it that says how it runs. */
const BARE = '9';

/** One repository for each digit, in place of the one that all other answers are about. */
function answersOf(others: (asked: Asked) => Response): (asked: Asked) => Response {
  return (asked) => {
    const path = decodeURIComponent(asked.path);
    if (asked.to !== 'bitbucket') return others(asked);
    if (/^\/2\.0\/repositories\/[^/]+\?/.test(path)) {
      const values = ['1', '2', BARE].map((digit) => ({
        ...{ uuid: `{${idOf(digit)}}`, slug: `shop-${digit}`, project: { name: 'Web' } },
      }));
      return Response.json({ values });
    }
    const digit = digitOf(path) ?? /shop-(\d)/.exec(path)?.[1];
    if (digit === undefined) return others(asked);
    if (digit === BARE && path.includes('/src/HEAD/')) return Response.json({ values: [] });
    const answer = JSON.stringify(goodAnswer(asked));
    return new Response(
      answer
        .replaceAll(KEY.repositoryId, idOf(digit))
        .replaceAll('demo/shop', `demo/shop-${digit}`),
    );
  };
}

async function connection(): Promise<string> {
  const payload = { provider: 'codesphere', title: 'Web team', credentials: { token: 'a-key' } };
  const answer = await app.invoke('workspace', 'addConnection', payload, CONTEXT);
  return (answer as WorkspaceResult & { type: 'view' }).view.connections[0]!.id;
}

async function setUp(
  digits: string[],
  { model, ...more }: { connection: string; model?: string; options?: FieldValues },
): Promise<SetUpRepositoriesResult> {
  const begin = model === undefined ? { options: ALL_STAGES } : { model };
  const payload = { ...begin, ...more, repositories: digits.map(idOf) };
  return (await app.invoke(
    'workspace',
    'setUpRepositories',
    payload,
    CONTEXT,
  )) as SetUpRepositoriesResult;
}

async function settingsOf(digit: string) {
  const answer = await app.invoke('settings', 'loadSettings', {}, ofRepository(digit));
  return (answer as SettingsLoadResult & { type: 'view' }).view;
}

function ofRepository(digit: string) {
  const repository = { uuid: `{${idOf(digit)}}` };
  return { ...CONTEXT, extension: { ...CONTEXT.extension, repository } };
}

test('they begin with what was chosen, and each open pull request is looked at', async () => {
  const id = await connection();
  expect(await setUp(['1', '2'], { connection: id })).toEqual({
    type: 'set-up',
    results: [
      { id: idOf('1'), notes: [] },
      { id: idOf('2'), notes: [] },
    ],
  });
  expect(await settingsOf('2')).toMatchObject({
    enabled: true,
    connection: { shared: 'Web team' },
    saved: { options: ALL_STAGES, variables: [] },
  });
  expect(app.pushed.map(({ key }) => key)).toEqual([
    { ...KEY, repositoryId: idOf('1') },
    { ...KEY, repositoryId: idOf('2') },
  ]);
});

test('what is wrong with the choices is said at its field, before anything is set up', async () => {
  const id = await connection();
  const read = await app.invoke('workspace', 'loadChoices', { connection: id }, CONTEXT);
  expect((read as ChoicesResult & { type: 'choices' }).fields.map(({ name }) => name)).toContain(
    'plan',
  );
  const before = app.records();
  const options = { ...ALL_STAGES, plan: '' };
  expect(await setUp(['1', '2'], { connection: id, options })).toEqual({
    type: 'invalid',
    errors: [{ field: 'plan', message: 'Choose a plan.' }],
  });
  expect(app.records()).toEqual(before);
});

test('a copy takes choices, rules and plain env vars, and names the secret ones', async () => {
  const id = await connection();
  const model = { workspaceId: KEY.workspaceId, repositoryId: idOf('1') };
  const { options, rules, ...settings } = settingsWith();
  await putSettings(app, {
    ...settings,
    repository: model,
    rules: { ...rules!, into: ['main'] },
    options: {
      ...options!,
      variables: [
        { name: 'LEVEL', version: 'v1', secret: false, value: 'debug' },
        { name: 'TOKEN', version: 'v2', secret: true },
      ],
    },
    secretsId: 'of-the-model',
  });
  expect(await setUp(['2'], { connection: id, model: idOf('1') })).toEqual({
    type: 'set-up',
    results: [{ id: idOf('2'), notes: ['Its secret env vars are not copied: TOKEN.'] }],
  });
  const { saved } = await settingsOf('2');
  expect(saved).toMatchObject({
    options: { 'rules.into': 'main' },
    variables: [{ name: 'LEVEL', secret: false, value: 'debug' }],
  });
  expect(saved!.options).toEqual((await settingsOf('1')).saved!.options);
  // Nothing is connected there by the other connection.
  expect(await setUp([BARE], { connection: id, model: idOf('2') })).toMatchObject({
    results: [{ notes: ['Nothing was pushed to it yet.'] }],
  });
});

test('one that is connected already stays as it is, and says so', async () => {
  const id = await connection();
  await setUp(['1'], { connection: id });
  const before = app.records();
  expect(await setUp(['1'], { connection: id })).toMatchObject({
    results: [{ problem: 'It is connected already, and stays as it is.' }],
  });
  expect(app.records()).toEqual(before);
});

test('an owner of the workspace who does not administer a repository does not set it up', async () => {
  const id = await connection();
  const answers = answersOf(wellAnswers());
  app.answer((asked) =>
    asked.path.includes('/permissions/repositories')
      ? Response.json({ values: [{ permission: 'write', repository: { uuid: `{${idOf('1')}}` } }] })
      : answers(asked),
  );
  const before = app.records();
  expect(await setUp(['1'], { connection: id })).toMatchObject({
    results: [{ problem: 'You do not administer it.' }],
  });
  expect(app.records()).toEqual(before);
});

test('one that Bitbucket does not answer for keeps no other from being set up', async () => {
  const id = await connection();
  const answers = answersOf(wellAnswers());
  app.answer((asked) =>
    asked.path.includes(idOf('1')) ? new Response('', { status: 503 }) : answers(asked),
  );
  const { results } = (await setUp(['1', '2'], { connection: id })) as { results: object[] };
  expect(results).toMatchObject([{ problem: expect.stringMatching(/503/) as string }, {}]);
  expect(results[1]).not.toHaveProperty('problem');
});

test('the list says where something is set up, and what can be copied', async () => {
  const id = await connection();
  await setUp(['1'], { connection: id });
  const answer = await app.invoke('workspace', 'listRepositories', {}, CONTEXT);
  expect((answer as RepositoriesResult & { type: 'repositories' }).view).toEqual({
    isWhole: true,
    rows: [
      {
        ...{ id: idOf('1'), name: 'shop-1', project: 'Web' },
        ...{ provider: 'codesphere', isModel: true },
      },
      { id: idOf('2'), name: 'shop-2', project: 'Web' },
      { id: idOf(BARE), name: `shop-${BARE}`, project: 'Web' },
    ],
  });
});
