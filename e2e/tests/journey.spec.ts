// The journey of the whole: from the start page to a reassessment.
import { expectAccessible } from '../support/axe.ts';
import { day, fill, fileButton, goOn, line, newest, OCTOBER, OCTOBER_PAYABLE, periodOf, result, saved, saveState } from '../support/filing.ts';
import { expect, test } from '../support/journey.ts';
import { choose, newPerson } from '../support/people.ts';

test('somebody activates an account, files, reads the notice and amends', async ({ page, api, context }) => {
  test.setTimeout(120_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const person = await newPerson(api, 'Robin Journey');
  const due = newest(person);
  const main = page.getByRole('main');
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });

  await test.step('the start page tells the limits', async () => {
    await page.goto('/');
    await expect(heading('Taxes and levies for business: sign in to TRACS')).toBeVisible();
    await expect(page.getByText('After 15 minutes without activity we sign you out. We warn you two minutes before.')).toBeVisible();
    await expect(main.getByText('7 am to midnight MT')).toBeVisible();
    await expect(page).toHaveTitle('Sign in – TRACS');
    await expectAccessible(page, 'the start page');
  });

  await test.step('sign in', async () => {
    await page.getByRole('link', { name: 'Continue with Alberta.ca Account' }).click();
    await choose(page, person);
    await expect(heading(/^Good (morning|afternoon|evening), Robin$/)).toBeVisible();
    await expect(page).toHaveTitle('Home – TRACS');
    await expectAccessible(page, 'home');
  });

  await test.step('activate an account with the number and PIN of the letter', async () => {
    await page.getByRole('link', { name: 'Open another account with a PIN' }).click();
    await expect(page).toHaveURL(/\/activate$/);
    await expectAccessible(page, 'activation');
    await page.getByRole('textbox', { name: 'Account number' }).fill(person.letter.accountNumber);
    await page.getByRole('textbox', { name: 'PIN' }).fill(person.letter.pin.toLowerCase());
    await page.getByRole('button', { name: 'Open the account' }).click();
    await expect(heading('Account opened')).toBeFocused();
    await expect(main).toContainText(`You are now account owner of ${person.letter.accountName}`);
    await expectAccessible(page, 'the activated account');
    await page.getByRole('link', { name: 'Accounts', exact: true }).first().click();
    await expect(heading('Accounts')).toBeVisible();
    await expect(page.getByRole('row', { name: /Test Cabins/ })).toContainText('account owner');
    await expectAccessible(page, 'accounts');
  });

  const period = await periodOf(page, person.accountId, due);

  await test.step('home shows what is due', async () => {
    await page.getByRole('link', { name: 'Home', exact: true }).first().click();
    await expect(page.getByRole('heading', { name: 'What needs you' })).toBeVisible();
    const item = page.getByRole('listitem').filter({ hasText: `File and pay the ${period.label} return` }).filter({ hasText: 'Test Lodge' });
    await expect(item).toContainText('Not started');
    await item.getByRole('link').click();
    await expect(heading(`Return for ${period.label}`)).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(`Return for ${period.label}.* – TRACS$`));
    await expect(main.getByText(new RegExp(`^Due \\w+ ${day(period.dueOn)}$`))).toBeVisible();
    await expectAccessible(page, 'the empty return');
  });

  await test.step('type the figures and see the totals', async () => {
    await fill(page, { 5: OCTOBER[5], 10: OCTOBER[10] });
    await expect(result(page, 'Price subject to levy')).toHaveText('$412,860.00');
    await fill(page, OCTOBER);
    await expect(result(page, 'Total without levy')).toHaveText('$70,965.50');
    await expect(result(page, 'Price subject to levy')).toHaveText('$341,894.50');
    await expect(result(page, 'Levy at 6%')).toHaveText('$20,513.67');
    await expect(result(page, 'Levy inside line 50')).toHaveText('$90.00');
    await expect(result(page, 'Levy payable')).toHaveText(OCTOBER_PAYABLE);
    const why = main.getByRole('group').filter({ hasText: 'Levy, rounded to the nearest cent' });
    await why.getByText(/^Why this number/).click();
    await expect(why.getByText('× 6%')).toBeVisible();
    await expect(why.getByText(/The rate is 6% for stays after 31 March 2026/)).toBeVisible();
    await saved(page, person, OCTOBER);
    await expectAccessible(page, 'the return with its reasons');
  });

  await test.step('the draft is there after a reload', async () => {
    await page.reload();
    await expect(line(page, '10')).toHaveValue('412,860.00');
    await expect(result(page, 'Levy payable')).toHaveText(OCTOBER_PAYABLE);
    await expect(saveState(page)).toHaveText(/^Saved \d/);
  });

  await test.step('check the answers', async () => {
    await goOn(page);
    const row = (term: RegExp) => main.locator('dl > div').filter({ has: page.getByRole('term').filter({ hasText: term }) });
    await expect(row(/^Room nights sold$/)).toContainText('2,214');
    await expect(row(/^Revenue from accommodation$/)).toContainText('$412,860.00');
    await expect(row(/^Care facilities$/)).toContainText('Not provided');
    await expect(row(/^Levy payable$/)).toContainText(OCTOBER_PAYABLE);
    await expectAccessible(page, 'the check of answers');
    await page.getByRole('link', { name: 'Change revenue from accommodation' }).click();
    await expect.soft(line(page, '10')).toBeFocused();
    await expect(line(page, '10')).toHaveValue('412,860.00');
    await goOn(page);
  });

  let reference = '';
  await test.step('certify and file, and get a receipt', async () => {
    await expect(main.getByText(/this return is true/)).toBeVisible();
    await expect(main.getByText('You file as Robin Journey, account owner, for Robin Journey Hotels Ltd.')).toBeVisible();
    await fileButton(page).click();
    await expect(heading('Return received')).toBeVisible();
    reference = (await main.getByText(/^TL-\d{4}-\d\d-[0-9A-Z]{4}-[0-9A-Z]{3,4}$/).textContent())!;
    await expect(main.getByText(/^\d{1,2}:\d\d:\d\d [ap]m MT, \d{1,2} \w+ \d{4}$/)).toBeVisible();
    await expect(main.getByRole('definition').filter({ hasText: OCTOBER_PAYABLE })).toBeVisible();
    await page.getByRole('button', { name: 'Copy reference' }).click();
    await expect(main.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(reference);
    await expectAccessible(page, 'the receipt');
    const address = page.url();
    await page.reload();
    await expect(main.getByText(reference, { exact: true })).toBeVisible();
    expect(page.url()).toBe(address);
  });

  await test.step('the notice of assessment', async () => {
    await page.getByRole('link', { name: 'Open the notice' }).click();
    await expect(heading('Notice of assessment')).toBeVisible();
    await expect(page.getByRole('row', { name: /Levy payable/ })).toContainText(OCTOBER_PAYABLE);
    await expect(page.getByRole('heading', { name: 'Time to object' })).toBeVisible();
    await expect(main.getByText(/90 days left/)).toBeVisible();
    for (const summary of await main.getByText(/^Why this number/).all()) await summary.click();
    await expectAccessible(page, 'the notice with its reasons');
  });

  await test.step('the statement, with a running balance', async () => {
    await page.getByRole('link', { name: 'See the entries' }).click();
    await expect(heading('Statement')).toBeVisible();
    await expect(page.getByRole('row', { name: /Levy assessed/ })).toContainText(OCTOBER_PAYABLE);
    await expectAccessible(page, 'the filtered statement');
    await api.post('/sandbox/v1/payments', { accountId: person.accountId, periodId: due, amount: '483.67' });
    await page.goto(`/accounts/${person.accountId}/transactions`);
    const rows = page.getByRole('table').getByRole('row');
    await expect(rows.filter({ hasText: 'Payment' })).toContainText('−$483.67');
    await expect(rows.filter({ hasText: 'Payment' }).getByRole('cell').last()).toHaveText('$20,000.00');
    await expect(rows.filter({ hasText: 'Levy assessed' }).getByRole('cell').last()).toHaveText(OCTOBER_PAYABLE);
    await expectAccessible(page, 'the statement');
  });

  await test.step('the inbox shows the unread notice; opening it marks it as read', async () => {
    await page.getByRole('link', { name: 'Inbox 1 unread' }).click();
    await expect(heading('Inbox')).toBeVisible();
    const letter = page.getByRole('listitem').filter({ hasText: `Notice of assessment, ${period.label}` });
    await expect(letter).toContainText('Unread:');
    await expectAccessible(page, 'the inbox');
    await letter.getByRole('link').click();
    await expect(heading(`Notice of assessment, ${period.label}`)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Inbox', exact: true })).toBeVisible();
    await expectAccessible(page, 'the letter');
    await page.getByRole('link', { name: 'Back to Inbox' }).click();
    await expect(letter).toBeVisible();
    await expect(letter).not.toContainText('Unread');
    await expect(page.getByText('No unread letters.')).toBeVisible();
  });

  await test.step('amend the return and see the reassessment as a difference', async () => {
    await page.getByRole('link', { name: 'Accounts', exact: true }).first().click();
    await page.getByRole('link', { name: 'Test Lodge' }).click();
    await expect(heading('Test Lodge')).toBeVisible();
    await expectAccessible(page, 'the account');
    await page.getByRole('row', { name: new RegExp(`^${period.label}`) }).getByRole('link').click();
    await expect(heading('Notice of assessment')).toBeVisible();
    await page.getByRole('link', { name: 'Amend this return' }).click();
    await expect(heading(`Amend the return for ${period.label}`)).toBeVisible();
    await expect(page.getByRole('heading', { name: 'You are changing a return that was filed' })).toBeVisible();
    await expect(line(page, '10')).toHaveValue(/^412,?860\.00$/);
    await expectAccessible(page, 'the amendment');
    await line(page, '10').fill('402,860.00');
    await expect(result(page, 'Levy payable')).toHaveText('$19,883.67');
    await goOn(page);
    await expect(main.getByText(`Amended return for ${period.label}`)).toBeVisible();
    await expectAccessible(page, 'the check of an amendment');
    await fileButton(page).click();
    await expect(heading('Amendment received')).toBeVisible();
    await expect(main.getByRole('definition').filter({ hasText: '−$600.00' })).toBeVisible();
    await expectAccessible(page, 'the receipt of an amendment');
    await page.getByRole('link', { name: 'Open the notice' }).click();
    await expect(heading('Notice of reassessment')).toBeVisible();
    await expect(page.getByText('It takes $600.00 off your account.')).toBeVisible();
    const levy = page.getByRole('row', { name: /^10 Revenue/ });
    await expect(levy).toContainText('$412,860.00');
    await expect(levy).toContainText('$402,860.00');
    await expect(levy).toContainText('−$10,000.00');
    await expect(page.getByRole('row', { name: /^Total/ }).getByRole('cell').last()).toHaveText('−$600.00');
    await expectAccessible(page, 'the notice of reassessment');
  });
});
