// A credit on screen: looked at, carried to another period, paid out, and what stands in the way said before.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { fileReturn, newest, OCTOBER } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

const fits = async (page: Page) => expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(320);

test('an empty page says what a credit is', async ({ page, api }) => {
  const person = await newPerson(api, 'Nell Even');
  await signIn(page, person, `/accounts/${person.accountId}`);
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Credits and refunds' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Credits and refunds' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Nothing is in credit' })).toBeVisible();
  await expectAccessible(page, 'no credit');
});

test('a credit is carried, and the rest is paid out when nothing is outstanding', async ({ page, api }) => {
  const person = await newPerson(api, 'Otto Credit');
  const account = `/accounts/${person.accountId}`;
  await signIn(page, person, account);
  const filed = await fileReturn(page, person, newest(person), OCTOBER);
  await api.post('/sandbox/v1/payments', { accountId: person.accountId, periodId: newest(person), amount: '21000.00' });

  // From the notice, where the credit is seen first.
  await page.goto(`${account}/assessments/${filed.assessmentId}`);
  await page.getByRole('link', { name: 'Use this credit' }).click();
  const row = page.getByRole('row', { name: /^October 2026/ });
  await expect(row).toContainText('$516.33');

  // Earlier returns are outstanding: no refund, and the way to each of them.
  const refund = page.getByRole('radio', { name: 'Have it paid out' });
  await expect(refund).toBeDisabled();
  await expect(page.getByText('No refund is issued while returns are outstanding.')).toBeVisible();
  const missing = page.getByRole('link', { name: 'September 2026' });
  await expect(missing).toHaveAttribute('href', new RegExp(`${account}/periods/.*/return$`));

  // Too much, nothing, no number: said beside the field, and nothing is sent.
  const amount = page.getByRole('textbox', { name: 'How much' });
  const go = page.getByRole('button', { name: 'Carry the credit' });
  for (const [typed, said] of [['600', 'At most $516.33 can be used'], ['0', 'more than $0.00'], ['1.234', 'no more than two decimals'], ['lots', 'like 250.00']]) {
    await amount.fill(typed!);
    await go.click();
    await expect(amount).toBeFocused();
    await expect(amount).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#amount-e')).toContainText(said!);
  }
  await expectAccessible(page, 'an amount that is wrong');

  await amount.fill('116.33');
  await page.getByRole('combobox', { name: 'To which period' }).selectOption({ index: 0 });
  await expect(page.getByText('$116.33 counts as a payment of today for November 2026. $400.00 stays in credit for October 2026.')).toBeVisible();
  await page.setViewportSize({ width: 320, height: 900 });
  await fits(page);
  await expectAccessible(page, 'using a credit at 320 px');
  await page.setViewportSize({ width: 1280, height: 900 });
  await go.click();
  await expect(page.getByRole('heading', { name: '$116.33 was carried to November 2026' })).toBeVisible();
  await expect(page.locator('#done')).toBeFocused();
  await expect(page.getByRole('row', { name: /^October 2026/ })).toContainText('$400.00');
  await expect(page.getByRole('row', { name: /^November 2026/ })).toContainText('$116.33');
  await expectAccessible(page, 'after a credit was carried');

  // The other returns arrive, late and with penalties, which are paid. Then the rest can be paid out.
  const periods = await call(page, 'GET', `/v1${account}/periods?limit=200`);
  for (const period of periods.data.filter((one: any) => one.status === 'overdue')) {
    await fileReturn(page, person, period.id, {});
  }
  const balance = await call(page, 'GET', `/v1${account}/credits`);
  expect(balance.outstanding).toEqual([]);
  for (const target of balance.targets.filter((one: any) => Number(one.owing) > 0)) {
    await api.post('/sandbox/v1/payments', { accountId: person.accountId, periodId: target.periodId, amount: target.owing });
  }
  await page.reload();
  await page.getByRole('radio', { name: 'October 2026, $400.00' }).check();
  await page.getByRole('radio', { name: 'Have it paid out' }).check();
  await expect(page.getByText('$400.00 is paid out with the next run. Nothing else can be used for October 2026.')).toBeVisible();
  await page.getByRole('button', { name: 'Ask for the refund' }).click();
  await expect(page.getByRole('heading', { name: 'The refund of $400.00 is asked for' })).toBeVisible();
  await expectAccessible(page, 'after a refund was asked for');

  // The run issues it; the statement and a letter tell.
  await expect.poll(async () => (await call(page, 'GET', `/v1${account}/transactions?kind=refund`)).data.length).toBe(1);
  await page.goto(`${account}/transactions`);
  await expect(page.getByRole('row', { name: /Credit carried from October 2026/ })).toContainText('−$116.33');
  await expect(page.getByRole('row', { name: /Refund/ })).toContainText('$400.00');
});

test('a retry after a lost answer carries once', async ({ page, api }) => {
  const person = await newPerson(api, 'Rita Twice');
  const account = `/accounts/${person.accountId}`;
  await signIn(page, person, account);
  await api.post('/sandbox/v1/payments', { accountId: person.accountId, periodId: newest(person), amount: '500.00' });
  await page.goto(`${account}/credits`);
  await page.getByRole('textbox', { name: 'How much' }).fill('200');
  // The answer to the first attempt is lost on its way, after the work was done.
  await page.route('**/credit-transfers', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  }, { times: 1 });
  const go = page.getByRole('button', { name: 'Carry the credit' });
  await go.click();
  await expect(page.getByRole('alert')).toContainText('You are not connected');
  await expect(page.getByRole('textbox', { name: 'How much' })).toHaveValue('200');
  await go.click();
  await expect(page.getByRole('heading', { name: /^\$200\.00 was carried to / })).toBeVisible();
  await expect(page.getByRole('row', { name: /^October 2026/ })).toContainText('$300.00');
});
