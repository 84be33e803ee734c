// Who uses the service. People sign in as they would: through the sandbox's sign-in page.
import type { Page } from '@playwright/test';
import type { Api } from './api.ts';
import { expect } from './journey.ts';

export type TestUser = {
  name: string;
  subject: string;
  accountId: string;
  periodIds: string[];
  letter: { accountNumber: string; pin: string; accountName: string; addressedTo: string; expiresOn: string };
};

/** A person of this journey's own, with an account whose periods nobody has filed yet; of the tourism levy, or of a program. */
export async function newPerson(api: Api, name: string, program?: string): Promise<TestUser> {
  return { name, ...(await api.post('/sandbox/v1/test-users', { name, program })) };
}

/** Signs in as one of the people whom the sign-in page lists (by name), or as one made by `newPerson`. */
export async function signIn(page: Page, who: string | TestUser, path = '/home'): Promise<void> {
  await page.goto(`/auth/sign-in?returnTo=${encodeURIComponent(path)}`);
  await choose(page, who);
  await expect(page).toHaveURL((url) => url.pathname === path);
}

/** Chooses on the sandbox's sign-in page, where `page` already is: after a link to sign in, or to prove it is still you. */
export async function choose(page: Page, who: string | TestUser): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Choose a test person' })).toBeVisible();
  if (typeof who === 'string') {
    await page.getByRole('button', { name: who, exact: true }).click();
    return;
  }
  await page.getByText('Sign in as a person you made').click();
  await page.getByLabel('Subject').fill(who.subject);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Ends the session from whatever page is shown. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('banner').getByText('Sign out', { exact: true }).click();
}
