// The end of a session: warned, prolonged, locked, and back to the same field.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { line, returnPath, saved } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { choose, newPerson, signIn, signOut } from '../support/people.ts';
import { call, comeBack } from '../support/session.ts';
import { advance, minutes } from '../support/time.ts';

const warning = (page: Page) => page.getByRole('alertdialog', { name: 'You will be signed out soon' });
const stay = (page: Page) => warning(page).getByRole('button', { name: 'Stay signed in' });
const idleUntil = async (page: Page) => (await call(page, 'GET', '/v1/session')).idleEndsAt as string;
const typed = { 10: '402,860.17', 60: '12O.00' };

/** Somebody in the middle of a return, with line 60 in focus. */
async function inTheMiddle(page: Page, api: Parameters<typeof newPerson>[0], name: string) {
  const person = await newPerson(api, name);
  await signIn(page, person, returnPath(person));
  await line(page, '10').fill(typed[10]);
  await line(page, '60').fill(typed[60]);
  await saved(page, person, typed);
  return person;
}

/** Nothing of the person is on the page any more. */
async function expectNothingLeft(page: Page) {
  const markup = await page.content();
  for (const text of ['402,860', '402860', '12O.00', 'Test Lodge']) expect(markup, `“${text}” is still on the page`).not.toContain(text);
  const values = await page.evaluate(() => [...document.querySelectorAll('input')].map(({ value }) => value).join());
  expect(values).not.toContain('402');
}

test('two minutes ahead a modal dialog warns; staying prolongs the session', async ({ page, api }) => {
  await inTheMiddle(page, api, 'Wren Warned');
  const before = await idleUntil(page);
  await expect(warning(page)).toBeHidden();
  await advance(api, minutes(13) + 5);
  await comeBack(page);
  await expect(warning(page)).toBeVisible();
  await expect(stay(page)).toBeFocused();
  expect(await warning(page).evaluate((dialog) => dialog.matches(':modal'))).toBe(true);
  await expect(warning(page)).toContainText(/2 minutes|\d+ seconds/);
  await expect(warning(page)).toContainText(/we end the session at \d{1,2}(:\d\d)? [ap]m MT/);
  await expectAccessible(page, 'the warning');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  expect(await warning(page).evaluate((dialog) => dialog.contains(document.activeElement) || document.activeElement === document.body)).toBe(true);
  await stay(page).click();
  await expect(warning(page)).toBeHidden();
  await expect(line(page, '60')).toBeFocused();
  await expect.poll(() => idleUntil(page)).not.toBe(before);

  await test.step('Escape stays, too', async () => {
    const now = await idleUntil(page);
    await advance(api, minutes(13) + 30);
    await comeBack(page);
    await expect(warning(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(warning(page)).toBeHidden();
    await expect.poll(() => idleUntil(page)).not.toBe(now);
    await expect(line(page, '60')).toHaveValue('12O.00');
  });

  await test.step('signing out from the dialog', async () => {
    await advance(api, minutes(13) + 30);
    await comeBack(page);
    await warning(page).getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL('/');
    await expect(page.getByRole('link', { name: 'Continue with Alberta.ca Account' })).toBeVisible();
  });
});

test('at zero the page locks in place, and comes back to the same field with the same value', async ({ page, api }) => {
  const person = await inTheMiddle(page, api, 'Ida Idle');
  const address = new URL(page.url()).pathname;
  await advance(api, minutes(15) + 5);
  await comeBack(page);
  await expect(page.getByRole('heading', { level: 1, name: 'You are signed out' })).toBeFocused();
  expect(new URL(page.url()).pathname).toBe(address);
  await expect(page.getByText(/^Nothing was done for 15 minutes, so the session ended at (\d{1,2}(:\d\d)? [ap]m|noon|midnight) MT/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing is lost' })).toBeVisible();
  await expect(page).toHaveTitle('You are signed out – TRACS');
  await expectNothingLeft(page);
  await expectAccessible(page, 'the lock');
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await choose(page, person);
  await expect(line(page, '60')).toBeFocused();
  await expect(line(page, '60')).toHaveValue('12O.00');
  await expect(line(page, '10')).toHaveValue('402,860.17');
});

test('the hourly confirmation: announced, then asked for, and back to the same field', async ({ page, api }) => {
  const person = await inTheMiddle(page, api, 'Hana Hour');
  for (let spent = 0; spent < 4; spent += 1) {
    await advance(api, minutes(14));
    await call(page, 'POST', '/v1/session/extension');
  }
  await comeBack(page);
  await expect(page.getByText(/we ask you to confirm your sign-in, because an hour has passed/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Confirm now' })).toBeVisible();
  await expect(warning(page)).toBeHidden();
  await expectAccessible(page, 'the announcement of the confirmation');
  await line(page, '60').focus();
  await advance(api, minutes(4) + 5);
  await comeBack(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Please confirm your sign-in' })).toBeFocused();
  await expectNothingLeft(page);
  await expectAccessible(page, 'the lock of the hour');
  await page.getByRole('link', { name: 'Confirm your sign-in' }).click();
  await choose(page, person);
  await expect(line(page, '60')).toBeFocused();
  await expect(line(page, '60')).toHaveValue('12O.00');
  const session = await call(page, 'GET', '/v1/session');
  expect(Date.parse(session.credentialsEndAt) - Date.parse(session.now)).toBeGreaterThan(minutes(58) * 1000);
});

test('signing out in one tab locks the other', async ({ page, api, tab }) => {
  await inTheMiddle(page, api, 'Tilda Tabs');
  const other = await tab();
  await other.goto('/home');
  await expect(other.getByRole('heading', { name: 'What needs you' })).toBeVisible();
  await signOut(other);
  await expect(other).toHaveURL('/');
  await expect(page.getByRole('heading', { level: 1, name: 'You are signed out' })).toBeVisible();
  await expectNothingLeft(page);
  await expectAccessible(page, 'the lock after signing out elsewhere');
  await other.goBack();
  await expect(other.getByRole('heading', { level: 1, name: /^(Sign in to see this page|You are signed out)$/ })).toBeVisible();
  await expectNothingLeft(other);
});

test('staying signed in in one tab takes the warning away in the other', async ({ page, api, tab }) => {
  await inTheMiddle(page, api, 'Tara Together');
  const other = await tab();
  await other.goto('/home');
  await expect(other.getByRole('heading', { name: 'What needs you' })).toBeVisible();
  await advance(api, minutes(13) + 5);
  await comeBack(page);
  await comeBack(other);
  await expect(warning(page)).toBeVisible();
  await expect(warning(other)).toBeVisible();
  await stay(other).click();
  await expect(warning(other)).toBeHidden();
  await expect(warning(page)).toBeHidden();
});

test('locked without a network, the page does not claim that unsaved text was saved', async ({ page, api, context }) => {
  const person = await newPerson(api, 'Noel Network');
  await page.clock.install();
  await signIn(page, person, returnPath(person));
  await line(page, '10').fill('100.00');
  await saved(page, person, { 10: '100.00' });
  await context.setOffline(true);
  await line(page, '60').fill('7.77');
  await expect(page.getByRole('heading', { name: 'You are not connected' })).toBeVisible();
  await page.clock.fastForward(minutes(15) * 1000 + 5000);
  await expect(page.getByRole('heading', { level: 1, name: 'You are signed out' })).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText('Nothing is lost');
  await expect(page.getByRole('main')).not.toContainText('What you typed was saved');
  expect(await page.content()).not.toContain('7.77');
});
