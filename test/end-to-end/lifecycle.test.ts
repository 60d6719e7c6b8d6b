import type { Call } from '../../local/call-log';
import type { CardResult, CardView } from '../../src/contract';
import type { GitClone } from './git-clone';
import { runPlatform, type RunningPlatform } from './run-platform';
import { makeConnectedShop, settingsOf } from './set-up-repository';

jest.setTimeout(300_000);

const REPOSITORY = 'demo/rolls';

let running: RunningPlatform;
let clone: GitClone;
let branches = 0;

beforeAll(async () => {
  running = await runPlatform({ fast: true });
  // Only the sweeps that tests ask for shall find what events missed.
  running.platform.forge.scheduler.stop();
  clone = await makeConnectedShop(running, REPOSITORY);
  await running.idle();
});
afterAll(async () => {
  await clone?.remove();
  await running?.stop();
});

/** Pushes a new branch; answers its name and its commit. */
async function pushBranch(): Promise<{ branch: string; commit: string }> {
  const branch = `feature/${++branches}`;
  await clone.branch(branch);
  const commit = await clone.commit(branch, { 'public/note.css': `/* ${branch} */` });
  await clone.push();
  return { branch, commit };
}

/** A pull request that nobody has told the app of. */
function openUnheard(more: object = {}): Promise<{ id: number; branch: string; commit: string }> {
  return running.withoutEvents(async () => {
    const pushed = await pushBranch();
    const id = await running.openPullRequest(REPOSITORY, pushed.branch, more);
    return { ...pushed, id };
  });
}

/** A pull request with its preview ready. */
async function openReady(): Promise<{ id: number; branch: string; commit: string }> {
  const pushed = await pushBranch();
  const id = await running.openPullRequest(REPOSITORY, pushed.branch);
  await running.idle();
  await expectReady(id, pushed.commit);
  return { ...pushed, id };
}

async function expectReady(id: number, commit: string): Promise<void> {
  const card = await running.card(REPOSITORY, id);
  expect(card).toMatchObject({
    title: 'Ready',
    commit: { short: commit.slice(0, 7), latest: true },
  });
  expect(await running.status(REPOSITORY, commit)).toMatchObject({ state: 'SUCCESSFUL' });
  expect(await environmentsOf(id)).toHaveLength(1);
}

/** Those of one pull request of this repository, by the provider's own list. */
async function environmentsOf(id: number) {
  const all = (await running.environments()) as { id: number; name: string; gitUrl: string }[];
  return all.filter(
    ({ name, gitUrl }) =>
      gitUrl.endsWith(`/${REPOSITORY}.git`) && name.startsWith(`preview-pr-${id}-`),
  );
}

function close(id: number, how: 'merge' | 'decline'): Promise<unknown> {
  const path = `/repositories/${REPOSITORY}/pullrequests/${id}/${how}`;
  return running.rest('will', 'POST', path, {});
}

function press(id: number, button: 'redeploy' | 'deletePreview', user: string) {
  return running.invoke<CardResult>({
    user,
    module: 'preview-card',
    repository: REPOSITORY,
    pullRequest: id,
    function: button,
  });
}

function expectCard(result: CardResult): CardView {
  if (result.type !== 'card') throw new Error(result.message);
  return result.card;
}

test('an address is a host alone, as Codesphere gives it', async () => {
  const { controls } = running.platform.codesphere;
  controls.behave({ devDomain: 'host' });
  const { id } = await openReady();
  const { url } = await running.card(REPOSITORY, id);
  expect(url).toMatch(/^https:\/\/\d+-3000\.2\.codesphere\.com$/);
  controls.behaveNormally();
  await close(id, 'decline');
  await running.idle();
});

describe('events that were lost', () => {
  test('the sweep finds a pull request that was opened', async () => {
    const { id, commit } = await openUnheard();
    expect(await running.card(REPOSITORY, id)).toMatchObject({ title: 'Waiting' });
    await running.sweep();
    await running.idle();
    await expectReady(id, commit);
    await close(id, 'decline');
    await running.idle();
  });

  test('the sweep finds a push and a merge', async () => {
    const { id, branch } = await openReady();
    const second = await running.withoutEvents(async () => {
      await clone.git('checkout', '--quiet', branch);
      const commit = await clone.commit('More', { 'public/more.css': '' });
      await clone.push();
      return commit;
    });
    // For some seconds all who open the card share one read of the pull request.
    await running.advance(5);
    expect(await running.card(REPOSITORY, id)).toMatchObject({ commit: { latest: false } });
    await running.sweep();
    await running.idle();
    await expectReady(id, second);

    await running.withoutEvents(() => close(id, 'merge'));
    expect(await environmentsOf(id)).toHaveLength(1);
    await running.sweep();
    await running.idle();
    expect(await environmentsOf(id)).toEqual([]);
    expect(await running.card(REPOSITORY, id)).toMatchObject({
      title: 'Removed',
      message: 'The pull request was merged.',
    });
  });

  test('the sweep makes an environment anew that somebody deleted at the provider', async () => {
    const { id, commit } = await openReady();
    const [before] = await environmentsOf(id);
    await running.deleteEnvironment(before!.id);
    await running.sweep();
    await running.idle();
    await expectReady(id, commit);
    expect((await environmentsOf(id))[0]?.id).not.toBe(before!.id);
    await close(id, 'decline');
    await running.idle();
  });
});

