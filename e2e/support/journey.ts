// The `test` of every journey: a page that fails the test when it breaks the promises that hold for all pages.
import { test as base, expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Api } from './api.ts';

/** Watches a page for errors, policy violations and requests that leave the service. */
async function watch(page: Page, home: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`the page failed: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    const policy = /Refused to|violates the following (Content Security|report-only)|TrustedHTML|TrustedScript/i;
    if (policy.test(text) || /panicked at/.test(text)) complaints.push(`the console says: ${text}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const inside = ['data:', 'blob:', 'about:'].includes(protocol);
    if (!inside && origin !== home) complaints.push(`a request left the service: ${request.url()}`);
  });
  await page.exposeFunction('tracsReportViolation', (text: string) => complaints.push(`content policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { tracsReportViolation(text: string): void }).tracsReportViolation;
      report(`${event.effectiveDirective} blocked ${event.blockedURI || 'inline'} (${event.sourceFile}:${event.lineNumber})`);
    });
  });
  return complaints;
}

export const test = base.extend<{ api: Api; tab: () => Promise<Page> }>({
  // What is not there after this will not come.
  actionTimeout: 10_000,
  page: async ({ page, baseURL }, use) => {
    const complaints = await watch(page, new URL(baseURL!).origin);
    await use(page);
    expect(complaints, 'what went wrong behind the page').toEqual([]);
  },
  // Another tab of the same browser, with the same session.
  tab: async ({ context, baseURL }, use) => {
    const complaints: string[][] = [];
    await use(async () => {
      const page = await context.newPage();
      complaints.push(await watch(page, new URL(baseURL!).origin));
      return page;
    });
    expect(complaints.flat(), 'what went wrong behind the other tabs').toEqual([]);
  },
  api: async ({ request }, use) => use(new Api(request)),
});

export { expect };
