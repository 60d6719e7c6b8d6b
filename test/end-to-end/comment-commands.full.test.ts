import type { Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import { inSteps } from './in-steps';
import { openPage } from './open-page';
import { runPlatform, type RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';
import { settingsOf } from './set-up-repository';

jest.setTimeout(300_000);

const REPOSITORY = 'demo/shop';
const READY = 'Deployed commit ';

/** What people do by comments on the pull request of the demo. */
describeInBrowser('commands in comments', (browser) => {
  let running: RunningPlatform;
  let page: Page;
  const step = inSteps();

  beforeAll(async () => {
    running = await runPlatform({ fast: true });
    running.platform.forge.scheduler.stop();
    const saved = await settingsOf(running, REPOSITORY).save({
      options: { 'rules.commands': 'obeyed' },
    });
    if (saved.type !== 'saved') throw new Error(JSON.stringify(saved));
    await running.idle();
    page = await openPage(browser());
  });
  afterAll(async () => {
    await page?.context().close();
    await running?.stop();
  });

  const card = () => page.locator('[data-module="preview-card"]');
  const reply = (words: string | RegExp) =>
    page.locator('.comment .comment').filter({ hasText: words });

  /** Opens the pull request as somebody else. */
  async function openAs(user: string): Promise<void> {
    await page.context().addCookies([{ name: 'local_user', value: user, url: running.url }]);
    await page.goto(`${running.url}/${REPOSITORY}/pull-requests/1`);
    await card().getByText('Ready', { exact: true }).waitFor();
  }

  async function comment(text: string): Promise<void> {
    await page.getByLabel('Add a comment').fill(text);
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.locator('.comment').filter({ hasText: text }).first().waitFor();
    await running.idle();
    await page.reload();
  }

  const deployments = () =>
    running
      .callsSince(0)
      .filter(({ method, target }) => method === 'POST' && target.includes('/pipeline/run/start'))
      .length;

  step('who may write has it done by a comment, and reads what came of it', async () => {
    await openAs('will');
    const before = deployments();
    await comment('/preview redeploy');
    await reply(READY).getByRole('link', { name: 'Open preview' }).waitFor();
    expect(await reply('Previews for Bitbucket answers').count()).toBe(1);
    expect(deployments()).toBe(before + 1);
    await screenshot(page, 'comment-command');
  });

  step('whoever only reads may not, but hears how it stands', async () => {
    const before = deployments();
    await openAs('rita');
    await comment('/preview delete');
    await reply('Only those who may write to this repository can do this.').waitFor();
    await comment('/preview status');
    expect(await reply(READY).count()).toBe(2);
    await comment('/preview redeplyo');
    await reply('Did you mean /preview redeploy?').waitFor();
    await card().getByText('Ready', { exact: true }).waitFor();
    expect(deployments()).toBe(before);
  });

  step('where Bitbucket does not tell, it waits for one click in the card', async () => {
    running.platform.bitbucket.behave({ tellsPermissions: false });
    const before = deployments();
    await comment('/preview redeploy');
    await reply('so this waits for one click').waitFor();
    expect(await card().getByRole('button', { name: 'Do it' }).count()).toBe(0);
    await openAs('will');
    await card().getByText('Rita Reader asked for Redeploy in a comment.').waitFor();
    await screenshot(page, 'comment-command-asks');
    expect(deployments()).toBe(before);
    await card().getByRole('button', { name: 'Do it' }).click();
    await card().getByText('asked for Redeploy').waitFor({ state: 'detached' });
    await running.idle();
    await page.reload();
    expect(await reply(READY).count()).toBe(3);
    expect(await reply('so this waits for one click').count()).toBe(0);
    expect(deployments()).toBe(before + 1);
  });

  step('what is dismissed is not done', async () => {
    await comment('/preview delete');
    await card().getByText('You asked for Delete in a comment.').waitFor();
    await card().getByRole('button', { name: 'Dismiss' }).click();
    await card().getByText('asked for Delete').waitFor({ state: 'detached' });
    await running.idle();
    await page.reload();
    await reply('Dismissed by somebody with write access.').waitFor();
    expect(await running.environments()).not.toEqual([]);
  });
});
