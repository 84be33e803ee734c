import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// TRACS_URL names a sandbox that already runs; without it one is started on a port and in a folder of its own.
const url = process.env.TRACS_URL ?? 'http://localhost:8091';
const chromium = process.env.TRACS_CHROMIUM
  ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export default defineConfig({
  testDir: 'tests',
  // The sandbox has one clock, which journeys move, so they take turns.
  workers: 1,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    baseURL: url,
    locale: 'en-CA',
    timezoneId: 'America/Edmonton',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
    },
  },
  webServer: process.env.TRACS_URL ? undefined : {
    command: `"${process.env.TRACS_BIN ?? 'target/debug/tracs'}" dev`,
    cwd: '..',
    url: `${url}/v1/meta`,
    env: {
      TRACS_PORT: new URL(url).port,
      TRACS_DATA: process.env.TRACS_E2E_DATA ?? join(tmpdir(), `tracs-${process.getuid?.() ?? 0}`, 'e2e'),
    },
    reuseExistingServer: !process.env.CI,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
