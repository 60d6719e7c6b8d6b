import type { CardResult } from '../../src/contract';
import { runPlatform, type RunningPlatform } from './run-platform';
import { settingsOf } from './set-up-repository';

jest.setTimeout(300_000);

const REPOSITORY = 'demo/shop';
const DAY_SECONDS = 24 * 60 * 60;

let running: RunningPlatform;
let id: number;

beforeAll(async () => {
  running = await runPlatform({ fast: true });
  running.platform.forge.scheduler.stop();
  const saved = await settingsOf(running, REPOSITORY).save({
    options: {
      'rules.into': 'main, release/*',
      'rules.from': '!wip/**',
      'rules.drafts': 'when-asked',
      'rules.days': '3',
    },
  });
  if (saved.type !== 'saved') throw new Error(JSON.stringify(saved));
  await branch('draft/rye');
  await branch('wip/oat');
  id = await running.openPullRequest(REPOSITORY, 'draft/rye', { draft: true });
  await running.idle();
});
afterAll(() => running?.stop());

/** A branch of the demo with a commit of its own. */
async function branch(name: string): Promise<void> {
  const files = { 'public/rule.css': `/* ${name} */` };
  const message = `Begin ${name}`;
  await running.commit('will', { repository: REPOSITORY, branch: name, message, files });
}

function call(name: string, pullRequest = id, user = 'will'): Promise<CardResult> {
  const module = 'preview-card' as const;
  return running.invoke({ user, module, repository: REPOSITORY, pullRequest, function: name });
}

/** Saves the settings as they are but for one rule, and waits until that is acted on. */
async function saveRule(name: string, value: string): Promise<void> {
  const settings = settingsOf(running, REPOSITORY);
  const { saved } = await settings.load();
  await settings.save({ options: { ...saved?.options, [name]: value } });
  await running.idle();
}

/** Moves the time of the platform and of the app on by so many days, then has the app look around. */
async function daysLater(days: number): Promise<void> {
  await running.advance(days * DAY_SECONDS);
  await running.sweep();
  await running.idle();
}

async function environmentsOf(pullRequest: number) {
  const all = await running.environments();
  return all.filter(({ name }) => name.startsWith(`preview-pr-${pullRequest}-`));
}

test('a draft has none until somebody who may write asks for it', async () => {
  const card = await running.card(REPOSITORY, id, 'will');
  expect(card).toMatchObject({
    title: 'No preview',
    message: 'It is a draft, and drafts get a preview when somebody asks for it.',
    actions: { start: true, redeploy: false },
  });
  expect(await environmentsOf(id)).toEqual([]);
  expect(await call('redeploy', id, 'rita')).toMatchObject({ type: 'refused' });
  expect(await call('redeploy')).toMatchObject({
    card: { message: 'asked for a preview. Starting…' },
  });
  await running.idle();
  const ready = await running.card(REPOSITORY, id, 'will');
  expect(ready).toMatchObject({ title: 'Ready', actions: { start: false, extend: true } });
  const [comment] = await running.comments(REPOSITORY, id);
  expect(comment?.content.raw).toContain('| Stays until |');
  expect(await environmentsOf(id)).toHaveLength(1);
});

test('a pull request from another branch has none, and one with a word in its title has', async () => {
  const other = await running.openPullRequest(REPOSITORY, 'wip/oat');
  await running.idle();
  const held = await running.card(REPOSITORY, other, 'will');
  expect(held.message).toBe('The branch that it comes from gets no previews.');
  const path = `/repositories/${REPOSITORY}/pullrequests/${other}`;
  await running.rest('will', 'PUT', path, { title: 'Oats [preview]' });
  await running.idle();
  expect(await running.card(REPOSITORY, other, 'will')).toMatchObject({ title: 'Ready' });
  await running.rest('will', 'PUT', path, { title: 'Oats [skip preview]' });
  await running.idle();
  const skipped = await running.card(REPOSITORY, other, 'will');
  expect(skipped.message).toContain('Its title says [skip preview].');
  expect(await environmentsOf(other)).toEqual([]);
});

test('where the rules name files, only a pull request that changes one of them has one', async () => {
  const save = (value: string) => saveRule('rules.paths', value);
  await save('server/, !server/*.md');
  await branch('only/css');
  const other = await running.openPullRequest(REPOSITORY, 'only/css');
  await running.idle();
  const held = await running.card(REPOSITORY, other, 'will');
  expect(held).toMatchObject({
    title: 'No preview',
    message:
      'It changes none of the files that the settings name. Start preview makes one all the same.',
    actions: { start: true },
  });
  const files = { 'server/routes.js': '// new' };
  const message = 'Begin with routes';
  await running.commit('will', { repository: REPOSITORY, branch: 'only/css', message, files });
  await running.idle();
  expect(await running.card(REPOSITORY, other, 'will')).toMatchObject({ title: 'Ready' });
  await save('docs/');
  expect(await environmentsOf(other)).toEqual([]);
  await save('');
  expect(await environmentsOf(other)).toHaveLength(1);
});

