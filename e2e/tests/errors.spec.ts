// What is wrong is said in words, at the top and at the field, and nothing typed is lost.
import { expectAccessible } from '../support/axe.ts';
import { day, fileButton, fill, goOn, line, newest, overdue, periodOf, result, returnPath } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

test('a return that cannot be: summary, title, links to the fields, values as typed', async ({ page, api }) => {
  const person = await newPerson(api, 'Ines Errors');
  await signIn(page, person, returnPath(person));
  const typed = { 5: '2214', 10: '412,860.00', 21: '18,240.00', 22: '463,100.00', 60: '12O.00' };
  await fill(page, typed);
  await expect(result(page, 'Levy payable')).toHaveText('Not yet known');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();

  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  await expect(summary).toBeFocused();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page).toHaveURL(new RegExp(`${returnPath(person)}$`));
  const wrong = [
    { number: '22', message: 'Stays without levy come to more than the revenue. Check lines 21 to 27' },
    { number: '60', message: 'Levy given back to guests must be a number, like 120.00' },
  ];
  await expect(summary.getByRole('link')).toHaveText(wrong.map(({ message }) => message));
  await expectAccessible(page, 'the return with errors');
  for (const { number, message } of wrong) {
    await summary.getByRole('link', { name: message }).click();
    await expect(line(page, number)).toBeFocused();
    await expect(line(page, number)).toHaveAttribute('aria-invalid', 'true');
    await expect(line(page, number)).toHaveAccessibleDescription(new RegExp(message));
  }
  for (const [number, text] of Object.entries(typed)) await expect(line(page, number)).toHaveValue(text);
  await expect(line(page, '21')).not.toHaveAttribute('aria-invalid', 'true');

  await page.reload();
  await expect(line(page, '60')).toHaveValue('12O.00');

  await fill(page, { 22: '46,310.00', 60: '120.00' });
  await goOn(page);
  await expect(page).not.toHaveTitle(/^Error: /);
});

test('a warning has to be seen, then it does not stand in the way', async ({ page, api }) => {
  const person = await newPerson(api, 'Wanda Warning');
  await signIn(page, person, returnPath(person));
  await fill(page, { 10: '10,000.00' });
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  const warning = page.getByRole('checkbox', { name: /^There is revenue but no room nights\. Check line 5/ });
  await expect(warning).toBeVisible();
  await expectAccessible(page, 'a warning');
  await fileButton(page).click();
  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  await expect(summary).toBeFocused();
  await expect.soft(page).toHaveTitle(/^Error: /);
  await expectAccessible(page, 'a warning that was not seen');
  await summary.getByRole('link').click();
  await expect(warning).toBeFocused();
  await page.keyboard.press('Space');
  await fileButton(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
});

test('an address without a page', async ({ page }) => {
  await signIn(page, 'Sam Whitford');
  for (const path of ['/nowhere', '/accounts/acct_00000000000000000000000000', '/accounts/x/periods/y/return']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: 'There is no such page, or it is not yours to see' })).toBeVisible();
    await expect(page).toHaveTitle('Page not found – TRACS');
    await expect(page.getByRole('main').getByRole('link', { name: 'Go to Home' })).toBeVisible();
  }
  await expectAccessible(page, 'the page that does not exist');
});

test('a page asked for without signing in leads to the sign-in and back', async ({ page, api }) => {
  const person = await newPerson(api, 'Lena Bookmark');
  await page.goto(returnPath(person));
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in to see this page' })).toBeVisible();
  await expectAccessible(page, 'sign in first');
  await page.getByRole('link', { name: 'Continue with Alberta.ca Account' }).click();
  await page.getByText('Sign in as a person you made').click();
  await page.getByLabel('Subject').fill(person.subject);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(line(page, '10')).toBeVisible();
});

test('no access: the form says which permission is missing', async ({ page }) => {
  await signIn(page, 'Tom Sinclair', '/accounts');
  await page.getByRole('link', { name: 'Creekside Inn' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Creekside Inn' })).toBeVisible();
  await expectAccessible(page, 'an account to look at only');
  await expect(page.getByRole('main').getByRole('link', { name: /^File/ })).toHaveCount(0);
  const account = new URL(page.url()).pathname;
  const periods = await call(page, 'GET', `/v1${account}/periods`);
  const unfiled = periods.data.find((period: { filingId?: string; status: string }) => !period.filingId && period.status !== 'upcoming');
  await page.goto(`${account}/periods/${unfiled.id}/return`);
  await expect.soft(page.getByRole('heading', { level: 1, name: /^You cannot (prepare|file) returns for Creekside Inn$/ })).toBeVisible();
  await expect.soft(page.getByRole('main'), 'who is signed in').toContainText('Tom Sinclair');
  await expect.soft(page.getByRole('main'), 'the right in words').toContainText(/needs the right (Prepare|File)\b/);
  await expect.soft(page.getByRole('main'), 'who can give it').toContainText(/account owner/i);
  await expectAccessible(page, 'no access');
});

test('somebody who may prepare but not file is told so before the end', async ({ page }) => {
  await signIn(page, 'Ana Reyes', '/accounts');
  await page.getByRole('link', { name: 'The Kestrel' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The Kestrel' })).toBeVisible();
  const account = new URL(page.url()).pathname;
  const periods = await call(page, 'GET', `/v1${account}/periods`);
  const unfiled = periods.data.find((period: { filingId?: string; status: string }) => !period.filingId && period.status !== 'upcoming');
  await page.goto(`${account}/periods/${unfiled.id}/return`);
  await expect(line(page, '10')).toBeVisible();
  await goOn(page);
  await expect(fileButton(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'You cannot file returns for The Kestrel' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Filing needs the right File');
  await expectAccessible(page, 'the check of answers without the right to file');
});

test('a late return: what it costs is told before, and stands on the notice', async ({ page, api }) => {
  const person = await newPerson(api, 'Lars Late');
  const late = overdue(person);
  await signIn(page, person, returnPath(person, late));
  const period = await periodOf(page, person.accountId, late);
  expect(period.status).toBe('overdue');
  await fill(page, { 5: '400', 10: '60,000.00' });
  await expect(result(page, 'Levy payable')).toHaveText('$3,600.00');
  await goOn(page);
  await fileButton(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  await expect(page.getByText(new RegExp(`^No\\. The return was due on ${day(period.dueOn)}`))).toBeVisible();
  await expectAccessible(page, 'the receipt of a late return');
  await page.getByRole('link', { name: 'Open the notice' }).click();
  const penalty = page.getByRole('row', { name: /penalty/i });
  await expect(penalty).toContainText('$1,000.00');
  await page.getByText(/^Why this number: .*penalty/i).click();
  await expect(page.getByText(/\$25/).first()).toBeVisible();
  await expectAccessible(page, 'the notice with a penalty');
});

test('a nil return', async ({ page, api }) => {
  const person = await newPerson(api, 'Nils Nil');
  await signIn(page, person, returnPath(person));
  await page.getByRole('button', { name: 'Nothing to report? File a nil return' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers before you file' })).toBeFocused();
  await expect(page.getByRole('term').filter({ hasText: /^Levy payable$/ }).locator('..')).toContainText('$0.00');
  await expectAccessible(page, 'the check of a nil return');
  await fileButton(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  await expect(page.getByText('Nothing to pay for this return')).toBeVisible();
  expect((await periodOf(page, person.accountId, newest(person))).status).toBe('assessed');
});
