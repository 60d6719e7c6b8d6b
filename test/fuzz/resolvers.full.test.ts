import { ALL_STAGES } from '../fixtures/codesphere/chosen-fields';
import fc from 'fast-check';
import { previewWith, settingsWith } from '../domain/preview-fixture';
import { definedFunctions } from '../security/resolver-functions';
import { CONTEXT, loadApp, PAGES, type AppInProcess } from './app-in-process';
import { damaged, odd } from './odd-values';
import { goodAnswer } from './scripted-answers';
import { putPreview, putSettings, putCredentials } from './stored-rows';
import { randomCases } from './random-cases';

const SECRET = 'a-value-that-never-comes-back';
const PAYLOAD = {
  provider: 'codesphere',
  credentials: { token: 'a-key' },
  previews: 'keep',
  id: 'web',
  title: 'Web team',
  revision: settingsWith().updatedAt,
  version: 'seen',
  commit: 'a'.repeat(40),
  comment: 12,
  to: 'do',
  action: 'redeploy',
  subjects: [{ kind: 'pull-request', id: 7 }],
  most: 3,
  connection: 'web',
  repositories: ['11111111-0000-4000-8000-000000000000'],
  text: `A=1\nB="two\nlines"\nexport C='3'\n# a comment\n`,
  form: {
    enabled: true,
    options: ALL_STAGES,
    values: { 'rules.days': '3' },
    locks: { 'rules.days': 'It is the same for all.' },
    variables: [
      { name: 'A', secret: false, value: '1' },
      { name: 'B', secret: true, value: SECRET },
    ],
  },
};
const TYPES = [
  'view',
  'saved',
  'invalid',
  'conflict',
  'parsed',
  'card',
  'layer',
  'previews',
  'repositories',
  'all-previews',
  'set-up',
  'choices',
  'history',
  'log',
  'refused',
];
const dotenv = fc
  .array(fc.constantFrom('A', '=', ' ', '"', "'", '`', '\\', '\n', '#', 'export ', '\r', '\0', '='))
  .map((all) => all.join(''));

/** Whether the damage left it a secret: what a page sends as no secret is shown. */
function isSecretIn(payload: unknown): boolean {
  return !JSON.stringify(payload).includes(`"secret":false,"value":"${SECRET}"`);
}

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});

/** Calls the function with this payload, and both pages after it. */
async function expectOwnForm(module: string, name: string, payload: unknown): Promise<void> {
  await app.reset();
  app.answer((asked) => Response.json(goodAnswer(asked)));
  await putSettings(app, settingsWith());
  await putCredentials(app, settingsWith(), { token: 'the-key-of-before' });
  await putPreview(app, previewWith());
  const of = PAGES[module]!;
  const answer = (await app.invoke(of, name, payload, CONTEXT)) as { type: string };
  expect(TYPES).toContain(answer.type);
  const said = JSON.stringify([answer, app.logs, app.pushed]);
  expect(said.length).toBeLessThan(1_000_000);
  if (isSecretIn(payload)) expect(said).not.toContain(SECRET);
  expect(said).not.toContain('the-key-of-before');
  // What was stored is read again: by the next call of either page.
  const view = (await app.invoke('settings', 'loadSettings', {}, CONTEXT)) as { type: string };
  const card = (await app.invoke('card', 'readCard', {}, CONTEXT)) as { type: string };
  expect([view.type, card.type]).toEqual(['view', 'card']);
  if (isSecretIn(payload)) expect(JSON.stringify([view, card])).not.toContain(SECRET);
}

test.each([
  ['what its page sends, damaged', damaged(PAYLOAD)],
  ['anything', odd],
])('every function answers in its own form to %s', async (_what, payloads) => {
  const functions = (await definedFunctions()).map((name) => name.split(' ') as [string, string]);
  const cases = new Map(functions.map(([, name]) => [name, 0]));
  await fc.assert(
    fc.asyncProperty(payloads, fc.constantFrom(...functions), async (payload, [module, name]) => {
      cases.set(name, cases.get(name)! + 1);
      await expectOwnForm(module, name, payload);
    }),
    randomCases(1_800),
  );
  // None is left to chance.
  expect(Math.min(...cases.values())).toBeGreaterThan(20);
});

test('a .env file of any form is read, or said to be wrong', async () => {
  await fc.assert(
    fc.asyncProperty(dotenv, async (text) => {
      await expectOwnForm('settings-page', 'parseDotenv', { ...PAYLOAD, text });
    }),
    randomCases(300),
  );
});
