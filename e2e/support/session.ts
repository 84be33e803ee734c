// Calls of the API as the signed-in page makes them: with its cookie and its CSRF token.
import type { Page } from '@playwright/test';

/** Asks or acts with the session of `page`, which has to show a page of the service. */
export async function call<T = any>(page: Page, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  return page.evaluate(async ({ method, path, body, headers }) => {
    const ask: RequestInit = { method, headers: { Accept: 'application/json', ...headers } };
    if (method !== 'GET') {
      const session = await (await fetch('/v1/session')).json();
      ask.headers = { ...ask.headers, 'X-CSRF-Token': session.csrfToken, 'Content-Type': 'application/json' };
      ask.body = body === undefined ? undefined : JSON.stringify(body);
      if (method === 'POST') ask.headers = { 'Idempotency-Key': crypto.randomUUID(), ...ask.headers };
    }
    const reply = await fetch(path, ask);
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }, { method, path, body, headers });
}

/** The page looks at the clock anew, as it does when somebody comes back to its tab. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.dispatchEvent(new Event('focus'));
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
}
