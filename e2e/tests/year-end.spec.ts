// A corporation whose tax year ends on another day: told on a page, seen in the account's periods.
import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';

test('a changed year-end makes a short year, and a wrong day is refused as it is chosen', async ({ page, api }) => {
  const person = await newPerson(api, 'Wren', 'corporate-income-tax');
  await signIn(page, person, `/accounts/${person.accountId}`);
  await page.getByRole('link', { name: 'Change the year-end' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Change the year-end' })).toBeVisible();
  const now = await page.getByText(/^The tax year now runs from/).textContent();
  const [, last] = now?.match(/to (\d+ \w+ \d{4})\.$/) ?? [];
  const iso = new Date(`${last} UTC`).toISOString().slice(0, 10);
  const day = page.getByLabel('Last day of the short year');
  const problem = page.getByRole('status').filter({ hasText: 'There is a problem' });
  await page.getByRole('button', { name: 'Change the year-end' }).click();
  await expect(problem).toContainText('Choose the new year-end');
  await day.fill(iso);
  await expect(problem).toContainText('Your tax year ends on that day already');
  await expectAccessible(page, 'a wrong year-end');
  await page.setViewportSize({ width: 320, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 900 });
  await day.fill('1999-06-30');
  await page.getByRole('button', { name: 'Change the year-end' }).click();
  await expect(problem).toContainText('The account has no tax year with that day');
  const short = `${iso.slice(0, 4)}-06-30`;
  await day.fill(short);
  await expect(problem).toBeHidden();
  await page.getByLabel('Control of the corporation was acquired').check();
  await page.getByRole('button', { name: 'Change the year-end' }).click();
  const year = Number(iso.slice(0, 4));
  await expect(page.getByRole('link', { name: `January to June ${year}`, exact: true })).toBeVisible();
  await expect(page.getByRole('rowheader', { name: `year ended 30 June ${year + 1}` })).toBeVisible();
});
