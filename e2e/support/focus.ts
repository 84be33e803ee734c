// Where the keyboard is, and whether that can be seen.
import type { Locator, Page } from '@playwright/test';
import { expect } from './journey.ts';

/** What has focus shows it, and nothing covers it (WCAG 2.4.7, 2.4.11). */
export async function expectVisibleFocus(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'nothing has focus';
    const style = getComputedStyle(element);
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    const what = `${element.tagName.toLowerCase()} “${element.textContent?.trim().slice(0, 40)}”`;
    if (!outline && style.boxShadow === 'none') return `${what} does not show its focus`;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return `${what} has no size`;
    const inView = box.bottom > 0 && box.top < innerHeight;
    if (!inView) return `${what} is outside the window`;
    const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    return !top || element.contains(top) || top.contains(element) ? 'seen' : `${what} is covered by ${top.tagName} “${top.className}”`;
  });
  expect(seen).toBe('seen');
}

/** Presses Tab until `target` has focus; each stop on the way shows its focus. */
export async function tabTo(page: Page, target: Locator, limit = 60): Promise<void> {
  for (let count = 0; count < limit; count += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expectVisibleFocus(page);
      return;
    }
    await expectVisibleFocus(page);
  }
  throw new Error(`Tab does not reach ${target} in ${limit} steps`);
}

/** Listens to the polite live region from now on. The list it gives has what was said since. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { tracsHeard: heard });
    for (const region of document.querySelectorAll('[aria-live="polite"]')) {
      new MutationObserver(() => {
        const text = region.textContent?.trim();
        if (text) heard.push(text);
      }).observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
  return () => page.evaluate(() => (window as unknown as { tracsHeard: string[] }).tracsHeard.splice(0));
}
