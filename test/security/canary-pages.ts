import type { Browser, Locator, Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import { REPOSITORY, type CanarySession } from './canary-session';
import { TYPED } from './canary-values';
import { tracesIn } from './traces';

/** A page whose requests and words on the console are kept as said. */
export async function openHeardPage(session: CanarySession, browser: Browser): Promise<Page> {
  const { said } = session.canary;
  const page = await browser.newPage();
  page.on('console', (message) => void said.push(message.text()));
  page.on('request', (request) => void said.push(request.url()));
  return page;
}

/** Everything in the page and its frames, and in its fields, is kept as said; answers the fields. */
export async function keepPage(session: CanarySession, page: Page): Promise<string[]> {
  const { said } = session.canary;
  const fields = await page
    .locator('input, textarea')
    .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value));
  said.push(await page.content(), ...fields);
  for (const frame of page.frames()) said.push(await frame.content());
  return fields;
}

const PATHS = {
  'preview-card': 'pull-requests/1',
  'settings-page': 'admin/forge/settings-page',
};

/** Opens the card of the first pull request, or the settings. */
export async function openModule(
  session: CanarySession,
  page: Page,
  module: keyof typeof PATHS,
): Promise<Locator> {
  await page.goto(`${session.canary.platform.url}/${REPOSITORY}/${PATHS[module]}`);
  return page.locator(`[data-module="${module}"]`);
}

/** Has the pages shown, and all that is in them kept; the card of the first pull request has `words`. */
export function testPages(when: string, session: () => CanarySession, words: RegExp): void {
  describeInBrowser(`in the pages, ${when}`, (browser) => {
    let page: Page;
    beforeAll(async () => {
      page = await openHeardPage(session(), browser());
    });

    test('the card holds none', async () => {
      const card = await openModule(session(), page, 'preview-card');
      await card.getByText(words).first().waitFor();
      await keepPage(session(), page);
    });

    test('the history holds none', async () => {
      const card = await openModule(session(), page, 'preview-card');
      await card.getByRole('button', { name: 'History' }).click();
      const dialog = page.getByRole('dialog');
      await dialog
        .getByText(/Noticed by/)
        .first()
        .waitFor();
      await keepPage(session(), page);
    });

    test('the settings hold none, when they are opened and after a save', async () => {
      const settings = await openModule(session(), page, 'settings-page');
      await settings.getByText(/Connected to Codesphere/).waitFor();
      // It would be seen: the form shows the plain env var.
      expect(await keepPage(session(), page)).toContain('Hello forks');
      const row = await settings.getByPlaceholder('Name').count();
      await settings.getByRole('button', { name: 'Add variable' }).click();
      await settings.getByPlaceholder('Name').nth(row).fill('TYPED');
      await settings.getByLabel('Secret').nth(row).check({ force: true });
      await settings.getByPlaceholder('Secret value').last().fill(TYPED);
      await settings.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: 'Save and redeploy' }).click();
      await settings.getByText('Saved', { exact: true }).waitFor();
      expect(tracesIn({ kept: session().kept() }, [TYPED])).not.toEqual([]);
      expect(await keepPage(session(), page)).toContain('Hello forks');
    });
  });
}
