// The desk charges without a return: the client finds a notice with the reasons, and a correction posts the difference.
import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

test('freehold mineral tax is posted as a statement, read by the client, and corrected', async ({ page, browser, api }) => {
  const person = await newPerson(api, 'Robin', 'freehold-mineral-tax');
  const client = await (await browser.newContext()).newPage();
  await signIn(client, person, `/accounts/${person.accountId}`);
  const { number } = await call(client, 'GET', `/v1/accounts/${person.accountId}`);
  await signIn(page, 'Ines Kowalczyk', '/desk/statements');
  await expect(page.getByRole('heading', { level: 1, name: 'Statements' })).toBeVisible();
  const statement = async (tax: string, corrects?: RegExp): Promise<void> => {
    await page.getByLabel('Statement', { exact: true }).selectOption('Freehold mineral tax statement');
    await page.getByLabel('Account number').fill(number);
    await page.getByLabel('First day').fill('2025-01-01');
    await page.getByLabel('Last day').fill('2025-12-31');
    await page.getByRole('button', { name: 'Show the form' }).click();
    await expect(page.getByRole('heading', { level: 2, name: /Robin/ })).toBeVisible();
    if (corrects) {
      const choice = page.getByLabel('Corrects');
      const option = choice.getByRole('option', { name: corrects });
      await choice.selectOption((await option.getAttribute('value')) ?? '');
    }
    if (corrects) {
      // A correction begins with what was stated, and keeps its day.
      await expect(page.getByLabel('Mineral rights')).toHaveValue('Title 042 118 276');
      await expect(page.getByLabel('To be paid by')).toBeHidden();
    } else {
      await page.getByLabel('To be paid by').fill('2027-01-29');
      await page.getByLabel('Mineral rights').fill('Title 042 118 276');
    }
    await page.getByLabel('Tax before the reduction').fill(tax);
  };
  await statement('4,000');
  await expect(page.getByRole('status').filter({ hasText: 'Tax of the year' })).toContainText('$2,400.00');
  await expectAccessible(page, 'a statement that is filled in');
  await page.setViewportSize({ width: 320, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Post the statement' }).click();
  await expect(page.getByText('Posted: $2,400.00')).toBeVisible();
  await statement('3,000', /\$2,400\.00/);
  await page.getByRole('button', { name: 'Post the statement' }).click();
  await expect(page.getByText('Posted: $1,000.00 less')).toBeVisible();

  await client.reload();
  await client.getByRole('link', { name: /Freehold mineral tax statement/ }).click();
  await expect(client.getByRole('heading', { level: 1, name: 'Notice of reassessment' })).toBeVisible();
  await expect(client.getByText('We corrected our statement on')).toBeVisible();
  await expect(client.getByRole('link', { name: /Amend/ })).toHaveCount(0);
  await expectAccessible(client, 'the notice of a statement');
  await client.getByRole('link', { name: 'See the statement' }).click();
  await expect(client.getByRole('heading', { level: 1, name: 'The statement of the administration' })).toBeVisible();
  await client.context().close();
});
