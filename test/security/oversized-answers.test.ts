import { previewId } from '../../src/domain/preview-key';
import { COMMIT, KEY, settingsWith } from '../domain/preview-fixture';
import { CONTEXT, loadApp, type AppInProcess } from '../fuzz/app-in-process';
import { goodAnswer, PULL_REQUEST } from '../fuzz/scripted-answers';
import { putSettings, putCredentials } from '../fuzz/stored-rows';

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  await putSettings(app, settingsWith());
  await putCredentials(app, settingsWith(), { token: 'a-key' });
});

/** Bitbucket shows a pull request with a branch, a page and a repository whose texts are that long. */
function answerWith({ name = 10, page = 100, repository = 100 }): void {
  const linkOf = (length: number) => ({
    html: { href: 'https://bitbucket.org/demo/'.padEnd(length, 'a') },
  });
  const { source, destination } = PULL_REQUEST;
  const answer = {
    ...PULL_REQUEST,
    source: { ...source, branch: { name: '\u20ac'.repeat(name) } },
    destination: {
      ...destination,
      repository: { ...destination.repository, links: linkOf(repository) },
    },
    links: linkOf(page),
  };
  app.answer((asked) =>
    Response.json(/\/pullrequests\/\d+\?/.test(asked.path) ? answer : goodAnswer(asked)),
  );
}

const look = () => app.functions.reconcile({ body: { key: KEY, cause: 'pull-request' } } as never);
const records = () => app.records().filter(([key]) => key.startsWith('preview/'));

test.each([
  ['a branch name', 'source.branch.name', { name: 300_000 }],
  ['a link to its page', 'links.html.href', { page: 300_000 }],
  ['a link to clone from', 'destination.repository.links.html.href', { repository: 300_000 }],
])('%s of 300,000 characters is named in the card and the log', async (_, field, lengths) => {
  answerWith(lengths);
  expect(await look()).toMatchObject({
    retryOptions: { retryAfter: expect.any(Number) as number },
  });
  expect(records()).toEqual([]);
  expect(app.logs).toEqual([
    `could not look at the preview preview="${previewId(KEY)}" cause="pull-request" code="bitbucket-unexpected"`,
  ]);
  const path = `/2.0/repositories/{${KEY.workspaceId}}/{${KEY.repositoryId}}/pullrequests/7`;
  expect(await app.invoke('card', 'readCard', {}, CONTEXT)).toEqual({
    type: 'refused',
    message: `Could not read the pull request: Bitbucket's answer to GET ${path} does not fit at ${field}.`,
    remedy:
      'It is tried again by itself. If this stays, the app needs an update: it cannot use what Bitbucket answers.',
  });
});

test('it is tried again by itself, and a preview comes once the answer fits', async () => {
  answerWith({ name: 300_000 });
  await app.functions.sweep();
  expect(app.pushed).toEqual([expect.objectContaining({ key: KEY })]);
  answerWith({ name: 1_000, page: 2_000, repository: 2_000 });
  await look();
  expect(records()).toHaveLength(1);
  expect(JSON.stringify(records())).toContain(COMMIT);
});
