// The administration's desk: what a rule stops is decided there, and what two people decide needs both.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/journey.ts';
import { expectNarrow } from '../support/narrow.ts';
import { choose, newPerson, signIn } from '../support/people.ts';
import type { TestUser } from '../support/people.ts';
import { call } from '../support/session.ts';

const INES = 'Ines Kowalczyk';
const ARUN = 'Arun Chen';
const WEN = 'Wen Larsen';

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

/** Somebody else sits down at the same browser. */
async function change(page: Page, who: string | TestUser, path: string): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, who, path);
}

/** A first claim of $2,820.00, which a rule stops. */
async function claim(page: Page, person: TestUser): Promise<any> {
  return call(page, 'POST', `/v1/accounts/${person.accountId}/claims`, {
    form: 'claim', from: '2026-10-01', to: '2026-10-31', lines: { 10: '30000', 20: '0' }, certified: true,
  });
}

test('a claim that a rule stops is in review until the desk accepts it', async ({ page, api }) => {
  test.setTimeout(120_000);
  const person = await newPerson(api, 'Paula Propane', 'propane-retailer');
  await signIn(page, person);
  await page.goto(`/accounts/${person.accountId}/start`);
  await page.getByLabel('First day').fill('2026-10-01');
  await page.getByLabel('Last day').fill('2026-10-31');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.locator('[id="l10"]').fill('30000');
  await page.locator('[id="l20"]').fill('0');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(heading(page, 'Check your answers before you file')).toBeVisible();
  for (const box of await page.getByRole('main').getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: /^File / }).click();
  await expect(heading(page, 'Claim received')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^We review the claim/ })).toContainText('In review');
  // Nothing is said of what stopped it.
  await expect(page.getByRole('main')).not.toContainText(/first claim|rule|threshold/i);
  await expectAccessible(page, 'the receipt in review');
  await page.goto(`/accounts/${person.accountId}`);
  await expect(page.getByRole('main').getByText('In review', { exact: true })).toBeVisible();

  await change(page, INES, '/desk');
  await expect(heading(page, 'The queue')).toBeVisible();
  await page.getByLabel('Find client, account or number').fill(person.letter.accountNumber.split('-')[0]);
  await page.getByRole('button', { name: 'Apply' }).click();
  const row = page.getByRole('row', { name: /Claim check/ });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Nobody');
  await expectAccessible(page, 'the queue, filtered');
  await expectNarrow(page, 'the queue');
  await row.getByRole('link').click();
  await expect(heading(page, /^W-\d+: claim check, /)).toBeVisible();
  await page.getByRole('button', { name: 'Take this work' }).click();
  await expect(page.getByText('You have taken this work.')).toBeVisible();
  await expectAccessible(page, 'work that was taken');
  await expectNarrow(page, 'work that was taken');
  await page.getByRole('radio', { name: 'Refuse the claim' }).check();
  await page.getByRole('button', { name: 'Record this decision' }).click();
  await expect(page.getByLabel('Reason')).toBeFocused();
  await expect(page.getByText('Write why')).toBeVisible();
  await page.getByRole('radio', { name: 'Accept as filed' }).check();
  await page.getByRole('button', { name: 'Record this decision' }).click();
  await expect(page.getByRole('heading', { name: 'Decided: Accept as filed' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Record this decision' })).toHaveCount(0);
  await expectAccessible(page, 'work that was decided');

  await change(page, person, '/inbox');
  await expect(page.getByRole('link', { name: /assess/i }).first()).toBeVisible();
  await page.goto(`/accounts/${person.accountId}`);
  await expect(page.getByRole('main').getByText('In review', { exact: true })).toHaveCount(0);
  await expect(page.getByRole('main')).toContainText('$2,820.00');
});

test('the queue by keys, and as a file', async ({ page, api }) => {
  const person = await newPerson(api, 'Kay Keys', 'propane-retailer');
  await signIn(page, person);
  await claim(page, person);
  await change(page, INES, '/desk');
  const links = page.getByRole('table').getByRole('link');
  await expect(links.first()).toBeVisible();
  expect(await links.count(), 'the queue of the story').toBeGreaterThan(2);
  await page.keyboard.press('j');
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByText(/^1 of \d+ pieces of work selected$/)).toBeVisible();
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Keys off' }).click();
  await page.keyboard.press('j');
  await expect(page.getByRole('button', { name: 'Keys on' })).toBeFocused();
  await page.getByRole('button', { name: 'Keys on' }).click();
  // What is typed is no command.
  await page.getByLabel('Find client, account or number').pressSequentially('jkx');
  await expect(page.getByLabel('Find client, account or number')).toHaveValue('jkx');
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download CSV' }).click();
  expect((await coming).suggestedFilename()).toBe('work.csv');
  await links.first().focus();
  await page.keyboard.press('Enter');
  await expect(heading(page, /^W-\d+: /)).toBeVisible();
});

