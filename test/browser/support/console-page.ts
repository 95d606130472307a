import type { Browser, BrowserContext, Page } from 'playwright-core';

/** A page of the console, and what went wrong on it. */
export interface ConsolePage {
  page: Page;
  context: BrowserContext;
  /** Scripts that were refused by the CSP, exceptions, and what was written to its console. */
  faults: string[];
  /** Every address that was asked for. */
  addresses: string[];
}

export interface Looks {
  width?: number;
  height?: number;
  scheme?: 'light' | 'dark';
  /** 2 for 200 %. */
  zoom?: number;
  /** Through which the browser goes. */
  proxy?: string;
}

/** Opens the console at its printed address, in a browser that knows nothing yet. */
export async function openConsole(
  browser: Browser,
  url: string,
  { width = 1280, height = 800, scheme = 'light', zoom = 1, proxy }: Looks = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({
    // Zooming makes the page as small as the window divided by it.
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(proxy !== undefined && { proxy: { server: proxy } }),
  });
  const page = await context.newPage();
  const faults: string[] = [];
  const addresses: string[] = [];
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  page.on('request', (request) => addresses.push(request.url()));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  await page.goto(url);
  await page.getByRole('tablist').waitFor();
  return { page, context, faults, addresses };
}
