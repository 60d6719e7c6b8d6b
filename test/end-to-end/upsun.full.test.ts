import type { Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import type { GitClone } from './git-clone';
import { inSteps } from './in-steps';
import { openStory, PAGE_SERVER, REPOSITORY, type Story } from './open-story';
import type { RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';

/** A deployment takes some seconds; on a busy machine many. */
const DEPLOYED = { timeout: 90_000 };
jest.setTimeout(240_000);

const configWith = (build: string) => `applications:
  app:
    type: nodejs:22
    hooks:
      build: ${build}
    web:
      commands:
        start: node server.js
`;

/** The same life of a preview at Upsun; each test goes on from the one before. */
describeInBrowser('at Upsun', (browser) => {
  let story: Story;
  let running: RunningPlatform;
  let clone: GitClone;
  let page: Page;
  let pullRequest: number;

  beforeAll(async () => {
    story = await openStory(browser());
    ({ running, page, clone } = story);
  });
  afterAll(() => story?.close());
  const step = inSteps();

  const settings = () => page.locator('[data-module="settings-page"]');
  const card = () => page.locator('[data-module="preview-card"]');
  const runs = (commit: string) =>
    card().getByText(new RegExp(`Runs commit\\s*${commit.slice(0, 7)}`));

  step('ada connects it with a token, and chooses the project', async () => {
    await page.goto(`${running.url}/${REPOSITORY}/admin/forge/settings-page`);
    await settings().getByLabel('Upsun (Platform.sh)').check({ force: true });
    await connect('wrong-token');
    await settings()
      .getByText(/Upsun rejected the API token/)
      .waitFor();
    await screenshot(page, 'upsun-01-rejected');
    await connect('local-token');
    await settings().getByText('Connected to Upsun (Platform.sh)').waitFor();
    await settings().getByRole('combobox', { name: 'Project', exact: true }).press('ArrowDown');
    await page.getByRole('option', { name: 'Project of demo/blank (Demo)', exact: true }).click();
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Saved', { exact: true }).waitFor();
    await screenshot(page, 'upsun-02-saved');
    expect(await page.content()).not.toContain('local-token');
  });

  step('a pull request reaches ready, and its link leads to the branch', async () => {
    await clone.branch('feature/site');
    const commit = await clone.commit('Add a site', {
      '.upsun/config.yaml': configWith('echo built > built.txt'),
      'server.js': PAGE_SERVER,
      'page.txt': 'served at Upsun',
    });
    await clone.push();
    pullRequest = await running.openPullRequest(REPOSITORY, 'feature/site');
    await page.goto(`${running.url}/${REPOSITORY}/pull-requests/${pullRequest}`);
    await runs(commit).waitFor(DEPLOYED);
    await page.getByText('1 of 1 passed').waitFor();
    await screenshot(page, 'upsun-03-ready');
    expect(await visit()).toBe('served at Upsun');
    // Its page in the Console is one of this machine.
    expect(await visit('View in Upsun')).toContain(
      `branch feature/site, commit ${commit.slice(0, 7)}`,
    );
  });

  step('a push brings the new page', async () => {
    const commit = await clone.commit('Serve more', { 'page.txt': 'served again' });
    await clone.push();
    await page.reload();
    await runs(commit).waitFor(DEPLOYED);
    expect(await visit()).toBe('served again');
  });

  step('a build that fails is told with its hook and its log', async () => {
    await clone.commit('Break the build', {
      '.upsun/config.yaml': configWith('echo the oven is cold && exit 3'),
    });
    await clone.push();
    await page.reload();
    await card().getByText('Failed', { exact: true }).waitFor(DEPLOYED);
    await screenshot(page, 'upsun-04-failed');
    const text = await card().innerText();
    expect(text).toContain('the oven is cold');
    expect(text).toContain('exit code 3');
    for (const name of ['View in Upsun', 'Log in Upsun']) {
      expect(await visit(name)).toMatch(/push: failure\n(.*\n)*.*the oven is cold/);
    }
  });

  step('after the merge it is gone', async () => {
    await page.getByRole('button', { name: 'Merge' }).click();
    await card().getByText('Removed', { exact: true }).waitFor(DEPLOYED);
    await running.idle();
    expect(await activeEnvironments()).toEqual(['main']);
  });

  async function connect(token: string) {
    await settings().getByLabel('API token').fill(token);
    await settings().getByRole('button', { name: 'Connect' }).click();
  }

  async function visit(name = 'Open preview'): Promise<string> {
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      card().getByRole('link', { name }).click(),
    ]);
    await tab.waitForLoadState();
    const text = await tab.locator('body').innerText();
    await tab.close();
    return text;
  }

  async function activeEnvironments(): Promise<string[]> {
    const api = `${running.hostingUrl}/upsun`;
    const body = new URLSearchParams({ grant_type: 'api_token', api_token: 'local-token' });
    const exchange = await fetch(`${api}/oauth2/token`, { method: 'POST', body });
    const { access_token: token } = (await exchange.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    const list = await fetch(`${api}/projects/localdemoblank/environments`, { headers });
    const all = (await list.json()) as { id: string; status: string }[];
    return all.filter(({ status }) => status !== 'inactive').map(({ id }) => id);
  }
});
