// Accessibility of the page as it stands: WCAG 2.2 A and AA and axe's best practices, with no exceptions.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './journey.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function expectAccessible(page: Page, what = page.url()): Promise<void> {
  // The pages have no frames, so axe needs no second page to sum up.
  const { violations } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode().analyze();
  const said = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`));
  expect(said, `accessibility of ${what}`).toEqual([]);
}
