// Every page fits 320 pixels, which is also 1280 at 400 percent.
import type { Page } from '@playwright/test';
import { expect } from './journey.ts';
import { expectAccessible } from './axe.ts';

/** Nothing is wider than the page, and nothing is inaccessible there. */
export async function expectNarrow(page: Page, what: string): Promise<void> {
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.scrollingElement!.scrollWidth), `${what} at 320 px`).toBeLessThanOrEqual(320);
  await expectAccessible(page, `${what} at 320 px`);
  await page.setViewportSize({ width: 1280, height: 900 });
}
