// Without a network nothing is lost, and what was sent is never filed twice.
import type { Page, Request } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { fileButton, fill, goOn, line, result, returnPath, saved, saveState } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';
import { call } from '../support/session.ts';

const lines = { 5: '10', 10: '1,500.00' };
const isFiling = (url: URL) => /\/periods\/[^/]+\/filings$/.test(url.pathname);

test('typing goes on without a network, and is saved when it is back', async ({ page, api, context }) => {
  const person = await newPerson(api, 'Otto Offline');
  await signIn(page, person, returnPath(person));
  await line(page, '5').fill('10');
  await saved(page, person, { 5: '10' });
  await context.setOffline(true);
  await line(page, '10').fill('1,500.00');
  await expect(saveState(page)).toHaveText('Not saved yet: you are not connected');
  await expect(page.getByRole('heading', { name: 'You are not connected' })).toBeVisible();
  await expect(result(page, 'Levy payable')).toHaveText('$90.00');
  await expectAccessible(page, 'the return without a network');
  await line(page, '21').fill('500.00');
  await expect(result(page, 'Levy payable')).toHaveText('$60.00');

  await test.step('leaving is asked about', async () => {
    const asked = page.waitForEvent('dialog');
    const gone = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await gone;
    await expect(line(page, '10')).toHaveValue('1,500.00');
  });

  await context.setOffline(false);
  await saved(page, person, { 5: '10', 10: '1,500.00', 21: '500.00' });
  await expect(page.getByRole('heading', { name: 'You are not connected' })).toHaveCount(0);
});

/** A problem as the service would answer it. */
const problem = (status: number, code: string, title: string, detail: string) => ({
  status,
  contentType: 'application/problem+json',
  headers: { 'X-Correlation-Id': 'corr_e2e' },
  body: JSON.stringify({ type: `/problems/${code}`, title, status, code, detail, correlationId: 'corr_e2e', retryable: true, errors: [], links: [] }),
});

async function atTheEnd(page: Page, api: Parameters<typeof newPerson>[0], name: string) {
  const person = await newPerson(api, name);
  await signIn(page, person, returnPath(person));
  await fill(page, lines);
  await saved(page, person, lines);
  await goOn(page);
  return person;
}

test('a service that cannot answer: nothing was received, and trying again files once', async ({ page, api }) => {
  const sent: Request[] = [];
  page.on('request', (request) => { if (request.method() === 'POST' && isFiling(new URL(request.url()))) sent.push(request); });
  const person = await atTheEnd(page, api, 'Una Vailable');
  await page.route(isFiling, (route) => route.fulfill(problem(503, 'service.unavailable', 'TRACS cannot answer at the moment', 'Try again in a minute.')), { times: 1 });
  await fileButton(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The return was not received.' })).toBeFocused();
  await expect(page.getByRole('main').getByText(/corr_e2e/).first()).toBeVisible();
  await expectAccessible(page, 'a filing that was not received');
  await fileButton(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  expect(sent).toHaveLength(2);
  expect(sent[1].headers()['idempotency-key']).toBe(sent[0].headers()['idempotency-key']);
  const filings = await call(page, 'GET', `/v1/accounts/${person.accountId}/filings`);
  expect(filings.data).toHaveLength(1);
});

test('an answer that gets lost: trying again gives the receipt of the first time', async ({ page, api }) => {
  const person = await atTheEnd(page, api, 'Lou Lost');
  await page.route(isFiling, async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  }, { times: 1 });
  await fileButton(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'We do not know whether the return arrived. Try again: it is filed only once.' })).toBeFocused();
  await expect(page.getByRole('main').getByText(/was not received/i), 'nobody knows that').toHaveCount(0);
  await expectAccessible(page, 'a filing without an answer');
  await fileButton(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  const filings = await call(page, 'GET', `/v1/accounts/${person.accountId}/filings`);
  expect(filings.data).toHaveLength(1);
  const [filing] = filings.data;
  await expect(page).toHaveURL(new RegExp(`/receipts/${filing.receiptId}$`));
});

test('two presses of the button file once', async ({ page, api }) => {
  const person = await atTheEnd(page, api, 'Dot Double');
  await fileButton(page).dblclick();
  await expect(page.getByRole('heading', { level: 1, name: 'Return received' })).toBeVisible();
  const filings = await call(page, 'GET', `/v1/accounts/${person.accountId}/filings`);
  expect(filings.data).toHaveLength(1);
});