test('where the rules count approvals, a preview comes and goes with them', async () => {
  const save = (value: string) => saveRule('rules.approvals', value);
  await branch('reviewed/spelt');
  await save('1');
  const other = await running.openPullRequest(REPOSITORY, 'reviewed/spelt');
  await running.idle();
  const say = async (user: string, method: 'POST' | 'DELETE', what: string) => {
    await running.rest(user, method, `/repositories/${REPOSITORY}/pullrequests/${other}/${what}`);
    await running.idle();
    return running.card(REPOSITORY, other, 'will');
  };
  const unapproved = {
    title: 'No preview',
    message: expect.stringContaining('Nobody but its author has approved it yet.') as string,
  };
  expect(await running.card(REPOSITORY, other, 'will')).toMatchObject(unapproved);
  expect(await say('will', 'POST', 'approve')).toMatchObject(unapproved);
  expect(await say('ada', 'POST', 'approve')).toMatchObject({ title: 'Ready' });
  // One who was not asked for a review does not count.
  expect(await say('rita', 'POST', 'request-changes')).toMatchObject({ title: 'Ready' });
  const rita = {
    account_id: (await running.rest<{ account_id: string }>('rita', 'GET', '/user')).account_id,
  };
  const path = `/repositories/${REPOSITORY}/pullrequests/${other}`;
  await running.rest('will', 'PUT', path, { title: 'Spelt', reviewers: [rita] });
  expect(await say('rita', 'POST', 'request-changes')).toMatchObject({
    message: expect.stringContaining('A reviewer asks for changes.') as string,
  });
  expect(await environmentsOf(other)).toEqual([]);
  expect(await say('rita', 'DELETE', 'request-changes')).toMatchObject({ title: 'Ready' });
  await running.withoutEvents(() => say('ada', 'DELETE', 'approve'));
  await running.sweep();
  await running.idle();
  expect(await running.card(REPOSITORY, other, 'will')).toMatchObject(unapproved);
  await save('0');
});

test('where the settings want no build status, what was shown is taken back', async () => {
  const save = async (rule: string) => {
    await saveRule('rules.build-status', rule);
    const path = `/repositories/${REPOSITORY}/pullrequests/${id}/statuses?fields=values.state`;
    return running.rest<{ values: { state: string }[] }>('will', 'GET', path);
  };
  expect((await save('none')).values).toEqual([{ state: 'STOPPED' }]);
  expect(await running.card(REPOSITORY, id, 'will')).toMatchObject({ title: 'Ready' });
  expect((await save('as-preview')).values).toEqual([{ state: 'SUCCESSFUL' }]);
});

test('a change of a title that no event tells of is noticed by a sweep', async () => {
  const title = (title: string) =>
    running.rest('will', 'PUT', `/repositories/${REPOSITORY}/pullrequests/${id}`, { title });
  await running.withoutEvents(() => title('Rye [skip preview]'));
  await running.sweep();
  await running.idle();
  // Somebody asked for this one: that goes before its title.
  expect(await environmentsOf(id)).toHaveLength(1);
  await call('deletePreview');
  await running.idle();
  await running.withoutEvents(() => title('Rye [preview]'));
  await running.sweep();
  await running.idle();
  // A delete holds until the next push, whatever the title says.
  expect(await environmentsOf(id)).toEqual([]);
  await call('redeploy');
  await running.idle();
  expect(await environmentsOf(id)).toHaveLength(1);
});

test('over a limit a pull request waits, and where the rules say so older ones make room', async () => {
  await call('keep');
  await saveRule('rules.most', '1');
  await branch('more/emmer');
  const other = await running.openPullRequest(REPOSITORY, 'more/emmer');
  await running.idle();
  const waiting = {
    title: 'Waiting',
    message: expect.stringContaining(
      'The one preview that this repository may have at once is taken.',
    ) as string,
  };
  expect(await running.card(REPOSITORY, other, 'will')).toMatchObject(waiting);
  await saveRule('rules.when-full', 'oldest-goes');
  // All of them but the one that is kept.
  expect(await running.environments()).toHaveLength(1);
  expect(await running.card(REPOSITORY, other, 'will')).toMatchObject(waiting);
  expect(await running.card(REPOSITORY, id, 'will')).toMatchObject({ title: 'Ready' });
  expect(await call('keepNoLonger', id, 'rita')).toMatchObject({ type: 'refused' });
  await call('keepNoLonger');
  await running.sweep();
  await running.idle();
  expect(await running.card(REPOSITORY, other, 'will')).toMatchObject({ title: 'Ready' });
  expect(await running.card(REPOSITORY, id, 'will')).toMatchObject({
    title: 'No preview',
    message: `It made room for pull request ${other}. The next push, or Redeploy in the card, brings it back once there is room.`,
    actions: { redeploy: true },
  });
  await saveRule('rules.most', 'any');
  expect(await running.card(REPOSITORY, id, 'will')).toMatchObject({ title: 'Ready' });
});

test('a preview lives three days, longer when somebody wants it, and comes back by a redeploy', async () => {
  await daysLater(2);
  const { livesUntil, now } = await running.card(REPOSITORY, id, 'will');
  expect((livesUntil ?? 0) - now).toBeLessThan(DAY_SECONDS * 1000);
  expect(await call('extend', id, 'rita')).toMatchObject({ type: 'refused' });
  await call('extend');
  await running.idle();
  await daysLater(2);
  expect(await environmentsOf(id)).toHaveLength(1);
  await daysLater(2);
  expect(await environmentsOf(id)).toEqual([]);
  expect(await running.card(REPOSITORY, id, 'will')).toMatchObject({
    message:
      'Nothing was pushed or redeployed for 3 days. The next push, or Redeploy in the card, brings a new one.',
    actions: { redeploy: true },
  });
  await call('redeploy');
  await running.idle();
  expect(await running.card(REPOSITORY, id, 'will')).toMatchObject({ title: 'Ready' });
});

test('whose account ids are stored is reported', async () => {
  await running.reportPeople();
  const calls = (await (await fetch(`${running.url}/_local/calls`)).json()) as object[];
  expect(calls).toContainEqual(
    expect.objectContaining({ target: '/app/report-accounts', status: 204 }),
  );
});

test('before an uninstall everything that runs is deleted', async () => {
  expect(await environmentsOf(id)).toHaveLength(1);
  await running.prepareUninstall();
  expect(await running.environments()).toEqual([]);
});
