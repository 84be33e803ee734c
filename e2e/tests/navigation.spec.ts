// Going from page to page without a full load: the top of a new page, the same place on the way back.
import { expect, test } from '../support/journey.ts';
import { signIn } from '../support/people.ts';

test('a new page begins at its top, and back leads to where one was', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 480 });
  await signIn(page, 'Maya Okafor');
  const depth = () => page.evaluate(() => Math.round(window.scrollY));
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  await expect(heading(/^Good/)).toBeVisible();
  let loads = 0;
  page.on('load', () => { loads += 1; });
  const link = page.getByRole('link', { name: 'See all accounts', exact: true });
  await link.scrollIntoViewIfNeeded();
  const left = await depth();
  expect(left, 'the link is further down').toBeGreaterThan(100);
  await link.click();
  await expect(heading('Accounts')).toBeFocused();
  expect(await depth()).toBe(0);

  await test.step('back', async () => {
    await page.goBack();
    await expect(heading(/^Good/)).toBeFocused();
    await expect.poll(depth).toBe(left);
  });
  await test.step('forward', async () => {
    await page.goForward();
    await expect(heading('Accounts')).toBeFocused();
    await expect.poll(depth).toBe(0);
  });
  // Wide enough for the navigation to be there without its menu.
  await page.setViewportSize({ width: 1200, height: 800 });
  await test.step('the same link again is no new entry', async () => {
    const entries = await page.evaluate(() => history.length);
    const own = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Accounts', exact: true });
    await own.click();
    expect(await page.evaluate(() => history.length)).toBe(entries);
  });
  await test.step('a link with Control opens another tab', async () => {
    const tab = page.context().waitForEvent('page');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Inbox' }).click({ modifiers: ['ControlOrMeta'] });
    await (await tab).close();
    await expect(heading('Accounts')).toBeVisible();
  });
  expect(loads, 'full loads').toBe(0);
});
