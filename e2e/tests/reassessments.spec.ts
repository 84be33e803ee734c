// The desk looks again at a return that went straight through; the client reads why, and every row of it says how it was worked out.
import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

test('a return that went straight through is looked at again, reassessed, and its rows say why', async ({ page, browser, api }) => {
  const person = await newPerson(api, 'Robin', 'fuel-tax');
  const client = await (await browser.newContext()).newPage();
  await signIn(client, person, `/accounts/${person.accountId}`);
  const { number } = await call(client, 'GET', `/v1/accounts/${person.accountId}`);
  const rows = { products: [{ product: 'gasoline', taxable: '1000' }] };
  const body = { lines: {}, rows, certified: true, acknowledged: ['stock.unbalanced'] };
  const periods = await call(client, 'GET', `/v1/accounts/${person.accountId}/periods?limit=200`);
  const period = periods.data.find((one: any) => one.form === 'return' && one.status !== 'upcoming');
  const receipt = await call(client, 'POST', `/v1/accounts/${person.accountId}/periods/${period.id}/filings`, body);
  expect(receipt.assessmentId).toBeTruthy();

  await signIn(page, 'Ines Kowalczyk', '/desk/filings');
  await expect(page.getByRole('heading', { level: 1, name: 'Filings' })).toBeVisible();
  await page.getByLabel('Program').selectOption('Fuel tax');
  await page.getByLabel('Account number').fill('000000000');
  await page.getByRole('button', { name: 'Find the filings' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'No account of this program has that number' })).toBeVisible();
  await page.getByLabel('Account number').fill(number);
  await page.getByRole('button', { name: 'Find the filings' }).click();
  await expect(page.getByRole('heading', { level: 2, name: /Robin/ })).toBeVisible();
  await expectAccessible(page, 'the filings of an account');
  await page.setViewportSize({ width: 320, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: /Look at it again/ }).click();
  await page.getByRole('button', { name: 'Open the work' }).click();
  await expect(page.getByText('Write why')).toBeVisible();
  await page.getByLabel('Why', { exact: true }).fill('The auditor found more litres.');
  await page.getByRole('button', { name: 'Open the work' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /reassessment/ })).toBeVisible();
  await expect(page.getByText('You have taken this work.')).toBeVisible();
  await page.getByText('Every line and row that is entered').click();
  await page.getByRole('button', { name: 'Why these numbers, row 1' }).click();
  await expect(page.getByRole('heading', { name: 'Why these numbers, row 1' })).toBeVisible();
  // The rows scroll in their box; the page does not.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
  await expectAccessible(page, 'work about a filing that is looked at again');
  await page.getByLabel('Reassess with other figures').check();
  await page.getByLabel(/^Sold with tax.*, row 1/).fill('1200');
  await page.getByLabel('Reason', { exact: true }).fill('Your records show 1,200 litres.');
  await page.getByRole('button', { name: 'Record this decision' }).click();
  await expect(page.getByRole('heading', { level: 2, name: /Decided: / })).toBeVisible();

  await client.goto(`/accounts/${person.accountId}/filings/${receipt.filingId}`);
  await client.getByRole('button', { name: 'Why these numbers, row 1' }).click();
  await expect(client.getByRole('region', { name: 'Why these numbers, row 1' })).toBeFocused();
  await expectAccessible(client, 'a filed row with its reasons');
  await client.getByRole('link', { name: 'Notice of assessment' }).click();
  await expect(client.getByRole('heading', { level: 2, name: 'We have looked at it again' })).toBeVisible();
  await expect(client.getByText('Our reason: Your records show 1,200 litres.')).toBeVisible();
  await expectAccessible(client, 'the notice of what was looked at again');
  await client.context().close();
});
