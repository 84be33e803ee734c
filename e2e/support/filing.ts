// The return of a tourism levy: its lines, the way through it, and the same filed without the pages.
import type { Locator, Page } from '@playwright/test';
import { expect } from './journey.ts';
import type { TestUser } from './people.ts';
import { call } from './session.ts';

export type Lines = Record<string, string>;

/** October of The Kestrel in the mockups: 6% of 341,894.50, and 90.00 inside the deposits, less 120.00 given back. */
export const OCTOBER: Lines = {
  5: '2,214', 10: '412,860.00', 21: '18,240.00', 22: '46,310.00', 23: '6,415.50', 50: '1,590.00', 60: '120.00',
};
export const OCTOBER_PAYABLE = '$20,483.67';

export type PeriodRow = {
  id: string; label: string; dueOn: string; status: string; period: { startsOn: string; endsOn: string };
  penaltySoFar?: { amount: string; bound: string }; filingId?: string; assessmentId?: string;
};

/** A period as the API sees it now. */
export async function periodOf(page: Page, accountId: string, periodId: string): Promise<PeriodRow> {
  return call(page, 'GET', `/v1/accounts/${accountId}/periods/${periodId}`);
}

/** The newest ended period of a person, which is due next. */
export const newest = (person: TestUser): string => person.periodIds.at(-1)!;

/** A period that was due months ago. */
export const overdue = (person: TestUser): string => person.periodIds.at(-5)!;

export const returnPath = (person: TestUser, periodId = newest(person)): string =>
  `/accounts/${person.accountId}/periods/${periodId}/return`;

/** The field of a line. */
export const line = (page: Page, number: string): Locator =>
  page.getByRole('textbox', { name: new RegExp(`^Line ${number}: `) });

/** What a line comes to, by its label. */
export const result = (page: Page, label: string): Locator =>
  page.getByRole('main').getByRole('status', { name: new RegExp(`^Line \\d+: ${label}$`) });

/** Whether what was typed is saved. */
export const saveState = (page: Page): Locator => page.locator('#saved');

export async function fill(page: Page, lines: Lines): Promise<void> {
  for (const [number, text] of Object.entries(lines)) await line(page, number).fill(text);
}

/** Waits until everything typed so far is on the server. */
export async function saved(page: Page, person: TestUser, lines: Lines, periodId = newest(person)): Promise<void> {
  await expect(saveState(page)).toHaveText(/^Saved (\d|noon|midnight)/);
  await expect.poll(async () => (await call(page, 'GET', `/v1/accounts/${person.accountId}/periods/${periodId}/draft`)).draft.lines)
    .toMatchObject(lines);
}

/** From the form to the check of answers. */
export async function goOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers before you file' })).toBeVisible();
}

export const fileButton = (page: Page): Locator => page.getByRole('button', { name: /^File (amended )?tourism levy return$/ });

/** Files through the API, for journeys in which filing is not the point. */
export async function fileReturn(page: Page, person: TestUser, periodId: string, lines: Lines): Promise<any> {
  const body = { lines, certified: true, acknowledged: ['nights.missing', 'price.unusual'] };
  return call(page, 'POST', `/v1/accounts/${person.accountId}/periods/${periodId}/filings`, body);
}

/** `30 November 2026` of `2026-11-30`. */
export function day(iso: string): string {
  const [year, month, date] = iso.split('-').map(Number);
  const name = new Date(Date.UTC(year, month - 1, date)).toLocaleString('en-CA', { month: 'long', timeZone: 'UTC' });
  return `${date} ${name} ${year}`;
}
