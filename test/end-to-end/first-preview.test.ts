import type { Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import { overflowOf } from '../browser/overflow';
import { inSteps } from './in-steps';
import { openPage } from './open-page';
import { runPlatform, type RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';

jest.setTimeout(240_000);

/** A new user brings a repository in which nothing is set up to its first preview, with pages alone. */
describeInBrowser('the first preview of demo/blank', (browser) => {
  let running: RunningPlatform;
  let page: Page;
  const step = inSteps();

  beforeAll(async () => {
    running = await runPlatform({ fast: true });
    page = await openPage(browser());
  });
  afterAll(async () => {
    await page?.context().close();
    await running?.stop();
  });

  const settings = () => page.locator('[data-module="settings-page"]');

  step('the settings offer the file that is missing, and Bitbucket’s editor takes it', async () => {
    await page.goto(`${running.url}/demo/blank/admin/forge/settings-page`);
    await settings().getByText('The branch main has no ci.yml, or an empty one').waitFor();
    await screenshot(page, 'first-preview-starter');
    const text = await settings().getByLabel('ci.yml').inputValue();
    expect(text).toContain('run:');
    const [editor] = await Promise.all([
      page.waitForEvent('popup'),
      settings().getByRole('link', { name: 'Add ci.yml in Bitbucket' }).click(),
    ]);
    await editor.getByLabel('Content').fill(text);
    expect(await editor.getByLabel('File').inputValue()).toBe('ci.yml');
    await screenshot(editor, 'first-preview-editor');
    await editor.getByRole('button', { name: 'Commit' }).click();
    await editor.getByRole('heading', { name: 'Branches' }).waitFor();
    await editor.close();
    await settings().getByRole('button', { name: 'Check again' }).click();
    await settings().getByText('The branch main has a ci.yml.').waitFor();
  });

  step('on a phone nothing of it is cut off', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await overflowOf(page)).toEqual([]);
    await screenshot(page, 'first-preview-phone');
    await page.setViewportSize({ width: 1280, height: 1200 });
  });

  step('a key and Save are all that the settings want then', async () => {
    await settings().getByLabel('API key').fill('local-token');
    await settings().getByRole('button', { name: 'Connect', exact: true }).click();
    await settings().getByText('This repository is private, so Restricted').waitFor();
    // Nobody can sign in at the local Codesphere.
    await settings().getByLabel('Public: everyone who has the link').click();
    await screenshot(page, 'first-preview-settings');
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Saved', { exact: true }).waitFor();
  });

  step('a change that is made in the editor gets a pull request and a preview', async () => {
    await page.goto(`${running.url}/demo/blank/create-file/main/hello.txt?at=hello`);
    await page.getByLabel('Content').fill('Hello');
    await page.getByRole('button', { name: 'Commit' }).click();
    await page.getByRole('row', { name: 'hello' }).getByText('Create pull request').click();
    await page.getByRole('button', { name: 'Create pull request' }).click();
    const card = page.locator('[data-module="preview-card"]');
    await card.getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
    await screenshot(page, 'first-preview-ready');
    const [codesphere] = await Promise.all([
      page.waitForEvent('popup'),
      card.getByRole('link', { name: 'View in Codesphere' }).click(),
    ]);
    await codesphere.getByRole('heading', { name: 'Local Codesphere' }).waitFor();
    await codesphere.getByText('demo/blank.git, branch hello').waitFor();
    await codesphere.close();
    const address = await card.getByRole('link', { name: 'Open preview' }).getAttribute('href');
    await page.goto(`${address}/hello.txt`);
    await page.getByText('Hello').waitFor();
    // The repository's history is not served.
    expect((await page.goto(`${address}/.git/config`))?.status()).toBe(404);
  });
});
