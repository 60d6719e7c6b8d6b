import type { Browser } from 'playwright-core';
import { browserProblem, findBrowser, launchBrowser } from './find-browser';

/** Unpacking a browser and starting it may take this long on a slow machine. */
const launchMilliseconds = 60_000;

/**
 * `describe` for tests that need a browser, which is started once and ended after them. Where there
 * is none they are skipped, and the title says why. `args` are added to those that it starts with.
 */
export function describeInBrowser(
  title: string,
  body: (browser: () => Browser) => void,
  args: string[] = [],
): void {
  const problem = browserProblem();
  if (problem !== undefined) {
    describe.skip(`${title} (skipped: no Chromium on this machine, and ${problem})`, () =>
      body(() => {
        throw new Error('A skipped test asked for a browser.');
      }));
    return;
  }
  describe(title, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      const found = await findBrowser();
      browser = await launchBrowser({ ...found, args: [...found.args, ...args] });
    }, launchMilliseconds);
    afterAll(() => browser?.close());
    body(() => {
      if (!browser) throw new Error('The browser has not been started.');
      return browser;
    });
  });
}
