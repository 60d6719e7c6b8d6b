import type { Page } from 'playwright-core';

/** What stands further right than the window is wide, as short descriptions; empty when nothing does. */
export async function overflowOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth,
    );
    return wide.map(({ tagName, className }) => `${tagName}.${String(className)}`);
  });
}
