import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import type { Page } from 'playwright-core';
import type { CardView, SettingsForm } from '../../src/contract';
import { describeInBrowser } from '../browser/describe-in-browser';
import { eventually } from './eventually';
import type { GitClone } from './git-clone';
import { runPlatform, type RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';
import { makeConnectedShop, makeShop, settingsOf } from './set-up-repository';

jest.setTimeout(300_000);

let running: RunningPlatform;
const clones: GitClone[] = [];
const provider = () => running.platform.codesphere.controls;

beforeAll(async () => {
  running = await runPlatform({ fast: true });
  // It takes the app two minutes to be sure that nothing answers: the other tests run meanwhile.
  const server =
    "require('http').createServer((q, s) => s.end()).listen(process.env.PORT, '127.0.0.1')";
  await openPullRequest('demo/silent', ci({ run: `node -e "${server}"` }), {
    options: stagesOnly('run'),
  });
});
afterEach(() => provider().behaveNormally());
afterAll(async () => {
  for (const clone of clones) await clone.remove();
  await running?.stop();
});

/** A connected repository with a pull request that changes these files. */
async function openPullRequest(
  repository: string,
  files: Record<string, string | undefined> = { 'note.txt': 'a change' },
  changes: Partial<SettingsForm> = {},
): Promise<GitClone> {
  const clone = await makeConnectedShop(running, repository, changes);
  clones.push(clone);
  await clone.branch('feature');
  await clone.commit('Change', files);
  await clone.push();
  await running.openPullRequest(repository, 'feature');
  return clone;
}

/** The card of the repository's pull request once nothing more happens by itself. */
async function settledCard(repository: string): Promise<CardView> {
  return eventually(async () => {
    const card = await running.card(repository, 1);
    return ['Waiting', 'Deploying', 'Removing'].includes(card.title) ? undefined : card;
  });
}

/** Waits until the repository's pull request has its preview. */
async function ready(repository: string): Promise<void> {
  await eventually(async () => {
    const { title } = await running.card(repository, 1);
    return title === 'Ready' ? true : undefined;
  });
}

/** A ci.yml with one step in each of these stages. */
function ci(stages: Partial<Record<'prepare' | 'test' | 'run', string>>): Record<string, string> {
  const lines = Object.entries(stages).map(
    ([stage, command]) => `${stage}:\n  steps:\n    - name: ${stage}\n      command: ${command}\n`,
  );
  return { 'ci.yml': lines.join('') };
}

describe('in the settings', () => {
  test('a key without a team is not stored', async () => {
    clones.push(await makeShop(running, 'demo/no-teams'));
    const settings = settingsOf(running, 'demo/no-teams');
    expect(await settings.connect('local-token-no-teams')).toEqual({
      type: 'invalid',
      errors: [
        {
          field: 'connection',
          message:
            'This key works, but it opens no team. Have its owner added to a team in Codesphere, or use the key of a member of one.',
        },
      ],
    });
    expect((await settings.load()).connection).toBeUndefined();
  });

  test('a plan that is gone is named, where it is chosen', async () => {
    clones.push(await makeConnectedShop(running, 'demo/plan-gone-later'));
    provider().behave({ removedPlans: [8] });
    const settings = settingsOf(running, 'demo/plan-gone-later');
    const plan = (await settings.load()).fields.find(({ name }) => name === 'plan');
    expect(plan?.problem).toBe(
      'The plan Micro is gone at the provider. Choose another plan. Previews that run stay as they are until then.',
    );
    expect(await settings.save({ options: { profile: 'other' } })).toEqual({
      type: 'invalid',
      errors: [
        { field: 'plan', message: 'The provider does not offer this plan. Choose another.' },
      ],
    });
    expect(await settings.save({ options: { plan: '9' } })).toMatchObject({ type: 'saved' });
  });

  test('a provider that is down is named, and what needs no check is saved', async () => {
    clones.push(await makeConnectedShop(running, 'demo/down-at-save'));
    const settings = settingsOf(running, 'demo/down-at-save');
    provider().behave({ outageStatus: 503 });
    const [problem] = (await settings.load()).problems;
    expect(problem?.message).toMatch(/^Could not list the (teams|plans): Codesphere .*503/);
    expect(problem?.remedy).toContain('tried again');
    const refused = await settings.save({ options: { plan: '9' } });
    expect(refused).toMatchObject({ type: 'invalid', errors: [{ field: 'plan' }] });
    expect(JSON.stringify(refused)).toContain('Team and plan could not be checked.');
    expect(await settings.save({ options: { profile: 'preview' } })).toMatchObject({
      type: 'saved',
    });
    provider().behaveNormally();
    expect(await settings.save({ options: { plan: '9' } })).toMatchObject({ type: 'saved' });
  });
});

describe('in the card', () => {
  test('billing is missing', async () => {
    clones.push(await makeShop(running, 'demo/no-billing'));
    const settings = settingsOf(running, 'demo/no-billing');
    await settings.connect('local-token-no-billing');
    await settings.save();
    const clone = clones.at(-1)!;
    await clone.branch('feature');
    await clone.commit('Change', { 'note.txt': '1' });
    await clone.push();
    await running.openPullRequest('demo/no-billing', 'feature');
    const card = await settledCard('demo/no-billing');
    expect(card).toMatchObject({ title: 'Failed', failure: { step: 'Create environment' } });
    expect(card.failure?.message).toMatch(/^Could not create the environment: .*billing/i);
    expect(card.failure?.remedy).toBe(
      'An admin of the Codesphere team adds billing information in Codesphere.',
    );
    // A key whose owner has paid is what the preview waited for.
    await settings.connect('local-token');
    await ready('demo/no-billing');
  });

  test('the plan is gone when the preview is made', async () => {
    clones.push(await makeConnectedShop(running, 'demo/plan-gone'));
    const clone = clones.at(-1)!;
    await clone.branch('feature');
    await clone.commit('Change', { 'note.txt': '1' });
    await clone.push();
    provider().behave({ removedPlans: [8] });
    await running.openPullRequest('demo/plan-gone', 'feature');
    const card = await settledCard('demo/plan-gone');
    expect(card).toMatchObject({ title: 'Failed', failure: { step: 'Create environment' } });
    expect(card.failure?.message).toMatch(/plan/i);
    expect(card.failure?.remedy).toContain('another plan in the repository settings');
    await settingsOf(running, 'demo/plan-gone').save({ options: { plan: '9' } });
    await ready('demo/plan-gone');
  });

  test('the owner of the key has not connected Bitbucket', async () => {
    provider().behave({ gitDisconnected: true });
    await openPullRequest('demo/no-clone');
    const card = await settledCard('demo/no-clone');
    expect(card).toMatchObject({ title: 'Failed', failure: { step: 'Fetch commit' } });
    expect(card.failure?.message).toBe('The environment has no clone of the repository.');
    expect(card.failure?.remedy).toContain('connects Bitbucket in Codesphere');
  });

  test('one call of the provider fails, always', async () => {
    provider().behave({
      brokenCall: { method: 'POST', pathEnd: '/landscape/deploy', status: 500 },
    });
    await openPullRequest('demo/no-landscape');
    const card = await settledCard('demo/no-landscape');
    expect(card).toMatchObject({ title: 'Failed', failure: { step: 'Apply settings' } });
    expect(card.failure?.message).toBe(
      'Could not deploy the landscape: Codesphere answered 500. It answers other calls.',
    );
    expect(card.failure?.remedy).toBe(
      'It is tried again by itself. Check ci.yml. Look in Codesphere: the environment or the limits of the team may say why.',
    );
    provider().behaveNormally();
    await running.advance(20 * 60);
    await running.sweep();
    await ready('demo/no-landscape');
  });

  test('no environment can be made, while all else works', async () => {
    provider().behave({ brokenCall: { method: 'POST', pathEnd: '/workspaces', status: 500 } });
    await openPullRequest('demo/no-create');
    const card = await settledCard('demo/no-create');
    expect(card).toMatchObject({ title: 'Failed', failure: { step: 'Create environment' } });
    expect(card.failure?.message).toBe(
      'Could not create the environment: Codesphere answered 500. It answers other calls.',
    );
    expect(card.failure?.remedy).toBe(
      'It is tried again by itself. Look in Codesphere: the environment or the limits of the team may say why.',
    );
    provider().behaveNormally();
    await running.advance(20 * 60);
    await running.sweep();
    await ready('demo/no-create');
  });

  test('the branch is gone', async () => {
    const clone = await openPullRequest('demo/no-branch');
    await ready('demo/no-branch');
    await clone.git('push', '--quiet', 'origin', '--delete', 'feature');
    const press = (button: 'deletePreview' | 'redeploy') =>
      running.invoke({
        ...{ user: 'will', module: 'preview-card', function: button },
        ...{ repository: 'demo/no-branch', pullRequest: 1 },
      });
    await press('deletePreview');
    await eventually(async () => {
      const { title } = await running.card('demo/no-branch', 1);
      return title === 'Removed' ? true : undefined;
    });
    await press('redeploy');
    const card = await eventually(async () => {
      const { failure } = await running.card('demo/no-branch', 1);
      return failure;
    });
    expect(card).toMatchObject({
      message: 'The branch feature is gone.',
      remedy: 'Restore the branch, then redeploy. Or decline the pull request.',
    });
  });

  test('there is no ci.yml', async () => {
    await openPullRequest('demo/no-ci', { 'ci.yml': undefined });
    const card = await settledCard('demo/no-ci');
    expect(card.title).toBe('Failed');
    expect(card.failure?.message).toBe('The branch has no ci.yml.');
    expect(card.failure?.remedy).toContain('Add ci.yml to the branch');
  });

  test('a stage fails', async () => {
    await openPullRequest(
      'demo/bad-stage',
      ci({ prepare: 'echo no flour >&2; exit 3', run: 'node server.js' }),
      { options: stagesOnly('prepare', 'run') },
    );
    const card = await settledCard('demo/bad-stage');
    expect(card).toMatchObject({
      title: 'Failed',
      failure: {
        step: 'Prepare',
        message: 'Prepare failed: prepare: echo no flour >&2; exit 3.',
        remedy: 'Fix the error shown in the log, then push.',
      },
    });
    expect(card.failure?.logTail?.at(-1)).toBe('no flour');
    const whole = await running.invoke({
      user: 'rita',
      module: 'preview-card',
      repository: 'demo/bad-stage',
      pullRequest: 1,
      function: 'readLog',
    });
    expect(whole).toEqual({ type: 'log', text: 'no flour' });
    expect(card.steps.map(({ title, state }) => `${title}: ${state}`).slice(-3)).toEqual([
      'Prepare: failed',
      'Run: skipped',
      'Check that it answers: skipped',
    ]);
  });

  test('the app starts, but listens on localhost alone', async () => {
    const card = await settledCard('demo/silent');
    expect(card).toMatchObject({ title: 'Failed', failure: { step: 'Check that it answers' } });
    expect(card.failure?.message).toMatch(
      /^The app was started, but its address still .* after 2 minutes\.$/,
    );
    expect(card.failure?.remedy).toBe(
      'Let the server of the run stage listen on port 3000 and on all interfaces (0.0.0.0): on localhost (127.0.0.1) alone nobody reaches it.',
    );
    expect(card.url).toBeUndefined();
  });
});

describeInBrowser('as a first user sees it', (browser) => {
  let page: Page;
  beforeAll(async () => {
    const context = await browser().newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
  });
  afterAll(() => page?.context().close());
  afterEach(async () => {
    expect(await page.locator('[data-fault]').allInnerTexts()).toEqual([]);
  });

  test('a wrong key is refused at its field', async () => {
    await page.goto(`${running.url}/demo/blank/admin/forge/settings-page`);
    const settings = page.locator('[data-module="settings-page"]');
    await settings.getByLabel('API key').fill('not-the-key');
    await settings.getByRole('button', { name: 'Connect' }).click();
    const error = settings.getByText(/Codesphere rejected the API key/);
    await error.waitFor();
    await screenshot(page, 'error-wrong-key');
    expect(await error.innerText()).toContain(
      'make a new API key and paste that one. In Codesphere: User settings → API keys.',
    );
    expect(await settings.innerText()).not.toContain('not-the-key');
    await settings.getByLabel('API key').fill('local-token');
    await settings.getByRole('button', { name: 'Connect' }).click();
    await settings.getByText('Connected to Codesphere').waitFor();
  });

  test('while the provider is down the card says so, and it recovers by itself', async () => {
    clones.push(await makeConnectedShop(running, 'demo/down'));
    const clone = clones.at(-1)!;
    await clone.branch('feature');
    await clone.commit('Change', { 'note.txt': '1' });
    await clone.push();
    provider().behave({ outageStatus: 503 });
    await running.openPullRequest('demo/down', 'feature');
    await page.goto(`${running.url}/demo/down/pull-requests/1`);
    const card = page.locator('[data-module="preview-card"]');
    await card.getByText(/Could not .*503/).waitFor();
    await card.getByText('It is tried again by itself.').waitFor();
    await screenshot(page, 'error-provider-down');
    provider().behaveNormally();
    await card.getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await card.innerText()).not.toMatch(/Could not .*503/);
    await screenshot(page, 'error-provider-back');
  });
});
