// Other programs than the levy: a return with rows pasted from a spreadsheet, and a claim for days of one's own.
import { expectAccessible } from '../support/axe.ts';
import { returnPath } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

test('a fuel tax return is filled in by pasting rows, mended, checked and filed', async ({ page, api }) => {
  const person = await newPerson(api, 'Rowan', 'fuel-tax');
  await signIn(page, person, returnPath(person));
  const total = page.getByRole('main').getByRole('status', { name: /Tax payable$/ });
  await expect(total).toHaveText('$0.00');
  await page.getByText('Paste or import rows').click();
  await page.getByLabel('Rows from a spreadsheet or CSV file').fill('Product\tBought without tax\tSold with tax\nDiesel\t400,000\t400000\n');
  await page.getByRole('button', { name: 'Add these rows' }).click();
  await expect(page.getByText('1 row was taken over.')).toBeVisible();
  await expect(total).toHaveText('$52,000.00');
  await expectAccessible(page, 'the form with a row');

  await page.getByRole('button', { name: 'Add a product' }).click();
  await page.getByRole('textbox', { name: /^Sold with tax ?, row 2$/ }).fill('ten');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  const problems = page.getByRole('alert');
  await problems.getByRole('link', { name: /^Row 2: Sold with tax must be a whole number/ }).click();
  await expect(page.getByRole('textbox', { name: /^Sold with tax ?, row 2$/ })).toBeFocused();
  await expectAccessible(page, 'the form with a wrong row');
  await page.getByRole('button', { name: 'Remove row 2' }).click();
  await expect(total).toHaveText('$52,000.00');

  // A cell says why, also on a row; what was removed comes back.
  await page.getByText('Why these numbers, row 1').click();
  await expect(page.getByText('Source: Made up for the sandbox; not a published rate, from 1 July 2026; not confirmed').first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove row 1' }).click();
  await expect(total).toHaveText('$0.00');
  await expect(page.getByText('Row 1 was removed.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(total).toHaveText('$52,000.00');
  const area = page.getByLabel('Rows from a spreadsheet or CSV file');
  await area.fill('Product\tColour\tSold with tax\nDiesel\tred\t1\n');
  await page.getByRole('button', { name: 'Add these rows' }).click();
  await expect(page.getByText(/Colour is not one of the columns/)).toBeVisible();
  await area.fill('Clear gasoline\tmany\t1\n');
  await page.getByRole('button', { name: 'Add these rows' }).click();
  await expect(page.getByText(/^1 row was taken over\. To be mended: row 2\./)).toBeVisible();
  await page.getByRole('button', { name: 'Remove row 2' }).click();
  await expect(total).toHaveText('$52,000.00');

  await page.setViewportSize({ width: 320, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers before you file' })).toBeVisible();
  await expect(page.getByRole('cell', { name: '400,000' }).first()).toBeVisible();
  await expectAccessible(page, 'the check of a form with rows');
  await page.getByRole('button', { name: 'File fuel tax return' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  await expect(page.getByText('$52,000.00').first()).toBeVisible();
});

test('a claim is started for days, refused while they overlap, and filed', async ({ page, api }) => {
  const person = await newPerson(api, 'Ash', 'propane-retailer');
  const account = `/accounts/${person.accountId}`;
  await signIn(page, person, account);
  const start = page.getByRole('link', { name: 'Start a claim or declaration' });
  await start.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Start a claim or declaration' })).toBeVisible();
  await page.getByLabel('First day').fill('2026-09-30');
  await page.getByLabel('Last day').fill('2026-09-01');
  const problem = page.getByRole('status').filter({ hasText: 'There is a problem' });
  await expect(problem).toContainText('The last day comes before the first');
  await expectAccessible(page, 'starting a claim');
  // A time limit is told before anything is begun; this one is not confirmed, so it refuses nothing.
  await page.getByLabel('First day').fill('2022-12-01');
  await page.getByLabel('Last day').fill('2023-01-31');
  await expect(problem).toBeHidden();
  await expect(page.getByText(/^To be claimed by 31 December 2025\./)).toBeVisible();
  await page.getByLabel('First day').fill('2026-09-01');
  await page.getByLabel('Last day').fill('2026-09-30');
  await expect(problem).toBeHidden();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('textbox', { name: /Propane bought with tax$/ })).toBeVisible();

  // Begun by mistake: the page leads back to it, and it can be taken back.
  await page.goto(`${account}/start`);
  await page.getByLabel('First day').fill('2026-09-10');
  await page.getByLabel('Last day').fill('2026-09-20');
  await expect(problem).toContainText('was begun already');
  await page.getByRole('link', { name: 'Go on with the one you began' }).click();
  await page.getByText('Discard this claim').click();
  await expectAccessible(page, 'discarding a claim');
  await page.getByRole('button', { name: 'Discard it now' }).click();
  await expect(page).toHaveURL(account);
  await page.goto(`${account}/start`);
  await page.getByLabel('First day').fill('2026-09-01');
  await page.getByLabel('Last day').fill('2026-09-30');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();

  await page.getByRole('textbox', { name: /Propane bought with tax$/ }).fill('50,000');
  await page.getByRole('textbox', { name: /Propane sold with tax$/ }).fill('32000');
  const total = page.getByRole('main').getByRole('status', { name: /Refund claimed$/ });
  await expect(total).toHaveText('$1,692.00');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers before you file' })).toBeVisible();
  await page.getByRole('button', { name: /^File / }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Claim received' })).toBeVisible();
  await expectAccessible(page, 'the receipt of a claim');
  await page.getByRole('link', { name: 'See everything that was filed' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The claim as it was filed' })).toBeVisible();
  await expect(page.getByText('50,000', { exact: false }).first()).toBeVisible();
  await expect(page.getByText('$1,692.00').first()).toBeVisible();
  await expectAccessible(page, 'a claim as it was filed');
  await page.setViewportSize({ width: 320, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.goto(`${account}/start`);
  await page.getByLabel('First day').fill('2026-09-15');
  await page.getByLabel('Last day').fill('2026-10-15');
  await expect(problem).toContainText('Days can be claimed once');
  await expect(page.getByRole('link', { name: 'Open that one' })).toBeVisible();
});

test('a corporate return takes its instalments from the account and is confirmed', async ({ page, api }) => {
  const person = await newPerson(api, 'Aspen', 'corporate-income-tax');
  const paid = { accountId: person.accountId, periodId: person.periodIds.at(-1), amount: '5000.00', receivedOn: '2025-06-30' };
  await api.post('/sandbox/v1/payments', paid);
  await signIn(page, person, returnPath(person));
  const line = (id: string) => page.locator(`[id="l${id}"]`);
  await expect(page.getByText(/Leave it empty to use \$5,000: payments for this period that we have received by/)).toBeVisible();
  const choices = { '029': '1', '001': 'no', '038': 'no', '050': 'no', '060': 'no', '061': 'no', 'schedule-1': 'yes' };
  for (const [id, choice] of Object.entries(choices)) await line(id).selectOption(choice);
  const texts = { '035': '123456782', '047': '2000000', '048': '900000', '062': '300000', '1-003': '300000', '099': 'Aspen', '100': 'Director' };
  for (const [id, text] of Object.entries(texts)) await line(id).fill(text);
  await expect(page.getByRole('main').getByRole('status', { name: /Balance$/ })).toHaveText('$1,000');

  // Another figure than the account's is asked about before it is filed.
  await line('082').fill('4000');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('checkbox', { name: /Instalments paid is not what we have: \$5,000/ })).toBeVisible();
  await page.getByRole('link', { name: 'Change instalments paid' }).click();
  await line('082').fill('');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers before you file' })).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await page.getByRole('button', { name: /^File / }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  await expect(page.getByText('Confirmation number')).toBeVisible();
  await expectAccessible(page, 'the receipt with a confirmation number');
});

test('a corporation that need not file says only why', async ({ page, api }) => {
  const person = await newPerson(api, 'Rowan', 'corporate-income-tax');
  await signIn(page, person, returnPath(person));
  const line = (id: string) => page.locator(`[id="l${id}"]`);
  await expect(line('062')).toBeVisible();
  for (const [id, choice] of Object.entries({ '029': '1', '001': 'no', 'no-return': 'yes' })) await line(id).selectOption(choice);
  // Nothing of a return is asked any more.
  await expect(line('062')).toBeHidden();
  for (const [id, choice] of Object.entries({ 'nr-alberta': 'yes', 'nr-income': 'yes', 'nr-refund': 'no', 'nr-loss': 'no' })) await line(id).selectOption(choice);
  for (const [id, text] of Object.entries({ '035': '123456782', '047': '40000', '048': '20000', '099': 'Rowan', '100': 'Director' })) await line(id).fill(text);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByText(/A return is needed: it is not for/).first()).toBeVisible();
  await line('nr-income').selectOption('no');
  await expectAccessible(page, 'the form without a return');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers before you file' })).toBeVisible();
  await page.getByRole('checkbox', { name: /so we look at your answer/ }).check();
  await page.getByRole('button', { name: /^File / }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  await page.goto(`/accounts/${person.accountId}`);
  await expect(page.getByText('In review').first()).toBeVisible();
});

test('a row asks for what its other answers need, and nothing else', async ({ page, api }) => {
  const person = await newPerson(api, 'Briar', 'tobacco-tax');
  const account = `/accounts/${person.accountId}`;
  await signIn(page, person, `${account}/start`);
  await page.getByRole('radio', { name: 'Refund of tobacco tax on lost goods' }).check();
  await page.getByLabel('The day it happened').fill('2026-11-02');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByRole('button', { name: /^Add an? / }).click();
  const cell = (column: string) => page.locator(`[id="r_goods_0_${column}"]`);
  await cell('product').selectOption('cigars');
  await cell('quantity').fill('200');
  await cell('tax-each').fill('3.50');
  const total = page.getByRole('main').getByRole('status', { name: /claimed$/ });
  await expect(total).toHaveText('$700.00');
  await cell('product').selectOption('cigarettes');
  await expect(cell('tax-each')).toBeHidden();
  await expect(total).toHaveText('$60.00');
  // What was typed there is kept, and counts again when it is asked for again.
  await cell('product').selectOption('cigars');
  await expect(cell('tax-each')).toHaveValue('3.50');
  await expect(total).toHaveText('$700.00');
});

test('what a closed program has is read, and nothing is begun or amended', async ({ page }) => {
  await signIn(page, 'Lee Hassan', '/accounts');
  const accounts = (await call(page, 'GET', '/v1/accounts?limit=100')).data as { id: string; program: string }[];
  for (const [program, claimed] of [['prop', '$1,568.52'], ['carbon-levy', '$1,641.65']] as const) {
    const { id } = accounts.find((account) => account.program === program)!;
    await page.goto(`/accounts/${id}`);
    await expect(page.getByRole('table').getByText(claimed).first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'Start a claim or declaration' })).toHaveCount(0);
    const [filed] = (await call(page, 'GET', `/v1/accounts/${id}/filings`)).data;
    await page.goto(`/accounts/${id}/filings/${filed.id}`);
    await expect(page.getByRole('heading', { level: 1, name: 'The claim as it was filed' })).toBeVisible();
    await expect(page.getByText(claimed).first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'Amend this claim' })).toHaveCount(0);
    await expectAccessible(page, `${program} as it was filed`);
  }
});
