// The calendar: what is to be done by which day over all accounts, and the secret link for calendar programs.
import { expectAccessible } from '../support/axe.ts';
import { fileReturn, newest, OCTOBER } from '../support/filing.ts';
import { listen } from '../support/focus.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

test('home of the story: returns, a draft and an instalment, oldest day first', async ({ page }) => {
  await signIn(page, 'Maya Okafor');
  const needs = page.getByRole('region', { name: 'What needs you' });
  const items = needs.getByRole('listitem');
  await expect(items.first()).toContainText('File the September 2026 return');
  await expect(needs.getByRole('listitem').filter({ hasText: 'The Kestrel' })).toContainText('File and pay the October 2026 return');
  const instalment = items.filter({ hasText: 'Pay the November 2026 instalment' });
  await expect(instalment).toContainText('$10,246.00');
  await expect(instalment).toContainText('One twelfth of the tax of the year ended 31 December 2025, $122,952.00.');
  await expect(page.getByText(/^1 return is overdue\. \d things are due by Monday 30 November 2026\.$/)).toBeVisible();
  await expectAccessible(page, 'home with an instalment');
  await page.getByRole('link', { name: 'Add to your calendar' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Calendar' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'In your own calendar' })).toBeFocused();
});

test('three months at a time, with filters that the address keeps', async ({ page }) => {
  await signIn(page, 'Maya Okafor', '/calendar');
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 2 }).filter({ hasText: /20\d\d$/ })).toHaveText(['November 2026', 'December 2026', 'January 2027']);
  await expect(main.getByRole('listitem').filter({ hasText: 'Pay the October 2026 instalment' })).toContainText('Paid');
  const objection = main.getByRole('listitem').filter({ hasText: 'Object to the assessment for the year ended 31 December 2025, if you disagree' });
  await expect(objection).toContainText('7');
  await expectAccessible(page, 'the calendar');

  const heard = await listen(page);
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Payments' });
  await page.getByRole('checkbox', { name: 'Leave out what is done' }).check();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/month=2026-11&kind=payment&open=1$/);
  await expect(main.getByRole('listitem').filter({ hasText: 'instalment' })).toHaveCount(2);
  await expect(main.getByText('Pay the October 2026 instalment')).toHaveCount(0);
  await expect.poll(heard).toContain('2 things shown');
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Kind' })).toHaveValue('payment');
  await expect(main.getByText('Nothing is due in this month.')).toHaveCount(1);
  await expectAccessible(page, 'the calendar with a filter');

  await page.getByRole('link', { name: 'Later: February 2027 to April 2027' }).click();
  await expect(main.getByRole('heading', { level: 2, name: 'February 2027' })).toBeVisible();
  await expect(main.getByText('Pay the balance for the year ended 31 December 2026')).toBeVisible();
  await page.goBack();
  await expect(main.getByRole('heading', { level: 2, name: 'November 2026' })).toBeVisible();
  await page.getByRole('link', { name: 'Earlier: August 2026 to October 2026' }).click();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.getByRole('button', { name: 'Show', exact: true })).toBeFocused();
  await expect(main.getByRole('listitem').filter({ hasText: 'File and pay the July 2026 return' }).first()).toContainText('Received');

  await page.goto('/calendar?month=2026-11&kind=renewal');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await expectAccessible(page, 'a calendar without a match');
  await page.goto('/calendar?month=2190-01');
  await expect(page.getByRole('heading', { name: 'Nothing has a day here' })).toBeVisible();
});

/** Unfolded lines of a calendar, held to RFC 5545 as far as every program needs it. */
function lines(text: string): string[] {
  expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:')).toBe(true);
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  return text.replaceAll('\r\n ', '').split('\r\n');
}

test('a link for calendar programs is made, copied, read by a program, and taken back', async ({ page, api, context, playwright, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const person = await newPerson(api, 'Calla Endar');
  await signIn(page, person, '/calendar');
  const panel = page.getByRole('region', { name: 'In your own calendar' });
  await expect(panel).toContainText('They see no letters and no balances, and can change nothing.');
  await expect(panel.getByRole('checkbox', { name: 'Show amounts of money too' })).not.toBeChecked();
  for (const kind of await panel.getByRole('group', { name: 'What to show' }).getByRole('checkbox').all()) await kind.uncheck();
  await expect(panel.getByRole('alert')).toHaveText('Choose at least one');
  await expectAccessible(page, 'a link that would show nothing');
  await panel.getByRole('checkbox', { name: 'Returns to file' }).check();
  await panel.getByRole('button', { name: 'Make a link' }).click();
  const field = panel.getByRole('textbox', { name: 'Address for your calendar program' });
  await expect(field).toBeFocused();
  await expectAccessible(page, 'a link that was just made');
  await panel.getByRole('button', { name: 'Copy address' }).click();
  await expect(panel.getByText('Copied', { exact: true })).toBeVisible();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(address).toBe(await field.inputValue());
  expect(address).toMatch(new RegExp(`^${baseURL}/v1/calendar/[\\w-]{43}\\.ics$`));

  // Another program, without a session.
  const program = await playwright.request.newContext();
  const read = await program.get(address);
  expect(read.status()).toBe(200);
  expect(read.headers()['content-type']).toBe('text/calendar; charset=utf-8');
  const all = lines(await read.text());
  const summaries = all.filter((line) => line.startsWith('SUMMARY:'));
  expect(summaries.length).toBeGreaterThan(3);
  expect(summaries.every((line) => /return\\, Test Lodge$/.test(line))).toBe(true);
  expect(all.join('\n')).not.toContain('$');
  const again = await program.get(address, { headers: { 'If-None-Match': read.headers().etag } });
  expect(again.status()).toBe(304);
  await fileReturn(page, person, newest(person), OCTOBER);
  const after = lines(await (await program.get(address)).text()).filter((line) => line.startsWith('SUMMARY:'));
  expect(after.length).toBe(summaries.length - 1);

  await page.reload();
  await expect(panel.getByText('We keep no copy of its address.')).toBeVisible();
  await expect(panel.getByText('Left out')).toBeVisible();
  await expectAccessible(page, 'a link from before');
  await panel.getByRole('button', { name: 'Make a new link' }).click();
  await expect(panel.getByText('The link you have stops working.')).toBeVisible();
  await panel.getByRole('button', { name: 'Keep the old one' }).click();
  await panel.getByRole('button', { name: 'Take the link back' }).click();
  await expect(panel.getByRole('status').filter({ hasText: 'The link no longer works.' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Make a link' })).toBeVisible();
  expect((await program.get(address)).status()).toBe(404);
  expect(await call(page, 'GET', '/v1/calendar/link')).toEqual({});
  await program.dispose();
});

test('the calendar prints without what is only for the screen', async ({ page }) => {
  await signIn(page, 'Maya Okafor', '/calendar');
  await expect(page.getByRole('heading', { level: 2, name: 'December 2026' })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('#calendar-link')).toBeHidden();
  await expect(page.getByRole('form', { name: 'Filter the calendar' })).toBeHidden();
  await expect(page.getByRole('heading', { level: 2, name: 'December 2026' })).toBeVisible();
});

test('the calendar fits 320 pixels, with its link and with long names', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await signIn(page, 'Lee Hassan', '/calendar');
  await expect(page.getByRole('heading', { level: 2, name: 'December 2026' })).toBeVisible();
  expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page, 'the calendar at 320 px');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByRole('textbox', { name: 'Address for your calendar program' })).toBeFocused();
  expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(320);
  await page.getByRole('button', { name: 'Take the link back' }).click();
  await expect(page.getByRole('button', { name: 'Make a link' })).toBeVisible();
});
