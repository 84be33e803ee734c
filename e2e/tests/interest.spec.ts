// Interest beyond what is prescribed: the statement says from which day it is not in the figures, and the desk enters the rate.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/journey.ts';
import { expectNarrow } from '../support/narrow.ts';
import { signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

const RATES = '/desk/rates';

async function change(page: Page, who: string, path: string): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, who, path);
}

/** What Creekside Inn owes on a day beyond the rates of the sandbox, which end with March 2028. */
async function owedIn(page: Page, statement: string, day: string): Promise<void> {
  await change(page, 'Maya Okafor', statement);
  await page.getByLabel('Day', { exact: true }).fill(day);
  await page.getByRole('button', { name: 'Work it out' }).click();
}

test('interest ends where no rate is known, and goes on once the desk has entered it', async ({ page }) => {
  await signIn(page, 'Maya Okafor', '/accounts');
  const accounts = (await call(page, 'GET', '/v1/accounts')).data as { id: string; name: string }[];
  const inn = accounts.find((account) => account.name === 'Creekside Inn')!;
  const statement = `/accounts/${inn.id}/transactions`;
  const missing = (day: string) => page.getByText(`Interest from ${day} on is not in these figures`);

  await owedIn(page, statement, '2028-09-01');
  await expect(missing('1 April 2028')).toBeVisible();
  await page.getByText('Why this number: interest of the').first().click();
  await expect(page.getByText('From 1 April 2028 on, for which no rate is published yet').first()).toBeVisible();
  await expectAccessible(page, 'a statement with interest that ends');
  await expectNarrow(page, 'a statement with interest that ends');

  await change(page, 'Ines Kowalczyk', RATES);
  await page.getByLabel('Code', { exact: true }).fill('tourism-levy');
  const until = page.getByLabel('Last day it is prescribed for (optional)');
  await expect(until).toHaveCount(0);
  await page.getByRole('button', { name: 'New rate of debit-interest' }).click();
  await expect(until).toBeVisible();
  await page.getByLabel('Value, like 6% or 0.0940').fill('7%');
  await page.getByLabel('Where it was published').fill('Prescribed interest rates, spring 2028');
  await page.getByLabel('From', { exact: true }).fill('2028-04-01');
  await page.getByLabel('Reason, for the second person').fill('Published for the quarter');
  await expectAccessible(page, 'a rate of interest that is proposed');
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: 'debit-interest: 0.07 to 30 Jun 2028' });
  await expect(row).toContainText('spring 2028');

  await change(page, 'Arun Chen', RATES);
  await row.getByRole('button', { name: /^Approve/ }).click();
  await expect(row).toContainText('by Arun Chen');

  await owedIn(page, statement, '2028-06-30');
  await expect(page.getByRole('row', { name: /On 30 June 2028/ })).toBeVisible();
  await expect(page.getByText('is not in these figures')).toHaveCount(0);
  await owedIn(page, statement, '2028-09-01');
  await expect(missing('1 July 2028')).toBeVisible();
});