test('the same event many times makes one environment and one comment', async () => {
  const { id, commit } = await openUnheard();
  const event = await pullRequestEvent(id);
  await Promise.all(
    Array.from({ length: 6 }, async (_, index) => {
      const eventType = index % 2 === 0 ? event.eventType : 'avi:bitbucket:updated:pullrequest';
      const response = await fetch(`${running.url}/_local/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...event, eventType }),
      });
      expect(response.status).toBe(202);
    }),
  );
  await running.idle();
  await expectReady(id, commit);
  expect(await running.comments(REPOSITORY, id)).toHaveLength(1);
  await close(id, 'decline');
  await running.idle();
});

test('looking again where nothing has changed writes nothing anywhere', async () => {
  const { id } = await openReady();
  const event = await pullRequestEvent(id);
  const last = running.callsSince(0).at(-1)?.n ?? 0;
  // One event: of a burst the time of reading is noted, so that the rest need no look of their own.
  await fetch(`${running.url}/_local/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  await running.idle();
  await running.sweep();
  await running.idle();
  const calls = running.callsSince(last);
  expect(calls.filter(({ target }) => target.includes('reconcile-consumer')).length).toBe(1);
  expect(calls.filter(isWrite)).toEqual([]);
  // What made the preview did write, to each of them.
  const wrote = new Set(
    running
      .callsSince(0)
      .filter(isWrite)
      .map(({ kind }) => kind),
  );
  expect([...wrote].sort()).toEqual(['bitbucket', 'egress', 'kvs']);
  await close(id, 'decline');
  await running.idle();
});

/** Whether a call changed something. A message in the queue is what a look is made of. */
function isWrite({ kind, method, target }: Call): boolean {
  if (kind === 'invocation' || kind === 'queue') return false;
  if (kind === 'kvs') return /\/(set|delete|transaction)\b/.test(target);
  return method !== 'GET';
}

describe('the buttons of the card', () => {
  let opened: Awaited<ReturnType<typeof openReady>>;
  beforeAll(async () => {
    opened = await openReady();
  });
  afterAll(async () => {
    await close(opened.id, 'decline');
    await running.idle();
  });

  test('who can only read is offered none, and refused each', async () => {
    const card = await running.card(REPOSITORY, opened.id, 'rita');
    expect(card.actions).toMatchObject({ redeploy: false, delete: false });
    for (const button of ['redeploy', 'deletePreview'] as const) {
      expect(await press(opened.id, button, 'rita')).toMatchObject({
        type: 'refused',
        message: 'Only those who may write to this repository can do this.',
      });
    }
    await running.idle();
    await expectReady(opened.id, opened.commit);
  });

  test('delete removes the preview until somebody asks for it', async () => {
    const { id, commit } = opened;
    expectCard(await press(id, 'deletePreview', 'will'));
    await running.idle();
    expect(await environmentsOf(id)).toEqual([]);
    await running.sweep();
    await running.idle();
    expect(await environmentsOf(id)).toEqual([]);
    expect(await running.status(REPOSITORY, commit)).toMatchObject({ state: 'STOPPED' });
    expectCard(await press(id, 'redeploy', 'will'));
    await running.idle();
    await expectReady(id, commit);
  });

  test('redeploy runs the same commit anew, in the same environment', async () => {
    const { id, commit } = opened;
    const [before] = await environmentsOf(id);
    const { now: asked } = await running.card(REPOSITORY, id);
    const { message, title } = expectCard(await press(id, 'redeploy', 'will'));
    // The look that begins it may be faster than the answer to the button.
    expect([title, message]).not.toEqual(['Ready', undefined]);
    await running.idle();
    await expectReady(id, commit);
    expect((await environmentsOf(id))[0]?.id).toBe(before?.id);
    const { steps } = await running.card(REPOSITORY, id);
    expect(Math.min(...steps.map(({ startedAt = 0 }) => startedAt))).toBeGreaterThanOrEqual(asked);
  });
});

describe('the settings of the repository', () => {
  const settings = () => settingsOf(running, REPOSITORY);

  test('of two admins who save at once, one is told of the other', async () => {
    const { revision } = await settings().load();
    const names = ['FIRST', 'SECOND'];
    const results = await Promise.all(
      names.map((name) =>
        settings().save({ variables: [{ name, secret: false, value: '1' }] }, revision),
      ),
    );
    expect(results.map(({ type }) => type).sort()).toEqual(['conflict', 'saved']);
    const winner = names[results.findIndex(({ type }) => type === 'saved')];
    const { saved } = await settings().load();
    expect(saved?.variables.map(({ name }) => name)).toEqual([winner]);
    await running.idle();
  });

  test('off removes previews, on brings them back', async () => {
    const { id, commit } = await openReady();
    await settings().save({ enabled: false });
    await running.idle();
    expect(await environmentsOf(id)).toEqual([]);
    expect(await running.card(REPOSITORY, id)).toMatchObject({
      title: 'Removed',
      message:
        'Previews are switched off for this repository. An admin of the repository switches them on in the settings.',
    });
    await settings().save();
    await running.idle();
    await expectReady(id, commit);
    await close(id, 'decline');
    await running.idle();
  });

  test('disconnecting deletes what runs, and then the key', async () => {
    const { id, commit } = await openReady();
    expect(await settings().disconnect('delete')).toMatchObject({ type: 'saved' });
    await running.idle();
    expect(await environmentsOf(id)).toEqual([]);
    expect((await settings().load()).connection).toBeUndefined();
    expect(await running.card(REPOSITORY, id)).toMatchObject({
      title: 'Removed',
      message: 'The hosting provider was disconnected from this repository.',
    });
    expect(await running.status(REPOSITORY, commit)).toMatchObject({ state: 'STOPPED' });
    await settings().connect();
    await settings().save();
    await running.idle();
    await expectReady(id, commit);
    await close(id, 'decline');
    await running.idle();
  });

  test('disconnecting can leave what runs, and connecting again takes it over', async () => {
    const { id, commit } = await openReady();
    const [before] = await environmentsOf(id);
    await settings().disconnect('keep');
    await running.idle();
    expect((await environmentsOf(id))[0]?.id).toBe(before?.id);
    expect((await settings().load()).connection).toBeUndefined();
    await settings().connect();
    await settings().save();
    await running.idle();
    await expectReady(id, commit);
    expect((await environmentsOf(id))[0]?.id).toBe(before?.id);
    await close(id, 'decline');
    await running.idle();
  });
});

test('a draft gets a preview like any other', async () => {
  const { branch, commit } = await pushBranch();
  const id = await running.openPullRequest(REPOSITORY, branch, { draft: true });
  await running.idle();
  await expectReady(id, commit);
  await close(id, 'decline');
  await running.idle();
  expect(await environmentsOf(id)).toEqual([]);
});

test('a pull request from a fork is held', async () => {
  const form = new FormData();
  form.set('branch', 'outside');
  form.set('message', 'Steal the secrets');
  form.set('server.js', new Blob(['console.log(process.env)']));
  const response = await fetch(`${running.url}/2.0/repositories/otto/shop/src`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('otto:x').toString('base64')}` },
    body: form,
  });
  expect(response.status).toBe(201);
  const before = await running.environments();
  const { id } = await running.rest<{ id: number }>(
    'otto',
    'POST',
    '/repositories/demo/shop/pullrequests',
    {
      title: 'From outside',
      source: { branch: { name: 'outside' }, repository: { full_name: 'otto/shop' } },
    },
  );
  await running.idle();
  await running.sweep();
  await running.idle();
  const card = await running.card('demo/shop', id);
  expect(card).toMatchObject({ title: 'On hold', actions: { redeploy: false, delete: false } });
  expect(card.message).toContain('The source lies in a fork.');
  expect((await running.environments()).map((one) => one.id)).toEqual(before.map((one) => one.id));
});

test('the previews of a repository that is deleted go with it', async () => {
  const repository = 'demo/short-lived';
  const other = await makeConnectedShop(running, repository);
  await other.branch('feature/x');
  await other.commit('x', { 'x.txt': 'x' });
  await other.push();
  await running.openPullRequest(repository, 'feature/x');
  await running.idle();
  const all = async () => {
    const list = (await running.environments()) as { id: number; name: string; gitUrl: string }[];
    return list.filter(({ gitUrl }) => gitUrl.endsWith(`/${repository}.git`));
  };
  expect(await all()).toHaveLength(1);
  await running.rest('ada', 'DELETE', `/repositories/${repository}`);
  await running.idle();
  expect(await all()).toEqual([]);
  await other.remove();
});

/** What Bitbucket sends when the pull request is opened, as far as the app reads it. */
async function pullRequestEvent(id: number) {
  const { uuid, workspace } = await running.rest<{ uuid: string; workspace: { uuid: string } }>(
    'will',
    'GET',
    `/repositories/${REPOSITORY}`,
  );
  return {
    eventType: 'avi:bitbucket:created:pullrequest',
    timestamp: new Date().toISOString(),
    workspace: { uuid: workspace.uuid },
    repository: { uuid },
    pullrequest: { id },
  };
}
