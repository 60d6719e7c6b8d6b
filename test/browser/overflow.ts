import type { Page } from 'playwright-core';

/**
 * What a reader does not see whole, as short descriptions: what stands further right than the window is wide,
 * unless a box around it scrolls, and what a box cuts off without the dots that say so. Empty when there is nothing.
 */
export async function overflowOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth: width, scrollWidth } = document.documentElement;
    const styleOf = (element: Element) => getComputedStyle(element).overflowX;
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (['auto', 'scroll'].includes(styleOf(element)) || scrolls(element.parentElement));
    const isSeen = ({ clientWidth, clientHeight }: Element) => clientWidth > 1 && clientHeight > 1;
    const found = [...document.querySelectorAll('body *')].filter((element) => {
      if (!isSeen(element)) return false;
      const isOut = element.getBoundingClientRect().right > width + 1;
      const cuts =
        ['hidden', 'clip'].includes(styleOf(element)) &&
        getComputedStyle(element).textOverflow !== 'ellipsis';
      const isCut = cuts && element.scrollWidth > element.clientWidth + 1;
      return isCut || (isOut && (scrollWidth > width || !scrolls(element.parentElement)));
    });
    return found.map(
      (element) =>
        `${element.tagName}.${element.getAttribute('class') ?? ''}: ${(element.textContent ?? '').slice(0, 60)}`,
    );
  });
}
