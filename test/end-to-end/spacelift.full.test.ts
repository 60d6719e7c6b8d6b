import type { Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import type { GitClone } from './git-clone';
import { inSteps } from './in-steps';
import { openStory, REPOSITORY, type Story } from './open-story';
import type { RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';

/** A plan takes some seconds; on a busy machine many. */
const PLANNED = { timeout: 90_000 };
jest.setTimeout(240_000);

const pageWith = (heading: string) => `resource "page" "front" {\n  heading = ${heading}\n}\n`;

/** A pull request whose plans Spacelift makes, which the card shows; each test goes on from the one before. */
describeInBrowser('at Spacelift', (browser) => {
  let story: Story;
  let running: RunningPlatform;
  let clone: GitClone;
  let page: Page;

  beforeAll(async () => {
    story = await openStory(browser());
    ({ running, page, clone } = story);
  });
  afterAll(() => story?.close());
  const step = inSteps();

  const settings = () => page.locator('[data-module="settings-page"]');
  const card = () => page.locator('[data-module="preview-card"]');

  step('ada connects it with a key, and chooses stacks of the repository', async () => {
    await page.goto(`${running.url}/${REPOSITORY}/admin/forge/settings-page`);
    await settings().getByLabel('Spacelift').check({ force: true });
    await settings().getByLabel('Account').fill('https://demo.app.spacelift.io/stacks');
    await settings().getByLabel('Key ID').fill('local-key');
    await settings().getByLabel('Key secret').fill('wrong-secret');
    await settings().getByRole('button', { name: 'Connect' }).click();
    await settings()
      .getByText(/Spacelift rejected the API key/)
      .waitFor();
    await settings().getByLabel('Key secret').fill('local-token');
    await settings().getByRole('button', { name: 'Connect' }).click();
    await settings().getByText('Connected to Spacelift').waitFor();
    const stacks = settings().getByRole('combobox', { name: 'Stacks', exact: true });
    await stacks.pressSequentially('web');
    await page.getByRole('option', { name: 'Web / blank web (folder web, branch main)' }).click();
    await stacks.pressSequentially('data');
    await page.getByRole('option', { name: /blank data/ }).click();
    await page.keyboard.press('Escape');
    await settings().getByLabel('Start none, and say so in the card').check({ force: true });
    await screenshot(page, 'spacelift-01-stacks');
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Saved', { exact: true }).waitFor();
    expect(await page.content()).not.toContain('local-token');
  });

  step('the card shows what the plan of the commit would do', async () => {
    await clone.branch('feature/infra');
    await clone.commit('Add a page', {
      'web/main.tf': pageWith('"Hello"'),
      'data/main.tf': 'resource "bucket" "uploads" {\n  days = 30\n}\n',
    });
    await clone.push();
    const pullRequest = await running.openPullRequest(REPOSITORY, 'feature/infra');
    await page.goto(`${running.url}/${REPOSITORY}/pull-requests/${pullRequest}`);
    await card().getByText('Finished', { exact: true }).waitFor(PLANNED);
    await card()
      .getByText(/blank data: 1 to add, 0 to change, 0 to destroy; blank web: 1 to add/)
      .waitFor();
    await screenshot(page, 'spacelift-02-finished');
    expect(await card().getByRole('button', { name: 'Delete' }).count()).toBe(0);
    const link = card().getByRole('link', { name: 'View in Spacelift' });
    const tab = await page.context().newPage();
    await tab.goto((await link.getAttribute('href')) ?? '');
    expect(await tab.locator('body').innerText()).toContain('will be created');
    await tab.close();
  });

  step('a plan that fails shows the end of its log', async () => {
    await clone.commit('Break the page', { 'web/main.tf': pageWith('oops') });
    await clone.push();
    await page.reload();
    await card().getByText('Failed', { exact: true }).waitFor(PLANNED);
    await screenshot(page, 'spacelift-03-failed');
    expect(await card().innerText()).toContain('Error: Invalid expression');
  });

  step('one that needs an approval says so, and goes on once it is given', async () => {
    await switches({ review: true });
    await clone.commit('Mend the page', { 'web/main.tf': pageWith('"Hello again"') });
    await clone.push();
    await page.reload();
    await card().getByText('Needs a person', { exact: true }).waitFor(PLANNED);
    await screenshot(page, 'spacelift-04-needs-a-person');
    await card().getByRole('button', { name: 'Approve plans' }).click();
    await card().getByText('Finished', { exact: true }).waitFor(PLANNED);
    await switches({ review: false });
  });

  step('after the merge nothing is left to follow', async () => {
    await page.getByRole('button', { name: 'Merge' }).click();
    await card().getByText('Ended', { exact: true }).waitFor(PLANNED);
  });

  async function switches(changes: object) {
    await fetch(`${running.url}/_local/providers/spacelift`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(changes),
    });
  }
});
