// Who uses the service. A persona signs in as a person does: through the sandbox's sign-in page.
import { expect } from './journey.ts';
import type { Page } from '@playwright/test';

/** Starts at `path`, is sent to sign in, chooses the persona by name, and ends at `path`. */
export async function signIn(page: Page, persona: string, path = '/'): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: /sign in/i }).or(page.getByRole('button', { name: /sign in/i })).first().click();
  await page.getByRole('button', { name: persona }).click();
  await expect(page.getByRole('button', { name: /sign out/i }).or(page.getByRole('link', { name: /sign out/i }))).toBeVisible();
  if (path !== '/') await page.goto(path);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /sign out/i }).or(page.getByRole('link', { name: /sign out/i })).click();
  await expect(page.getByRole('link', { name: /sign in/i }).or(page.getByRole('button', { name: /sign in/i })).first()).toBeVisible();
}
