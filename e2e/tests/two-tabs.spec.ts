// Two tabs with one draft: nobody overwrites anybody without seeing both values.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { fileButton, line, newest, returnPath, saved } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import type { TestUser } from '../support/people.ts';
import { call } from '../support/session.ts';

const conflict = (page: Page) => page.getByRole('heading', { name: /changed this draft/ });
const keepMine = (page: Page) => page.getByRole('button', { name: 'Keep mine' });
const takeTheirs = (page: Page) => page.getByRole('button', { name: 'Take theirs' });

async function draft(page: Page, person: TestUser): Promise<Record<string, string>> {
  return (await call(page, 'GET', `/v1/accounts/${person.accountId}/periods/${newest(person)}/draft`)).draft.lines;
}

/** Both tabs have the draft open; the first saved 100.00 on line 10, the second typed 200.00. */
async function disagree(first: Page, second: Page, person: TestUser) {
  await signIn(first, person, returnPath(person));
  await line(first, '5').fill('7');
  await saved(first, person, { 5: '7' });
  await second.goto(returnPath(person));
  await expect(line(second, '5')).toHaveValue('7');
  await line(first, '10').fill('100.00');
  await saved(first, person, { 10: '100.00' });
  await line(second, '10').fill('200.00');
  await line(second, '21').fill('20.00');
  await expect(conflict(second)).toBeVisible();
}

async function expectBothShown(page: Page) {
  const main = page.getByRole('main');
  await expect(main.getByText(/\$?100\.00/).first()).toBeVisible();
  await expect(main.getByText(/\$?200\.00/).first()).toBeVisible();
  await expect(main.getByText(/Nothing is lost/).first()).toBeVisible();
  await expectAccessible(page, 'the conflict');
}

test('the second save meets both values; “Keep mine” keeps them', async ({ page: first, api, tab }) => {
  const person = await newPerson(api, 'Kim Keeps');
  const second = await tab();
  await disagree(first, second, person);
  await expectBothShown(second);
  expect(await draft(first, person), 'nothing is overwritten silently').toMatchObject({ 10: '100.00' });
  expect((await draft(first, person))['21'], 'nothing is mixed silently').toBeUndefined();
  await line(second, '10').fill('250.00');
  await expect.soft(second.getByRole('alert').filter({ has: conflict(second) }), 'what is kept is what is shown').toContainText('250.00');
  await keepMine(second).click();
  await expect(conflict(second)).toBeHidden();
  await expect(line(second, '10')).toHaveValue('250.00');
  await saved(second, person, { 10: '250.00', 21: '20.00' });

  await test.step('now the first tab is the late one', async () => {
    await expect(line(first, '10')).toHaveValue('100.00');
    await line(first, '10').fill('300.00');
    await expect(conflict(first)).toBeVisible();
    expect(await draft(first, person)).toMatchObject({ 10: '250.00' });
  });
});

test('“Take theirs” takes what was saved', async ({ page: first, api, tab }) => {
  const person = await newPerson(api, 'Toni Takes');
  const second = await tab();
  await disagree(first, second, person);
  await takeTheirs(second).click();
  await expect(conflict(second)).toBeHidden();
  await expect(line(second, '10')).toHaveValue('100.00');
  await expect(line(second, '5')).toHaveValue('7');
  await line(second, '22').fill('1.00');
  await saved(second, person, { 10: '100.00', 22: '1.00' });
});

test('a period that the other tab has filed cannot be filed again', async ({ page: first, api, tab }) => {
  const person = await newPerson(api, 'Fay Filed');
  const second = await tab();
  await signIn(first, person, returnPath(person));
  await line(first, '5').fill('10');
  await line(first, '10').fill('1000.00');
  await saved(first, person, { 5: '10', 10: '1000.00' });
  await second.goto(returnPath(person));
  await expect(line(second, '10')).toHaveValue('1000.00');
  for (const tab of [first, second]) {
    await tab.getByRole('button', { name: 'Continue', exact: true }).click();
    await expect(fileButton(tab)).toBeVisible();
  }
  await fileButton(first).click();
  await expect(first.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  await fileButton(second).click();
  await expect(second.getByText(/already on file/).first()).toBeVisible();
  await expectAccessible(second, 'a return that is already on file');
  const filings = await call(first, 'GET', `/v1/accounts/${person.accountId}/filings`);
  expect(filings.data).toHaveLength(1);
});
