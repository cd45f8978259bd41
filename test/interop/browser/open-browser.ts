import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const PLACE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Debian's Chromium for as long as the test runs. */
export async function openBrowser(context: Pick<TestContext, 'after'>): Promise<Browser> {
  if (!existsSync(PLACE))
    throw new Error(`${PLACE} is missing. Install the Debian package chromium, or name another in CHROMIUM.`);
  const browser = await chromium.launch({
    executablePath: PLACE,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  context.after(() => browser.close());
  return browser;
}

/** A page of a visitor of its own, and what a browser would complain about in its console, or fetch from elsewhere. */
export type WatchedPage = {
  readonly page: Page;
  /** One a line: messages of the console, faults, and requests that leave the server. */
  readonly complaints: string[];
};

/** Opens an empty page, from which paths are taken as those of `base`. */
export async function openPage(
  browser: Browser,
  base: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const visitor = await browser.newContext({ baseURL: base, ...options });
  visitor.setDefaultTimeout(30_000);
  const page = await visitor.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!isExpected(message.text())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => void complaints.push(`fault: ${error.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== base && protocol !== 'data:') complaints.push(`request: ${request.url()}`);
  });
  return { page, complaints };
}

/** That a page was answered with 4xx is what some journeys are about; browsers write it into the console. */
function isExpected(text: string): boolean {
  return /^Failed to load resource: the server responded with a status of 4\d\d /.test(text);
}
