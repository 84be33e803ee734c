// Every page on 320 pixels, as it is and with the text spacing of WCAG 1.4.12.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { fileReturn, fill, goOn, line, newest, OCTOBER, overdue, returnPath } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call, comeBack } from '../support/session.ts';
import { advance, minutes } from '../support/time.ts';

test.use({ viewport: { width: 320, height: 800 } });

/** What sticks out on the right; nothing should. */
async function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.scrollingElement!.scrollWidth;
    if (width <= 320) return [];
    const out = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > 320.5);
    const deepest = out.filter((element) => !out.some((other) => other !== element && element.contains(other)));
    return [`the page is ${width} wide`, ...deepest.slice(0, 5).map((element) => `${element.tagName}.${element.className}: ${element.textContent?.trim().slice(0, 50)}`)];
  });
}

/** Lines 1.5, paragraphs 2, letters 0.12 and words 0.16 times the text size. */
async function space(page: Page, on: boolean) {
  await page.evaluate((on) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = on ? [sheet] : [];
  }, on);
}

async function expectNarrow(page: Page, what: string) {
  expect.soft(await sticksOut(page), `${what} at 320 px`).toEqual([]);
  await expectAccessible(page, `${what} at 320 px`);
  await space(page, true);
  expect.soft(await sticksOut(page), `${what} at 320 px with wide spacing`).toEqual([]);
  await space(page, false);
}

test('every page at 320 pixels', async ({ page, api }) => {
  test.setTimeout(120_000);
  const person = await newPerson(api, 'Nora Narrowest-Hyphenated');
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });

  await page.goto('/');
  await expect(heading(/^Taxes and levies/)).toBeVisible();
  await expectNarrow(page, 'the start page');
  await page.goto('/home');
  await expect(heading('Sign in to see this page')).toBeVisible();
  await expectNarrow(page, 'sign in first');

  await signIn(page, person);
  await expect(page.getByRole('heading', { name: 'What needs you' })).toBeVisible();
  const filed = await fileReturn(page, person, overdue(person), { 5: '123456', 10: '123,456,789.12', 21: '1,234.56' });
  const letters = await call(page, 'GET', '/v1/messages');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'What needs you' })).toBeVisible();
  await expectNarrow(page, 'home');
  const menu = page.getByRole('button', { name: 'Menu' });
  await menu.click();
  await expect(menu).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('link', { name: 'Accounts', exact: true })).toBeVisible();
  await expectNarrow(page, 'home with its menu');

  const account = `/accounts/${person.accountId}`;
  const pages: [string, string | RegExp][] = [
    ['/accounts', 'Accounts'],
    ['/activate', /./],
    [account, 'Test Lodge'],
    [`${account}/transactions`, 'Statement'],
    [`${account}/transactions?kind=penalty`, 'Statement'],
    [`${account}/receipts/${filed.id}`, 'Return received'],
    [`${account}/assessments/${filed.assessmentId}`, 'Notice of assessment'],
    [`${account}/messages/${letters.data[0].id}`, /^Notice of assessment/],
    ['/inbox', 'Inbox'],
    ['/calendar', 'Calendar'],
    ['/calendar?kind=payment&open=1', 'Calendar'],
    ['/nowhere', /^There is no such page/],
  ];
  for (const [path, name] of pages) {
    await page.goto(path);
    await expect(heading(name)).toBeVisible();
    await expect(page.getByText('Loading…')).toHaveCount(0);
    for (const summary of await page.getByRole('main').locator('details > summary').all()) await summary.click();
    await expectNarrow(page, path);
  }

  await page.goto(returnPath(person));
  await expect(line(page, '10')).toBeVisible();
  await fill(page, { 5: '123456', 10: '123,456,789.12', 21: '999,999,999.99', 60: 'much' });
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toBeVisible();
  await expectNarrow(page, 'the return with errors');
  await fill(page, { ...OCTOBER, 60: '' });
  for (const summary of await page.getByRole('main').locator('details > summary').all()) await summary.click();
  await expectNarrow(page, 'the return with its reasons');
  await goOn(page);
  await expectNarrow(page, 'the check of answers');

  await advance(api, minutes(13) + 5);
  await comeBack(page);
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expectNarrow(page, 'the warning');
  await advance(api, minutes(2) + 5);
  await comeBack(page);
  await expect(heading('You are signed out')).toBeVisible();
  await expectNarrow(page, 'the lock');
  expect((await api.get('/v1/availability')).alwaysOpen).toBe(true);
});
