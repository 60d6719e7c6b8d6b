import { ALL_STAGES } from '../fixtures/codesphere/chosen-fields';
import { previewWith, settingsWith } from '../domain/preview-fixture';
import { CONTEXT, loadApp, PAGES, type AppInProcess, type Page } from '../fuzz/app-in-process';
import { goodAnswer } from '../fuzz/scripted-answers';
import { putPreview, putSettings, putCredentials } from '../fuzz/stored-rows';
import { definedFunctions } from './resolver-functions';

/** What is saved on the pages of settings and of rules. */
const FORM = { enabled: true, options: ALL_STAGES, variables: [], values: {}, locks: {} };
const PAYLOAD = {
  ...{
    provider: 'codesphere',
    credentials: { token: 'a-key' },
    previews: 'delete',
    id: 'web',
    title: 'Web team',
    revision: settingsWith().updatedAt,
    version: 'seen',
    form: FORM,
  },
  ...{ commit: 'a'.repeat(40), text: 'A=1', comment: 12, to: 'do' },
  ...{ connection: 'web', repositories: [previewWith().key.repositoryId] },
  ...{ action: 'redeploy', subjects: [previewWith().key.subject] },
};

let app: AppInProcess;
let functions: [of: Page, name: string][];
beforeAll(async () => {
  app = await loadApp();
  functions = (await definedFunctions()).map((defined) => {
    const [module, name] = defined.split(' ') as [string, string];
    return [PAGES[module]!, name];
  });
});
beforeEach(async () => {
  await app.reset();
  await putSettings(app, settingsWith());
  await putCredentials(app, settingsWith(), { token: 'the-key-of-before' });
  await putPreview(app, previewWith());
});

/** Bitbucket answers well, but what is asked as the person ends at Forge's proxy with `code`. */
function refuseAtProxy(code: string): void {
  const headers = { 'forge-proxy-error': code };
  app.answer((asked) =>
    asked.as === 'user'
      ? new Response('', { status: 401, headers })
      : Response.json(goodAnswer(asked)),
  );
}

/** How each function ended: its answer, or what it threw. */
async function callAll(): Promise<[name: string, outcome: unknown][]> {
  const outcomes: [string, unknown][] = [];
  for (const [of, name] of functions) {
    const outcome = await app.invoke(of, name, PAYLOAD, CONTEXT).catch((error: unknown) => error);
    // Two pages have functions of the same names.
    outcomes.push([of === 'project' ? `project ${name}` : name, outcome]);
  }
  return outcomes;
}

const stored = () => ['entity', 'secret'].map((name) => app.store.table(name).entries());

/** It reads and writes nothing, so it asks nobody. */
const ASKS_NOBODY = 'parseDotenv';

test('who has not let the app act for them is asked by Forge, and nothing is changed', async () => {
  refuseAtProxy('NEEDS_AUTHENTICATION_ERR');
  const before = stored();
  for (const [name, outcome] of await callAll()) {
    if (name === ASKS_NOBODY) continue;
    // As @forge/api threw it: Forge's wrapper tells it by its name and reads these.
    expect([name, outcome]).toEqual([name, expect.any(Error)]);
    expect(outcome).toMatchObject({
      name: 'NEEDS_AUTHENTICATION_ERR',
      status: 401,
      serviceKey: 'atlassian-token-service-key',
    });
  }
  expect(stored()).toEqual(before);
  expect(app.pushed).toEqual([]);
  expect(app.asked.filter(({ method, to }) => method !== 'GET' || to === 'provider')).toEqual([]);
});

test('any other refusal of the proxy is told in words, and nothing is changed', async () => {
  refuseAtProxy('INVALID_TOKEN');
  const before = stored();
  for (const [name, outcome] of await callAll()) {
    if (name === ASKS_NOBODY) continue;
    expect(outcome).toEqual({
      type: 'refused',
      message: expect.stringMatching(
        /^Could not read (your permission|your role in the workspace|the project): Bitbucket could not be reached\.$/,
      ) as string,
      remedy: expect.stringMatching(/^[A-Z].*\.$/) as string,
    });
  }
  expect(stored()).toEqual(before);
  expect(app.pushed).toEqual([]);
});

test('whose permission is taken away is refused from the next call on, and nothing is changed', async () => {
  let permission = 'admin';
  app.answer((asked) => {
    const answer = JSON.stringify(goodAnswer(asked));
    const role = permission === 'admin' ? 'owner' : 'member';
    return new Response(
      answer
        .replace('"permission":"admin"', `"permission":"${permission}"`)
        .replace('"permission":"owner"', `"permission":"${role}"`),
    );
  });
  for (const [name, outcome] of await callAll()) {
    // There is no commit of a fork to approve, and no report to decide about.
    const refused = ['approveCommit', 'actOnReport'].includes(name);
    expect([name, (outcome as { type: string }).type === 'refused']).toEqual([name, refused]);
  }
  permission = 'read';
  const before = stored();
  app.pushed.length = 0;
  app.asked.length = 0;
  for (const [name, outcome] of await callAll()) {
    const mayStill = [
      ...[ASKS_NOBODY, 'readCard', 'readHistory', 'readLog', 'listPreviews'],
      'project loadLayer',
    ].includes(name);
    expect([name, (outcome as { type: string }).type === 'refused']).toEqual([name, !mayStill]);
  }
  expect(stored()).toEqual(before);
  expect(app.pushed).toEqual([]);
  expect(app.asked.filter(({ method, to }) => method !== 'GET' || to === 'provider')).toEqual([]);
});
