// Every form of every open program, filled in and filed by the keyboard's fields: what it comes to was worked out by hand.
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

type Texts = Record<string, string>;
type Sample = {
  program: string; form: string; from: string; to: string;
  lines: Texts; rows: Record<string, Texts[]>; payable: string;
};

const samples: Sample[] = JSON.parse(readFileSync(new URL('../../shared/tests/filings.json', import.meta.url), 'utf8'));

/** The field of that id, whatever is in the id. */
const field = (page: Page, id: string): Locator => page.locator(`[id="${id}"]`);

async function enter(field: Locator, text: string): Promise<void> {
  if (await field.evaluate((element) => element.tagName === 'SELECT')) await field.selectOption(text);
  else await field.fill(text);
}

/** Fields that depend on others appear as those are filled in: gives back what has no field yet. */
async function enterAll(page: Page, texts: [string, string][]): Promise<[string, string][]> {
  const left: typeof texts = [];
  for (const [id, text] of texts) {
    if (await field(page, id).isVisible()) await enter(field(page, id), text);
    else left.push([id, text]);
  }
  return left.length === 0 || left.length === texts.length ? left : enterAll(page, left);
}

async function fillIn(page: Page, sample: Sample): Promise<void> {
  let left = Object.entries(sample.lines).map(([line, text]): [string, string] => [`l${line}`, text]);
  left = await enterAll(page, left);
  for (const [table, rows] of Object.entries(sample.rows)) {
    const region = field(page, `t_${table}`);
    await expect(region).toBeVisible();
    for (const [place, row] of rows.entries()) {
      await region.getByRole('button', { name: /^Add an? / }).click();
      await expect(region.getByRole('group', { name: `Row ${place + 1}`, exact: true })).toBeVisible();
      const cells = Object.entries(row).map(([column, text]): [string, string] => [`r_${table}_${place}_${column}`, text]);
      expect(await enterAll(page, cells), 'cells without a field').toEqual([]);
    }
  }
  expect(await enterAll(page, left), 'lines without a field').toEqual([]);
}

/** The newest period of the form that is over, as it stands on the account; or the days of a claim or an event. */
async function open(page: Page, account: string, sample: Sample): Promise<void> {
  const periods = await call(page, 'GET', `/v1/accounts/${account}/periods`);
  const today = (await call(page, 'GET', '/sandbox/v1/clock')).today;
  const mine = periods.data.find((row: any) => row.form === sample.form && row.period.endsOn < today);
  if (mine) {
    await page.goto(`/accounts/${account}/periods/${mine.id}/return`);
    return;
  }
  await page.goto(`/accounts/${account}/start`);
  const { forms } = await call(page, 'GET', `/v1/programs/${sample.program}`);
  const title = forms.find((form: any) => form.code === sample.form).title;
  await page.getByRole('radio', { name: title, exact: true }).check();
  const single = page.getByLabel('The day it happened');
  if (await single.count() > 0) await single.fill(sample.from);
  else {
    await page.getByLabel('First day').fill(sample.from);
    await page.getByLabel('Last day').fill(sample.to);
  }
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page).toHaveURL(/\/periods\/[^/]+\/return$/);
}

const dollars = (amount: string): string =>
  `$${Math.abs(Number(amount)).toLocaleString('en-CA', { minimumFractionDigits: 2 })}`;

/** Nothing has to be scrolled sideways on the narrowest screen. */
async function fitsNarrow(page: Page, what: string): Promise<void> {
  await page.setViewportSize({ width: 320, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} at 320 px`).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 900 });
}

for (const sample of samples) {
  test(`${sample.program} ${sample.form} is filled in and filed`, async ({ page, api }) => {
    const person = await newPerson(api, 'Robin', sample.program);
    await signIn(page, person);
    await open(page, person.accountId, sample);
    await expect(page.getByRole('button', { name: 'Continue', exact: true })).toBeVisible();
    await expectAccessible(page, 'the empty form');
    await fitsNarrow(page, 'the empty form');
    await fillIn(page, sample);
    await fitsNarrow(page, 'the form filled in');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Check your answers before you file' })).toBeVisible();
    await expectAccessible(page, 'the check');
    await fitsNarrow(page, 'the check');
    for (const box of await page.getByRole('main').getByRole('checkbox').all()) await box.check();
    await page.getByRole('button', { name: /^File / }).click();
    await expect(page.getByRole('heading', { level: 1, name: /^(Return|Claim) received$/ })).toBeVisible();
    await expect(page.getByText(dollars(sample.payable)).first()).toBeVisible();
  });
}
