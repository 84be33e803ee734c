// Opening an account with the number and PIN of a letter.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';

const number = (page: Page) => page.getByRole('textbox', { name: 'Account number' });
const pin = (page: Page) => page.getByRole('textbox', { name: 'PIN' });
const send = (page: Page) => page.getByRole('button', { name: 'Open the account' }).click();
const summary = (page: Page) => page.getByRole('alert').filter({ hasText: 'There is a problem' });

test('a wrong PIN keeps what was typed, and five lock it with a reason', async ({ page, api }) => {
  const person = await newPerson(api, 'Wrong Pin');
  await signIn(page, person, '/activate');

  await test.step('nothing typed', async () => {
    await send(page);
    await expect(summary(page)).toBeFocused();
    await expect(page).toHaveTitle(/^Error: /);
    await summary(page).getByRole('link').first().click();
    await expect(number(page)).toBeFocused();
    await expect(number(page)).toHaveAttribute('aria-invalid', 'true');
    await expectAccessible(page, 'activation without anything typed');
  });

  for (let left = 4; left >= 0; left -= 1) {
    await test.step(`a wrong PIN, ${left} tries left`, async () => {
      await number(page).fill(person.letter.accountNumber);
      await pin(page).fill('2222-2222');
      const answer = page.waitForResponse((reply) => reply.url().endsWith('/v1/activations'));
      await send(page);
      await answer;
      await expect(summary(page)).toBeFocused();
      await expect(page).toHaveTitle(/^Error: /);
      await expect(number(page)).toHaveValue(person.letter.accountNumber);
      await expect(pin(page)).toHaveValue('2222-2222');
      if (left > 0) await expect(summary(page)).toContainText(left === 1 ? '1 try left' : `${left} tries left`);
      else await expect(summary(page)).toContainText('entered wrongly five times, so this PIN no longer works');
      if (left === 4) {
        await expectAccessible(page, 'a wrong PIN');
        await summary(page).getByRole('link').first().click();
        await expect(page.locator('input:focus')).toBeVisible();
      }
    });
  }
  await expectAccessible(page, 'a locked PIN');

  await test.step('not even the right PIN helps now', async () => {
    await pin(page).fill(person.letter.pin);
    await send(page);
    await expect(summary(page)).toBeFocused();
    await expect(summary(page)).toContainText('no longer works');
    await expect(summary(page)).toContainText('780-427-3044');
    await page.goto('/accounts');
    await expect(page.getByRole('link', { name: 'Test Lodge' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Test Cabins' })).toHaveCount(0);
  });
});

test('a PIN may be pasted with spaces and in small letters', async ({ page, api }) => {
  const person = await newPerson(api, 'Right Pin');
  await signIn(page, person, '/activate');
  await number(page).fill(person.letter.accountNumber.replace(/^(\d{3})(\d{3})/, '$1 $2 '));
  await pin(page).fill(` ${person.letter.pin.toLowerCase().replaceAll('-', ' ')} `);
  await send(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Account opened' })).toBeFocused();
  await expect(page).toHaveTitle('Account opened – TRACS');
  await page.getByRole('link', { name: 'Go to Test Cabins' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Test Cabins' })).toBeFocused();
});
