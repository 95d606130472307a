import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './support/chromium.ts';
import { openConsole } from './support/console-page.ts';
import { type LocalInstance, startInstance } from './support/local-instance.ts';

let browser: Browser;
let instance: LocalInstance;

beforeAll(async () => {
  [browser, instance] = await Promise.all([openBrowser(), startInstance()]);
});
afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

describe('the console is closed to others', () => {
  test('without its token: 403, with what to do', async () => {
    const page = await browser.newPage();
    const response = await page.goto(`${instance.url}/_console`);
    expect(response?.status()).toBe(403);
    await expect(page.innerText('body')).resolves.toContain('token');
    await page.close();
  });

  test.each(['/state', '/parked', '/sources', '/bridge', '/timeline/stream'])(
    'without its cookie, not even to scripts: 403 for %s',
    async (path) => {
      await expect(statusOf(`${instance.url}/_console/api${path}`, {})).resolves.toBe(403);
    },
  );

  test('with a wrong token: 403', async () => {
    const wrong = `${instance.url}/_console?token=${'x'.repeat(43)}`;
    await expect(statusOf(wrong, {})).resolves.toBe(403);
  });

  test('the token leaves the address bar, and scripts cannot read the cookie', async () => {
    const { page, context } = await openConsole(browser, instance.consoleUrl);
    expect(page.url()).not.toContain('token');
    await expect(page.evaluate(() => document.cookie)).resolves.toBe('');
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    await context.close();
  });

  test('a page of another site gets nothing, though the browser has the cookie', async () => {
    const { page, context } = await openConsole(browser, instance.consoleUrl);
    const other = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>another site</title>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await page.goto(`http://localhost:${port}/`);
    const got = await page.evaluate(async (base) => {
      const outcomes: string[] = [];
      for (const [path, init] of [
        ['/_console/api/state', {}],
        ['/_console/api/state', { credentials: 'include' }],
        ['/_console/api/discard', { method: 'POST', credentials: 'include', body: '{}' }],
      ] as const) {
        const outcome = await fetch(base + path, init).then(
          ({ status }) => String(status),
          () => 'refused',
        );
        outcomes.push(outcome);
      }
      return outcomes;
    }, instance.url);
    expect(got).toEqual(['refused', 'refused', 'refused']);
    await context.close();
    other.close();
  });

  test.each([
    ['a foreign Host', { host: 'evil.example' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['the Origin of another port', { origin: 'http://127.0.0.1:1' }],
  ])('%s: 403', async (_, headers) => {
    const { context } = await openConsole(browser, instance.consoleUrl);
    const [cookie] = await context.cookies();
    const status = await statusOf(`${instance.url}/_console/api/state`, {
      ...headers,
      cookie: `${cookie?.name}=${cookie?.value}`,
    });
    expect(status).toBe(403);
    const own = await statusOf(`${instance.url}/_console/api/state`, {
      cookie: `${cookie?.name}=${cookie?.value}`,
    });
    expect(own).toBe(200);
    await context.close();
  });
});

/** By node:http, which lets a test say any Host. */
async function statusOf(
  url: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}
