import type { CardResult, HistoryResult } from '../../src/contract';
import { people } from '../../local/bitbucket/accounts';
import { runPlatform, type RunningPlatform } from './run-platform';
import { settingsOf } from './set-up-repository';

jest.setTimeout(300_000);

const REPOSITORY = 'demo/shop';
const FORK = 'otto/shop';

let running: RunningPlatform;
let id: number;
let first: string;

beforeAll(async () => {
  running = await runPlatform({ fast: true });
  running.platform.forge.scheduler.stop();
  const saved = await settingsOf(running, REPOSITORY).save({
    variables: [
      { name: 'DATABASE_PASSWORD', secret: true, value: 'open-sesame' },
      { name: 'INTERNAL_HOST', secret: false, value: 'db.internal' },
      { name: 'GREETING', secret: false, value: 'Hello {{pull_request}}', forks: true },
    ],
  });
  if (saved.type !== 'saved') throw new Error(JSON.stringify(saved));
  first = await push('Change the style');
  const body = {
    title: 'From outside',
    source: { branch: { name: 'outside' }, repository: { full_name: FORK } },
  };
  const path = `/repositories/${REPOSITORY}/pullrequests`;
  id = (await running.rest<{ id: number }>('otto', 'POST', path, body)).id;
  await running.idle();
});
afterAll(() => running?.stop());

/** Commits to the branch of the fork, as its owner; answers the whole hash. */
function push(message: string): Promise<string> {
  const files = { 'public/outside.css': `/* ${message} */` };
  return running.commit('otto', { repository: FORK, branch: 'outside', message, files });
}

function call<T>(user: string, name: string, payload?: object): Promise<T> {
  const at = { module: 'preview-card', repository: REPOSITORY, pullRequest: id } as const;
  return running.invoke<T>({ ...at, user, function: name, ...(payload ? { payload } : {}) });
}

const approve = (user: string, commit: string) =>
  call<CardResult>(user, 'approveCommit', { commit });

async function environments() {
  const all = (await running.environments()) as { id: number; name: string; gitUrl: string }[];
  return all.filter(({ name }) => name.startsWith(`preview-pr-${id}-`));
}

async function variablesOf(environment: number): Promise<unknown> {
  const url = `${running.hostingUrl}/api/workspaces/${environment}/env-vars`;
  return (await fetch(url, { headers: { authorization: 'Bearer local-token' } })).json();
}

async function history(user = 'rita') {
  const result = await call<HistoryResult>(user, 'readHistory');
  if (result.type !== 'history') throw new Error(result.message);
  return result.lines;
}

test('it is held, and who may not approve is not asked to and refused', async () => {
  const card = await running.card(REPOSITORY, id, 'rita');
  expect(card).toMatchObject({ title: 'On hold', actions: { redeploy: false, delete: false } });
  expect(card.approvable).toBeUndefined();
  expect(card.message).toContain('until somebody with write access approves');
  expect(await approve('rita', first)).toMatchObject({ type: 'refused' });
  await running.idle();
  await running.sweep();
  await running.idle();
  expect(await environments()).toEqual([]);
});

test('what is approved must be the newest commit, whole', async () => {
  for (const commit of [first.slice(0, 12), 'f'.repeat(40), '']) {
    expect(await approve('will', commit)).toMatchObject({
      type: 'refused',
      message: 'This commit is not the newest one of an open pull request from a fork.',
    });
  }
  await running.idle();
  expect(await environments()).toEqual([]);
});

test('an approved commit runs from the fork, with nothing that is not meant for forks', async () => {
  const card = await running.card(REPOSITORY, id, 'will');
  expect(card.approvable).toEqual({ commit: first, short: first.slice(0, 7) });
  expect(await approve('will', card.approvable!.commit)).toMatchObject({ type: 'card' });
  await running.idle();
  expect(await running.card(REPOSITORY, id, 'will')).toMatchObject({
    title: 'Ready',
    commit: { short: first.slice(0, 7), latest: true },
    actions: { redeploy: true, delete: true },
  });
  const [environment, ...others] = await environments();
  expect(others).toEqual([]);
  expect(environment?.gitUrl).toBe(`${running.url}/${FORK}.git`);
  expect(await variablesOf(environment!.id)).toEqual([{ name: 'GREETING', value: `Hello ${id}` }]);
});

test('the history says who approved which commit, and what came of it', async () => {
  const will = people.find(({ nickname }) => nickname === 'will')!.accountId;
  const lines = await history();
  expect(lines.map(({ text }) => text)).toContain(`${first.slice(0, 7)} is ready.`);
  expect(lines).toContainEqual(
    expect.objectContaining({
      text: `Commit ${first.slice(0, 7)} of the fork was approved.`,
      by: will,
    }),
  );
});

test('a new push is on hold again, and nothing of the older one stays', async () => {
  const second = await push('And now the secrets');
  await running.idle();
  expect(await environments()).toEqual([]);
  expect(await running.card(REPOSITORY, id, 'will')).toMatchObject({
    title: 'On hold',
    approvable: { commit: second },
  });
  // What was approved before is no longer what would run.
  expect(await approve('will', first)).toMatchObject({ type: 'refused' });
  expect(await approve('ada', second)).toMatchObject({ type: 'card' });
  await running.idle();
  expect(await running.card(REPOSITORY, id)).toMatchObject({
    title: 'Ready',
    commit: { short: second.slice(0, 7), latest: true },
  });
});

test('looking again writes nothing, and a decline says what was deleted and why', async () => {
  const before = await history();
  await running.sweep();
  await running.idle();
  expect(await history()).toEqual(before);
  await running.rest('will', 'POST', `/repositories/${REPOSITORY}/pullrequests/${id}/decline`, {});
  await running.idle();
  expect(await environments()).toEqual([]);
  const [last, removing] = await history();
  expect(last?.text).toBe(
    'Deleted: The pull request was declined. The provider confirmed that the environment is gone.',
  );
  expect(removing).toMatchObject({
    text: 'Removing: The pull request was declined.',
    noticedBy: "Bitbucket's event about the pull request",
  });
});
