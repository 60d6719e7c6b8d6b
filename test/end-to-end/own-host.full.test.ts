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

/** The same life of a preview at a team's own host; each test goes on from the one before. */
describeInBrowser('at a host of the team', (browser) => {
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

  step('ada connects it with address and token, and saves what it offers', async () => {
    await page.goto(`${running.url}/${REPOSITORY}/admin/forge/settings-page`);
    await settings().getByLabel('Your own host').check({ force: true });
    await connect('https://undeclared.example.com');
    await settings()
      .getByText(/the host is at an address that this app may not call/)
      .waitFor();
    await screenshot(page, 'own-host-01-not-declared');
    await connect('https://host.localhost');
    await settings().getByText('Connected to your own host').waitFor();
    await settings().getByText('Normal: As fast as the machine is').waitFor();
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Saved', { exact: true }).waitFor();
    await screenshot(page, 'own-host-02-saved');
    expect(await page.content()).not.toContain('local-token');
  });

  step('a pull request reaches ready, and its link leads to the branch', async () => {
    await clone.branch('feature/own');
    const commit = await clone.commit('Add an app', {
      'preview.yml': 'build:\n  - echo built > built.txt\nrun: node server.js\n',
      'server.js': PAGE_SERVER,
      'page.txt': 'baked at home',
    });
    await clone.push();
    pullRequest = await running.openPullRequest(REPOSITORY, 'feature/own');
    await page.goto(`${running.url}/${REPOSITORY}/pull-requests/${pullRequest}`);
    await runs(commit).waitFor(DEPLOYED);
    await page.getByText('1 of 1 passed').waitFor();
    await screenshot(page, 'own-host-03-ready');
    expect(await visit()).toBe('baked at home');
  });

  step('a push brings the new page', async () => {
    const commit = await clone.commit('Bake more', { 'page.txt': 'baked again' });
    await clone.push();
    await page.reload();
    await runs(commit).waitFor(DEPLOYED);
    expect(await visit()).toBe('baked again');
  });

  step("a build that fails is told in the host's words, with its log", async () => {
    await clone.commit('Break the build', {
      'preview.yml': 'build:\n  - echo the oven is cold && exit 3\nrun: node server.js\n',
    });
    await clone.push();
    await page.reload();
    await card().getByText('Failed', { exact: true }).waitFor(DEPLOYED);
    await screenshot(page, 'own-host-04-failed');
    const text = await card().innerText();
    expect(text).toContain('the oven is cold');
    expect(text).toContain('exit code 3');
  });

  step('after the merge it is gone', async () => {
    await page.getByRole('button', { name: 'Merge' }).click();
    await card().getByText('Removed', { exact: true }).waitFor(DEPLOYED);
    await running.idle();
    const headers = { authorization: 'Bearer local-token' };
    const list = `${running.hostingUrl}/host/v1/places/local/environments`;
    expect(await (await fetch(list, { headers })).json()).toEqual({ environments: [], next: null });
  });

  async function connect(address: string) {
    await settings().getByLabel('Address').fill(address);
    await settings().getByLabel('Token').fill('local-token');
    await settings().getByRole('button', { name: 'Connect' }).click();
  }

  async function visit(): Promise<string> {
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      card().getByRole('link', { name: 'Open preview' }).click(),
    ]);
    await tab.waitForLoadState();
    const text = await tab.locator('body').innerText();
    await tab.close();
    return text;
  }
});
