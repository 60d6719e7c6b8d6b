import type { Browser, Page } from 'playwright-core';

/** What a page is waited for is there by then, on a busy machine too. */
const ANSWERED_MS = 20_000;

/** A page as high as a settings page, in a context of its own: close that. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1200 } });
  const page = await context.newPage();
  page.setDefaultTimeout(ANSWERED_MS);
  return page;
}
