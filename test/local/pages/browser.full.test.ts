import type { Page } from 'playwright-core';
import { describeInBrowser } from '../../browser/describe-in-browser';
import { overflowOf } from '../../browser/overflow';
import { startPages, type RunningPages } from './start-pages';

jest.setTimeout(300_000);

describeInBrowser('the pages in a browser', (browser) => {
  let pages: RunningPages;
  let page: Page;
  let problems: string[];
  let expectedFaults: RegExp[];

  beforeAll(async () => {
    pages = await startPages();
  });
  afterAll(() => pages?.stop());
  beforeEach(async () => {
    problems = [];
    expectedFaults = [];
    page = await browser().newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
  });
  afterEach(async () => {
    const faults = await page.locator('[data-fault]').allInnerTexts();
    await page.context().close();
    expect(problems).toEqual([]);
    expect(faults).toEqual(expectedFaults.map((fault) => expect.stringMatching(fault) as string));
  });

  const card = () => page.locator('[data-module="preview-card"]');
  const cardFrame = () =>
    page.frames().find((frame) => frame.url().includes('/_pages/frames/card'));
  const openPullRequest = () => page.goto(`${pages.url}/demo/shop/pull-requests/1`);
  const openGallery = () => page.goto(`${pages.url}/demo/shop/admin/forge/preview-settings`);
  const state = () => page.getByText('State: {');

  test('a card asks its resolver, Bitbucket and the page around it', async () => {
    await openPullRequest();
    await card().getByText('Hello ada from demo/shop').waitFor();
    await card().getByText('Pull request 1 for Ada Admin, ticks 0, theme light').waitFor();
    await card().getByRole('button', { name: 'Tick' }).click();
    await card().getByText('ticks 1').waitFor();
    await card().getByRole('button', { name: 'Redeploy' }).click();
    await page.getByText('Redeploy asked for').waitFor();
    expect(pages.resolverCalls.at(-1)).toMatchObject({ user: 'ada', pullRequest: 1 });
  });

  test('a link and a navigation of the app open a new tab', async () => {
    await openPullRequest();
    const link = card().getByRole('link', { name: 'Open preview' });
    expect(await link.getAttribute('target')).toBe('_blank');
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      card().getByRole('button', { name: 'Repository' }).click(),
    ]);
    await tab.waitForURL(`${pages.url}/demo/shop`);
  });

  test('what changes in Bitbucket appears while the card keeps running', async () => {
    await openPullRequest();
    await card().getByRole('button', { name: 'Tick' }).click();
    await card().getByText('ticks 1').waitFor();
    await page.getByLabel('Add a comment').fill('Half written');
    const path = '/2.0/repositories/demo/shop/pullrequests/1';
    await pages.rest('will', 'POST', `${path}/comments`, {
      content: { raw: 'From **elsewhere**' },
    });
    await page.getByText('From elsewhere').waitFor();
    const pullRequest = (await pages.rest('ada', 'GET', path)) as {
      source: { commit: { hash: string }; branch: { name: string } };
    };
    await pages.rest(
      'will',
      'POST',
      `/2.0/repositories/demo/shop/commit/${pullRequest.source.commit.hash}/statuses/build`,
      {
        key: 'k',
        state: 'SUCCESSFUL',
        name: 'The build',
        url: 'https://example.com/',
        refname: pullRequest.source.branch.name,
      },
    );
    await page.getByText('1 of 1 passed').waitFor();
    expect(await page.getByLabel('Add a comment').inputValue()).toBe('Half written');
    expect(await card().getByText('ticks 1').count()).toBe(1);
  });

  test('the theme changes for the page and the app, and is kept', async () => {
    await openPullRequest();
    await card().getByText('theme light').waitFor();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await card().getByText('theme dark').waitFor();
    await page.reload();
    expect(await page.locator('html').getAttribute('data-color-mode')).toBe('dark');
    await card().getByText('theme dark').waitFor();
  });

  test("the app's code cannot reach the page, its cookies or the network", async () => {
    await openPullRequest();
    await card().getByText('Hello ada').waitFor();
    const reached = await cardFrame()!.evaluate(async () => {
      const attempt = (work: () => unknown) => {
        try {
          return String(work());
        } catch {
          return 'refused';
        }
      };
      return {
        parent: attempt(() => parent.document.title),
        cookie: attempt(() => document.cookie),
        network: await fetch('/2.0/user').then(
          () => 'answered',
          () => 'refused',
        ),
      };
    });
    expect(reached).toEqual({ parent: 'refused', cookie: 'refused', network: 'refused' });
    // The browser reports the refused request; that is what this test is about.
    problems = problems.filter((text) => !/Content Security Policy|Refused to connect/.test(text));
  });

  test('what the platform cannot do or draw is seen, not missing', async () => {
    await openPullRequest();
    await card().getByText('Hello ada').waitFor();
    const refusal = await cardFrame()!.evaluate(() => {
      const { __bridge } = self as unknown as {
        __bridge: { callBridge: (operation: string, data?: object) => Promise<unknown> };
      };
      const strange = { type: 'Sundial', key: 'a', props: {}, children: [] };
      const forgeDoc = { type: 'Root', key: 'root', props: {}, children: [strange] };
      void __bridge.callBridge('reconcile', { forgeDoc });
      return __bridge.callBridge('teleport').catch((error: Error) => error.message);
    });
    expect(refusal).toContain('no bridge operation “teleport”');
    await card().getByText('cannot draw: Sundial').waitFor();
    await card().getByText('no bridge operation').waitFor();
    expectedFaults = [/“teleport”/, /Sundial/];
  });

  test('every type is drawn, and what can be clicked reaches the app', async () => {
    await openGallery();
    await page.getByText('End of looks').waitFor();
    for (const name of ['Act from message', 'Act from empty state', 'Pressable']) {
      await page.getByRole('button', { name }).click();
    }
    await page.getByRole('button', { name: 'Acted 3' }).waitFor();
    await page.getByRole('tab', { name: 'Two' }).click();
    await page.getByText('Panel two').waitFor();
    await page.getByRole('button', { name: 'Name' }).first().click();
    expect(await page.locator('tbody tr').first().innerText()).toContain('first');
  });

  test('a modal, a popup, an inline edit and a resource of its own open and close', async () => {
    await openGallery();
    await page.getByRole('button', { name: 'Open modal' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Open popup' }).click();
    await page.getByText('In the popup').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('In the popup').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.locator('.inline-edit input').fill('Store');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.locator('.inline-edit-read').getByText('Store').waitFor();
    await page.getByRole('button', { name: 'Close view' }).click();
    await page.getByText("this resource's view is not closable").waitFor();
    await page.getByRole('button', { name: 'Open resource' }).click();
    await page.getByRole('dialog').getByText('Hello ada').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Closed: closed').waitFor();
  });

  test('typing loses nothing while the app draws again and again', async () => {
    await openGallery();
    const typed = page.getByLabel('Typed', { exact: true });
    const text = 'The quick brown fox jumps over the lazy dog, twice over.';
    await typed.pressSequentially(text, { delay: 5 });
    expect(await typed.inputValue()).toBe(text);
    await page.getByText(`"text":"${text}"`).waitFor();
    expect(await typed.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByLabel('Letters only').pressSequentially('a1b2');
    await page.keyboard.press('Tab');
    await page.waitForFunction(
      (label) => document.querySelector<HTMLInputElement>(`[id$="${label}"]`)?.value === 'ab',
      'letters',
    );
  });

  test('choices show and tell the app what was chosen', async () => {
    await openGallery();
    await state().waitFor();
    await page.getByLabel('On', { exact: true }).press('Space');
    await page.getByLabel('Beta').click();
    await page.getByLabel('Why').click();
    await page.getByLabel('Plan').click();
    await page.getByRole('option', { name: 'Pro' }).click();
    await page.getByLabel('Many').click();
    await page.getByRole('option', { name: 'Boost' }).click();
    await page.locator('input[type="range"]').fill('75');
    await page.getByText('Range: 75').waitFor();
    await page
      .getByText('"isOn":true,"plan":"pro","many":1,"ticked":["a","b"],"radio":"y"')
      .waitFor();
  });

  test('a form of useForm refuses, explains, and saves what was entered', async () => {
    await openGallery();
    const save = page.getByRole('button', { name: 'Save' });
    await save.click();
    await page.getByText('A token is needed.').waitFor();
    await page.getByLabel('Token').fill('s3cret');
    await page.locator('input[name="name"]').fill('store');
    await page.getByLabel('Active').press('Space');
    await page.getByLabel('Drafts too').click();
    await page.getByLabel('Region').click();
    await page.getByRole('option', { name: 'America' }).click();
    await save.click();
    const saved = page.getByText('Saved: {');
    await saved.waitFor();
    expect(JSON.parse((await saved.innerText()).replace('Saved: ', ''))).toEqual({
      name: 'store',
      token: 's3cret',
      isActive: true,
      drafts: false,
      region: { label: 'America', value: 'us' },
    });
  });

  test.each(['/', '/demo/shop', '/demo/shop/branches', '/demo/shop/admin'])(
    '%s fits a phone',
    async (path) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(pages.url + path);
      expect(await overflowOf(page)).toEqual([]);
    },
  );

  test('a pull request, its list, its form and the editor fit a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await openPullRequest();
    await card().getByText('Hello ada').waitFor();
    expect(await overflowOf(page)).toEqual([]);
    for (const path of ['pull-requests', 'pull-requests/new', 'create-file/main/a.txt?at=main']) {
      await page.goto(`${pages.url}/demo/shop/${path}`);
      expect(await overflowOf(page)).toEqual([]);
    }
  });

  test('a person comments, switches the user and merges', async () => {
    await openPullRequest();
    await page.getByLabel('Add a comment').fill('Ship it');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.locator('.activity').getByText('Ship it').waitFor();
    await page.getByLabel('Signed in as').selectOption('rita');
    await page.getByText('You can read and comment.').waitFor();
    await page.getByLabel('Signed in as').selectOption('will');
    await page.getByRole('button', { name: 'Merge' }).click();
    await page.locator('.lozenge.merged').waitFor();
  });
});
