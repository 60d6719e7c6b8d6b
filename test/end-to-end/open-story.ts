import type { Browser, Page } from 'playwright-core';
import { cloneRepository, type GitClone } from './git-clone';
import { runPlatform, type RunningPlatform } from './run-platform';

/** Where the story plays: nothing is connected there, and it has no file by which a provider runs it. */
export const REPOSITORY = 'demo/blank';

/** An app that shows what is in `page.txt`. */
export const PAGE_SERVER = `
  require('node:http')
    .createServer((request, response) => response.end(require('node:fs').readFileSync('page.txt')))
    .listen(process.env.PORT);
`;

/** What a story in a browser is told with. */
export interface Story {
  running: RunningPlatform;
  page: Page;
  clone: GitClone;
  close(): Promise<void>;
}

/** A local platform of its own, a page in which nothing moves by itself, and a clone of the repository. */
export async function openStory(browser: Browser): Promise<Story> {
  const running = await runPlatform();
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(30_000);
  const clone = await cloneRepository(running.url, REPOSITORY);
  return {
    ...{ running, page, clone },
    async close() {
      await page.context().close();
      await clone.remove();
      await running.stop();
    },
  };
}
