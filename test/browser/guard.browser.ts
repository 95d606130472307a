import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openBrowser } from './support/chromium.ts';
import { openConsole } from './support/console-page.ts';
import { openLine } from './support/cut-line.ts';
import { type LocalInstance, startInstance } from './support/local-instance.ts';
import { parkEvent } from './support/park-event.ts';

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

  // Of the two, the cookie goes to the console with the second: a cookie knows no ports.
  test.each(['localhost', '127.0.0.1'])(
    'a page of another site gets nothing, though the browser has the cookie: %s',
    async (host) => {
      const line = await openLine();
      const { page, context } = await openConsole(browser, instance.consoleUrl, {
        proxy: line.proxy,
      });
      await parkEvent(instance, page, `parked-${host}`);
      const [id = ''] = await parkedIds();
      expect(id).not.toBe('');
      const other = createServer((_, response) => {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><title>another site</title>');
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as AddressInfo;
      const elsewhere = await context.newPage();
      // Else its stream goes on beside.
      await page.close();
      await elsewhere.goto(`http://${host}:${port}/`);
      const before = line.answers.length;
      await elsewhere.evaluate(ask, { base: instance.url, id, isJson: false });
      await elsewhere.evaluate(ask, { base: instance.url, id, isJson: true });
      const answers = line.answers
        .slice(before)
        .filter((one) => one.includes('/_console'));
      expect(answers).toEqual([
        'GET /_console/api/state 403',
        'POST /_console/api/discard 403',
        'GET /_console/api/state 403',
        // The browser asks first whether it may send JSON there.
        'OPTIONS /_console/api/discard 403',
      ]);
      await expect(parkedIds()).resolves.toContain(id);
      // What was sent would have been done for the console's own page.
      const { page: own } = await openConsole(browser, instance.consoleUrl);
      const got = await own.evaluate(ask, { base: instance.url, id, isJson: true });
      expect(got).toEqual(['200', '200']);
      await expect(parkedIds()).resolves.not.toContain(id);
      await own.context().close();
      await context.close();
      other.close();
      line.close();
    },
  );

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

/** Runs in a page: asks for the state, and discards an event. */
async function ask(sent: {
  base: string;
  id: string;
  isJson: boolean;
}): Promise<string[]> {
  const discard = {
    method: 'POST',
    headers: { 'content-type': sent.isJson ? 'application/json' : 'text/plain' },
    body: JSON.stringify({ ids: [sent.id] }),
  };
  const outcomes: string[] = [];
  for (const [path, init] of [
    ['state', {}],
    ['discard', discard],
  ] as const) {
    const outcome = await fetch(`${sent.base}/_console/api/${path}`, {
      ...init,
      credentials: 'include',
    }).then(
      ({ status }) => String(status),
      () => 'refused',
    );
    outcomes.push(outcome);
  }
  return outcomes;
}

const eventsSchema = z.array(z.object({ id: z.string() }));

async function parkedIds(): Promise<string[]> {
  const text = await instance.bridgehook('events', '--parked', '--json');
  return eventsSchema.parse(JSON.parse(text)).map(({ id }) => id);
}

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
