// What a page shows when there is nothing to show, or nothing yet.
import { expectAccessible } from '../support/axe.ts';
import { fileReturn } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';

test('home of somebody without an account says how to open one', async ({ page }) => {
  await signIn(page, 'Sam Whitford');
  await expect(page.getByRole('heading', { level: 1, name: /^Good (morning|afternoon|evening), Sam$/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No account is open to you yet' })).toBeVisible();
  await expectAccessible(page, 'home without an account');
  await page.getByRole('main').getByRole('link', { name: 'Enter account number and PIN' }).click();
  await expect(page.getByRole('textbox', { name: 'Account number' })).toBeVisible();
});

test('home when everything is filed: nothing needs you today', async ({ page, api }) => {
  const person = await newPerson(api, 'Nothing Due');
  await signIn(page, person);
  await expect(page.getByRole('heading', { name: 'What needs you' })).toBeVisible();
  for (const period of person.periodIds) await fileReturn(page, person, period, {});
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Nothing needs you today' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('No returns are due');
  await expectAccessible(page, 'home without anything due');
});

test('an empty inbox says what would be here', async ({ page }) => {
  await signIn(page, 'Sam Whitford', '/inbox');
  await expect(page.getByRole('heading', { name: 'No letters yet' })).toBeVisible();
  await expect(page.getByText('Notices and letters arrive here and count as received on that day.')).toBeVisible();
  await expectAccessible(page, 'an empty inbox');
});

test('an empty statement, and filters that leave nothing', async ({ page, api }) => {
  const person = await newPerson(api, 'Blank Statement');
  await signIn(page, person, `/accounts/${person.accountId}/transactions`);
  await expect(page.getByRole('heading', { name: 'No entries yet' })).toBeVisible();
  await expectAccessible(page, 'an empty statement');
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('heading', { name: 'No entries match' })).toBeVisible();
  await expectAccessible(page, 'a statement without a match');
  await page.getByRole('button', { name: 'Clear filters' }).or(page.getByRole('link', { name: 'Clear filters' })).last().click();
  await expect(page.getByRole('heading', { name: 'No entries yet' })).toBeVisible();
});

test('a page on its way says that it is loading', async ({ page }) => {
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => { go = resolve; });
  await page.route('**/v1/obligations*', async (route) => {
    await held;
    await route.continue();
  });
  await signIn(page, 'Maya Okafor');
  await expect(page.getByRole('heading', { level: 1, name: 'Loading' })).toBeAttached();
  await expect(page.getByRole('main').locator('[aria-busy="true"]')).toBeVisible();
  await expectAccessible(page, 'home on its way');
  go();
  await expect(page.getByRole('heading', { level: 1, name: /^Good/ })).toBeVisible();
});

test('a part that fails says so and can be asked for again', async ({ page }) => {
  await page.route('**/v1/obligations*', (route) => route.fulfill({
    status: 500,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: '/problems/service.internal', title: 'Something went wrong on our side', status: 500, code: 'service.internal', detail: 'Try again.', correlationId: 'corr_e2e', retryable: true }),
  }), { times: 1 });
  await signIn(page, 'Maya Okafor');
  await expect(page.getByRole('heading', { level: 1, name: 'Something went wrong on our side' })).toBeVisible();
  await expect(page.getByText('corr_e2e')).toBeVisible();
  await expectAccessible(page, 'a page that failed');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Good/ })).toBeVisible();
});

test('the people of the story: what is overdue stands first', async ({ page }) => {
  await signIn(page, 'Maya Okafor');
  await expect(page.getByRole('heading', { level: 1, name: /^Good/ })).toBeVisible();
  const items = page.getByRole('region', { name: 'What needs you' }).getByRole('listitem');
  await expect(items.first()).toContainText('File the September 2026 return');
  await expect(items.first()).toContainText('Creekside Inn');
  await expect(items.first()).toContainText('Overdue');
  await expectAccessible(page, 'home of the story');
  const days = await items.locator('time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime')));
  expect(days).toEqual([...days].sort());
});
