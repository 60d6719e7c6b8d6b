import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const DIRECTORY = join(__dirname, '../../artifacts/end-to-end');

/** Draws the whole page into `artifacts/end-to-end/<name>.png`, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true });
  await page.screenshot({ path: join(DIRECTORY, `${name}.png`), fullPage: true });
}
