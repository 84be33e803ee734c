// Two versions of a return side by side, reached from the notice and from the receipt.
import { expectAccessible } from '../support/axe.ts';
import { fileReturn, newest, OCTOBER } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

const certified = { certified: true, acknowledged: ['nights.missing', 'price.unusual'] };

test('what an amendment changed, line by line', async ({ page, api }) => {
  const person = await newPerson(api, 'Vera Sion');
  await signIn(page, person);
  const account = `/accounts/${person.accountId}`;
  const first = await fileReturn(page, person, newest(person), OCTOBER);
  const lines: Record<string, string> = { ...OCTOBER, 10: '400,000.00', 24: '100.00' };
  delete lines[23];
  const second = await call(page, 'POST', `/v1${account}/filings/${first.filingId}/amendments`, { lines, ...certified });

  await page.goto(`${account}/assessments/${second.assessmentId}`);
  await page.getByRole('link', { name: 'Compare with the version before' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What changed' })).toBeFocused();
  await expect(page).toHaveURL(`${account}/filings/${second.filingId}/compare`);
  const row = (name: RegExp) => page.getByRole('row', { name });
  await expect(row(/^10 Revenue from accommodation/)).toContainText('$412,860.00');
  await expect(row(/^10 Revenue from accommodation/)).toContainText('−$12,860.00');
  await expect(row(/^23 /)).toContainText('−$6,415.50');
  await expect(row(/^24 /)).toContainText('+$100.00');
  await expect(row(/^70 /)).toContainText('−$392.67');
  await expect(row(/^Payable by the return/)).toContainText('$20,091.00');
  await expect(row(/^5 /)).toHaveCount(0);
  await expectAccessible(page, 'what changed');

  await page.getByRole('button', { name: 'All lines' }).click();
  await expect(row(/^5 /)).toContainText('no change');
  await expect(page).toHaveURL(/\?all=1$/);
  await expectAccessible(page, 'both versions whole');
  await page.reload();
  await expect(row(/^5 /)).toContainText('no change');

  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page, 'both versions at 320 px');
  await page.getByRole('button', { name: 'Only what changed' }).click();
  await expect(row(/^5 /)).toHaveCount(0);
  expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(320);

  await page.getByRole('link', { name: 'Receipt of this version' }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Amendment received' })).toBeVisible();
  await page.getByRole('link', { name: 'Compare with the version before' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What changed' })).toBeVisible();
});

test('a first version has none before it, and says so', async ({ page, api }) => {
  const person = await newPerson(api, 'Una First');
  await signIn(page, person);
  const first = await fileReturn(page, person, newest(person), OCTOBER);
  await page.goto(`/accounts/${person.accountId}/filings/${first.filingId}/compare`);
  await expect(page.getByRole('heading', { level: 1, name: 'These two filings cannot be compared' })).toBeVisible();
  await expect(page.getByText('This is the first version of its period')).toBeVisible();
  await expectAccessible(page, 'nothing to compare with');
});

test('rows of a table are compared by what makes them one of a kind', async ({ page, api }) => {
  const person = await newPerson(api, 'Rowena Fuel', 'fuel-tax');
  await signIn(page, person);
  const account = `/accounts/${person.accountId}`;
  const periods = await call(page, 'GET', `/v1${account}/periods?limit=200`);
  const period = periods.data.find((one: any) => one.form === 'return' && one.status !== 'upcoming');
  const file = (path: string, rows: object[]) => call(page, 'POST', `/v1${account}${path}`, { lines: {}, rows: { products: rows }, ...certified, acknowledged: ['stock.unbalanced'] });
  const product = (name: string, litres: string) => ({ product: name, taxable: litres });
  const first = await file(`/periods/${period.id}/filings`, [product('diesel', '400000'), product('gasoline', '1000')]);
  const second = await file(`/filings/${first.filingId}/amendments`, [product('diesel', '350000')]);
  await page.goto(`${account}/filings/${second.filingId}/compare`);
  await expect(page.getByRole('row', { name: /Diesel Changed/ }).first()).toContainText('−50,000');
  await expect(page.getByRole('row', { name: /Removed/ }).first()).toContainText('asoline');
  await expectAccessible(page, 'rows that changed');
});
