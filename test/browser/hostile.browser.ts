import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './support/chromium.ts';
import { type ConsolePage, openConsole } from './support/console-page.ts';
import { type LocalInstance, startInstance } from './support/local-instance.ts';
import { openRow, requests, waitForRow } from './support/on-the-page.ts';

let browser: Browser;
let instance: LocalInstance;
let opened: ConsolePage;
let page: Page;

beforeAll(async () => {
  [browser, instance] = await Promise.all([openBrowser(), startInstance()]);
  opened = await openConsole(browser, instance.consoleUrl);
  page = opened.page;
});
afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const script = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>';
const payloads: Record<string, Record<string, unknown>> = {
  markup: { firstName: script, [script]: script },
  'marks that turn the line': { firstName: 'abc\u202egnp.exe', lastName: '\u2066x\u2069' },
  'control characters': { firstName: '\u001b[31mred\u001b[0m\u0007', lastName: '\u009b2J' },
  'a text of 1 MB': { firstName: 'a'.repeat(1_000_000) },
  '10,000 keys': {
    ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key${i}`, i])),
  },
  'lists in lists': { firstName: nested(500) },
};

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i += 1) value = [value];
  return value;
}

function send(id: string, data: object): Promise<string> {
  const event = {
    type: 'contact.updated',
    timestamp: '2026-01-01T10:00:00Z',
    data: { email: `${id}@example.com`, phoneNumber: '+34600000000', ...data },
  };
  const file = join(instance.dir, `${id}.http`);
  const head = [
    'POST /hooks/website-form HTTP/1.1',
    'content-type: application/json',
    `webhook-id: ${id}`,
  ];
  writeFileSync(file, `${head.join('\r\n')}\r\n\r\n${JSON.stringify(event)}`);
  return instance.bridgehook('send', 'website-form', file).catch(String);
}

describe('what a payload holds is text', () => {
  test.each(Object.entries(payloads))('%s', async (name, data) => {
    const before = await requests(page).count();
    await send(`hostile-${before}`, data);
    await expect.poll(() => requests(page).count(), { timeout: 60_000 }).toBe(before + 1);
    await requests(page).first().click();
    const detail = page.getByRole('article', { name: 'Request' });
    await detail.getByText('website-form').first().waitFor({ timeout: 60_000 });
    await expect(page.evaluate(() => 'ran' in window), name).resolves.toBe(false);
    await expect(page.locator('img').count()).resolves.toBe(0);
    const text = await page.innerText('body');
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u001b\u0007\u009b]/);
    // The page is usable: it goes on by the keyboard.
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached', timeout: 60_000 });
  });

  test('10,000 events leave at most 500 rows, and the page takes what is typed', async () => {
    await sendMany(10_000);
    await expect
      .poll(() => page.evaluate(() => document.querySelectorAll('ol[aria-label="Requests"] > li').length), {
        timeout: 120_000,
      })
      .toBeGreaterThan(100);
    const rows = await page.evaluate(
      () => document.querySelectorAll('ol[aria-label="Requests"] > li').length,
    );
    expect(rows).toBeLessThanOrEqual(500);
    const delay = await inputDelay(page);
    console.info(`10,000 requests came, ${rows} rows, input delay ${delay.toFixed(0)} ms`);
    await openRow(page, /website-form/);
    await waitForRow(page, /website-form/);
  });

  test('no script was refused, because none was tried', () => {
    expect(opened.faults).toEqual([]);
  });
});

/** Refused at once, because nothing signs them: it is the page that is tried here. */
async function sendMany(count: number): Promise<void> {
  const one = () =>
    fetch(`${instance.url}/hooks/website-form`, { method: 'POST', body: '{"a":1}' }).then(
      (response) => response.arrayBuffer(),
    );
  for (let sent = 0; sent < count; sent += 20)
    await Promise.all(Array.from({ length: 20 }, one));
}

/** From a key press until the browser has painted what it did, in ms. */
async function inputDelay(on: Page): Promise<number> {
  await on.getByLabel('Id', { exact: true }).focus();
  const measured = on.evaluate(
    () =>
      new Promise<number>((resolve) => {
        addEventListener(
          'input',
          (event) =>
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - event.timeStamp))),
          { once: true },
        );
      }),
  );
  await on.keyboard.press('x');
  const delay = await measured;
  await on.keyboard.press('Backspace');
  return delay;
}
