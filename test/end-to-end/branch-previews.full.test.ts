import type { Page } from 'playwright-core';
import { overflowOf } from '../browser/overflow';
import { describeInBrowser } from '../browser/describe-in-browser';
import { inSteps } from './in-steps';
import { openPage } from './open-page';
import { runPlatform, type RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';

jest.setTimeout(240_000);

const REPOSITORY = 'demo/shop';

/** A branch with a preview of its own, on the page that lists all of them; each test goes on from the one before. */
describeInBrowser('previews of branches, and the list of a repository', (browser) => {
  let running: RunningPlatform;
  let page: Page;

  beforeAll(async () => {
    running = await runPlatform({ fast: true });
    page = await openPage(browser());
  });
  afterAll(async () => {
    await page?.context().close();
    await running?.stop();
  });
  const step = inSteps();

  const settings = () => page.locator('[data-module="settings-page"]');
  const list = () => page.locator('[data-module="repository-page"]');
  const card = () => page.locator('[data-module="preview-card"]');
  const row = (name: string) => list().locator('tr', { hasText: name });
  const openList = () => page.goto(`${running.url}/${REPOSITORY}/forge/repository-page`);

  async function push(branch: string): Promise<void> {
    const files = { 'public/branch.css': `/* ${branch} */` };
    const change = { repository: REPOSITORY, branch, message: `Go on with ${branch}`, files };
    await running.commit('will', change);
    await running.idle();
  }

  step('an admin names branches, and each of them is deployed', async () => {
    await push('release/1');
    await page.goto(`${running.url}/${REPOSITORY}/admin/forge/settings-page`);
    await settings().getByLabel('These branches', { exact: true }).fill('release/*');
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Saved', { exact: true }).waitFor();
    await screenshot(page, 'branches-01-settings');
    await running.idle();
    await push('release/2');
    const names = (await running.environments()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('preview-br-'))).toHaveLength(2);
  });

  step('the list of the repository shows them with their links beside pull requests', async () => {
    await page.goto(`${running.url}/${REPOSITORY}`);
    await page.getByRole('link', { name: 'Previews', exact: true }).click();
    await row('release/2').getByText('Ready').waitFor();
    await row('#1').getByText('Ready').waitFor();
    await screenshot(page, 'branches-02-list');
    await page.setViewportSize({ width: 360, height: 740 });
    await screenshot(page, 'branches-02-list-on-a-phone');
    expect(await overflowOf(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      row('release/2').getByRole('link', { name: 'Open preview' }).click(),
    ]);
    await tab.getByRole('heading').first().waitFor();
    await tab.close();
    await list().getByLabel('Number or branch').fill('release');
    await list().getByText('2 of').waitFor();
  });

  step('a pull request from such a branch shows the preview of the branch', async () => {
    const id = await running.openPullRequest(REPOSITORY, 'release/1');
    await running.idle();
    await page.goto(`${running.url}/${REPOSITORY}/pull-requests/${id}`);
    await card().getByText('Its branch has a preview of its own.').waitFor();
    await card().getByRole('link', { name: 'Open preview' }).waitFor();
    await screenshot(page, 'branches-03-card');
  });

  step('several are acted upon at once, by those who may write', async () => {
    await openList();
    await list().getByLabel('Number or branch').fill('release');
    await list().getByText('Choose all').click();
    await list().getByRole('button', { name: 'Delete 2' }).click();
    await screenshot(page, 'branches-04-delete');
    await page.getByRole('button', { name: 'Delete previews' }).click();
    // The page follows by itself.
    await row('release/1').waitFor({ state: 'detached' });
    await push('release/1');
    await openList();
    await row('release/1').getByText('Ready').waitFor();
  });

  step('who may only read sees the list and no buttons', async () => {
    await page.getByLabel('Signed in as').selectOption('rita');
    await page
      .locator('.user-switcher option[value=rita][selected]')
      .waitFor({ state: 'attached' });
    await openList();
    await row('release/1').getByText('Ready').waitFor();
    expect(await list().getByRole('button', { name: 'Delete' }).count()).toBe(0);
    expect(await list().getByRole('checkbox').count()).toBe(0);
  });

  step('it goes with its branch', async () => {
    await running.rest('ada', 'DELETE', `/repositories/${REPOSITORY}/refs/branches/release/1`);
    await running.idle();
    await openList();
    await row('#1').waitFor();
    expect(await row('release/1').count()).toBe(0);
  });
});
