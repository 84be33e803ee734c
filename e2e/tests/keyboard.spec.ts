// The whole filing journey with the keyboard only.
import { fileButton, line, newest, OCTOBER, OCTOBER_PAYABLE, periodOf, result, saved } from '../support/filing.ts';
import { expectVisibleFocus, listen, tabTo } from '../support/focus.ts';
import { expect, test } from '../support/journey.ts';
import { newPerson, signIn } from '../support/people.ts';

test('file a return with Tab, Enter and Space', async ({ page, api }) => {
  test.setTimeout(120_000);
  const person = await newPerson(api, 'Kay Board');
  await signIn(page, person);
  const { label } = await periodOf(page, person.accountId, newest(person));
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  await expect(heading(/^Good/)).toBeVisible();
  const heard = await listen(page);
  const said: string[][] = [];

  /** A change of page: focus on its heading, its title in the window, one announcement. */
  const arrived = async (name: string | RegExp, title: string | RegExp) => {
    await expect(heading(name)).toBeFocused();
    await expect(page).toHaveTitle(title);
    await expect.poll(async () => {
      said.push(await heard());
      return said.flat().length;
    }).toBeGreaterThan(0);
    await page.waitForTimeout(300);
    said.push(await heard());
    expect(said.splice(0).flat(), `announcements on arriving at ${page.url()}`).toHaveLength(1);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
  };

  await test.step('the skip link', async () => {
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to main content' });
    await expect(skip).toBeFocused();
    await expectVisibleFocus(page);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
  });

  await test.step('home to the return', async () => {
    const item = page.getByRole('listitem').filter({ hasText: `File and pay the ${label} return` }).getByRole('link');
    await tabTo(page, item);
    await heard();
    await page.keyboard.press('Enter');
    await arrived(`Return for ${label}`, new RegExp(`^Return for ${label}.* – TRACS$`));
  });

  await test.step('fill in the form', async () => {
    for (const [number, text] of Object.entries(OCTOBER)) {
      await tabTo(page, line(page, number));
      await page.keyboard.type(text);
    }
    await expect(result(page, 'Levy payable')).toHaveText(OCTOBER_PAYABLE);
    await saved(page, person, OCTOBER);
  });

  await test.step('open a reason with Space', async () => {
    const why = page.getByRole('main').locator('details').last().locator('summary');
    await page.keyboard.press('Shift+Tab');
    await tabTo(page, why);
    await page.keyboard.press('Space');
    await expect(page.getByRole('main').locator('details').last()).toHaveAttribute('open', '');
  });

  await test.step('to the check of answers and back', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Continue', exact: true }));
    await heard();
    await page.keyboard.press('Enter');
    await arrived('Check your answers before you file', /^Check your answers.* – TRACS$/);
    await heard();
    await page.goBack();
    await expect(heading(`Return for ${label}`)).toBeFocused();
    await expect(line(page, '10')).toHaveValue(OCTOBER[10]);
    await heard();
    await page.goForward();
    await arrived('Check your answers before you file', /^Check your answers.* – TRACS$/);
  });

  await test.step('file', async () => {
    await tabTo(page, fileButton(page));
    await heard();
    await page.keyboard.press('Space');
    await arrived('Return received', /^Return received.* – TRACS$/);
  });

  await test.step('on to the notice, the statement and the letter', async () => {
    await tabTo(page, page.getByRole('link', { name: 'Open the notice' }));
    await heard();
    await page.keyboard.press('Enter');
    await arrived('Notice of assessment', /^Notice of assessment.* – TRACS$/);
    await tabTo(page, page.getByRole('link', { name: 'See the entries' }));
    await heard();
    await page.keyboard.press('Enter');
    await expect(heading('Statement')).toBeFocused();
    await expect(page).toHaveTitle(/^Statement.* – TRACS$/);
    await page.keyboard.press('Tab');
    await expectVisibleFocus(page);
  });
});

test('Enter in a field goes on, and Escape does nothing to the form', async ({ page, api }) => {
  const person = await newPerson(api, 'Enter Key');
  await signIn(page, person, `/accounts/${person.accountId}/periods/${newest(person)}/return`);
  await line(page, '5').fill('10');
  await line(page, '10').fill('1500');
  await page.keyboard.press('Escape');
  await expect(line(page, '10')).toHaveValue('1500');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Check your answers before you file' })).toBeFocused();
});
