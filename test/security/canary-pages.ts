import type { Locator, Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import { REPOSITORY, type CanarySession } from './canary-session';
import { TYPED } from './canary-values';
import { tracesIn } from './traces';

/** Has the pages shown, and all that is in them kept; the card of the first pull request has `words`. */
export function testPages(when: string, session: () => CanarySession, words: RegExp): void {
  const said = () => session().canary.said;

  /** Everything in the page and its frames, and in its fields, is kept as said; answers the fields. */
  async function keepPage(page: Page): Promise<string[]> {
    const fields = await page
      .locator('input, textarea')
      .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value));
    said().push(await page.content(), ...fields);
    for (const frame of page.frames()) said().push(await frame.content());
    return fields;
  }

  async function open(page: Page, path: string, module: string): Promise<Locator> {
    await page.goto(`${session().canary.platform.url}/${REPOSITORY}/${path}`);
    return page.locator(`[data-module="${module}"]`);
  }

  describeInBrowser(`in the pages, ${when}`, (browser) => {
    let page: Page;
    beforeAll(async () => {
      page = await browser().newPage();
      page.on('console', (message) => void said().push(message.text()));
      page.on('request', (request) => void said().push(request.url()));
    });

    test('the card holds none', async () => {
      const card = await open(page, 'pull-requests/1', 'preview-card');
      await card.getByText(words).first().waitFor();
      await keepPage(page);
    });

    test('the settings hold none, when they are opened and after a save', async () => {
      const settings = await open(page, 'admin/forge/settings-page', 'settings-page');
      await settings.getByText(/Connected to Codesphere/).waitFor();
      // It would be seen: the form shows the plain env var.
      expect(await keepPage(page)).toContain('Hello forks');
      const row = await settings.getByPlaceholder('Name').count();
      await settings.getByRole('button', { name: 'Add variable' }).click();
      await settings.getByPlaceholder('Name').nth(row).fill('TYPED');
      await settings.getByLabel('Secret').nth(row).check({ force: true });
      await settings.getByPlaceholder('Secret value').last().fill(TYPED);
      await settings.getByRole('button', { name: 'Save' }).click();
      await settings.getByText('Saved', { exact: true }).waitFor();
      expect(tracesIn({ kept: session().kept() }, [TYPED])).not.toEqual([]);
      expect(await keepPage(page)).toContain('Hello forks');
    });
  });
}