test('a rate is proposed by one and approved by another', async ({ page }) => {
  await signIn(page, INES, '/desk/rates');
  await page.getByLabel('Rates of').selectOption('tourism-levy');
  const propose = page.getByRole('button', { name: /^New rate of / }).first();
  const code = (await propose.textContent())!.replace('New rate of ', '').trim();
  await propose.click();
  await expect(page.getByLabel('Value, like 6% or 0.0940')).toBeFocused();
  await page.getByLabel('Value, like 6% or 0.0940').fill('6.5%');
  await page.getByLabel('Where it was published').fill('Order in Council 1/2030');
  await page.getByLabel('From', { exact: true }).fill('2031-01-01');
  await page.getByLabel('Reason, for the second person').fill('The Budget of 2030');
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: 'Order in Council 1/2030' }).filter({ hasText: 'Waits for a second person' });
  await expect(row).toContainText('You proposed it: somebody else approves it.');
  await expect(row.getByRole('button', { name: /^Approve/ })).toHaveCount(0);
  await expectAccessible(page, 'rates with a proposal of one’s own');
  await expectNarrow(page, 'rates');

  await change(page, ARUN, '/desk/rates');
  await row.getByRole('button', { name: /^Approve/ }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Order in Council 1/2030' }).filter({ hasText: 'Approved' })).toContainText(`by ${ARUN}`);
  await expectAccessible(page, 'rates with an approved proposal');

  const rates = await call(page, 'GET', '/v1/programs/tourism-levy/rates');
  expect(JSON.stringify(rates), `the rates of ${code}`).toContain('2031-01-01');
});

test('what programs offer and the rules of the queue', async ({ page }) => {
  await signIn(page, INES, '/desk/programs');
  await expect(heading(page, 'What programs offer')).toBeVisible();
  await page.getByLabel('Program', { exact: true }).selectOption('propane-tax');
  await expect(page.getByRole('table', { name: /^What Propane tax offers/ })).toBeVisible();
  await expectAccessible(page, 'what programs offer');
  await page.getByRole('row', { name: /^Payments pay first/ }).getByRole('button', { name: /^Change/ }).click();
  const order = page.getByRole('combobox', { name: 'What payments pay first' });
  await expect(order).toBeFocused();
  await order.selectOption({ label: 'tax, penalty, interest' });
  await page.getByLabel('From', { exact: true }).fill('2040-01-01');
  await page.getByLabel('Reason, for the second person').fill('A regulation asks for it');
  await expectAccessible(page, 'a change of the order of payments');
  await page.getByRole('button', { name: /^Propose/ }).last().click();
  await expect(page.getByRole('row').filter({ hasText: 'Payments: tax, penalty, interest' })).toContainText('1 Jan 2040');
  await expectNarrow(page, 'what programs offer');
  await page.goto('/desk/rules');
  await expect(heading(page, 'Rules of the queue')).toBeVisible();
  await expectAccessible(page, 'the rules of the queue');
  await expectNarrow(page, 'the rules of the queue');
});

test('who looks on decides nothing, and taxpayers have no desk', async ({ page, api }) => {
  const person = await newPerson(api, 'Nora Nodesk', 'propane-retailer');
  await signIn(page, person);
  await claim(page, person);
  await page.goto('/desk');
  await expect(page.getByRole('navigation', { name: 'Desk' })).toHaveCount(0);
  await expectAccessible(page, 'the desk for a taxpayer');

  await page.context().clearCookies();
  await page.goto('/auth/sign-in?returnTo=%2Fhome');
  await choose(page, WEN);
  // Staff have no home of their own: their work is the desk.
  await expect(page).toHaveURL((url) => url.pathname === '/desk');
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByText('You can look at it. Deciding is for assessors.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take this work' })).toHaveCount(0);
  await page.goto('/desk/rates');
  await expect(heading(page, 'Rates')).toBeVisible();
  await expect(page.getByRole('button', { name: /^New rate/ })).toHaveCount(0);
  await expectAccessible(page, 'rates for who looks on');
});
