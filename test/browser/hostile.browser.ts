import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openBrowser } from './support/chromium.ts';
import { type ConsolePage, openConsole } from './support/console-page.ts';
import { type LocalInstance, startInstance } from './support/local-instance.ts';
import { fieldsShown, openRow, requests, waitForRows } from './support/on-the-page.ts';

/** A sender with many events in a request, about contacts that Bridge does not have. */
const batch = `
verify:
  kind: sharedSecret
  in: header
  name: x-batch-key
workspace: main
events:
  split: $
  id:
    - id
contact:
  match:
    - email
  ifNotFound: ignore
map:
  email: email
  firstName: firstName
`;

const batchFiles = {
  'sources/batch.yaml': batch,
  'sources/batch.samples/one.json':
    '[{"id":"one","email":"one@example.com","firstName":"One"}]',
  'sources/batch.samples/one.expected.json':
    '{"email":"one@example.com","firstName":"One"}',
};

let browser: Browser;
let instance: LocalInstance;
let opened: ConsolePage;
let page: Page;

beforeAll(async () => {
  [browser, instance] = await Promise.all([openBrowser(), startInstance(batchFiles)]);
  opened = await openConsole(browser, instance.consoleUrl);
  page = opened.page;
});
afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const script = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>';
/** Each with what the page has to show of it. */
const payloads: [name: string, data: Record<string, unknown>, shown: string][] = [
  ['markup', { firstName: script, [script]: script }, script],
  [
    'marks that turn the line',
    { firstName: 'abc\u202egnp.exe', lastName: '\u2066x\u2069' },
    String.raw`abc\u202egnp.exe`,
  ],
  [
    'control characters',
    { firstName: '\u001b[31mred\u001b[0m\u0007', lastName: '\u009b2J' },
    String.raw`\u001b[31mred\u001b[0m\u0007`,
  ],
  ['a text of 1 MB', { firstName: 'a'.repeat(1_000_000) }, 'a'.repeat(200)],
  [
    '10,000 keys',
    Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key${i}`, i])),
    'key150',
  ],
  ['lists in lists', { firstName: nested(500) }, 'firstName'],
];
/** At the same time. */
const connections = 100;
const keysSchema = z.object({
  signing: z.object({ batch: z.object({ current: z.string() }) }),
});
/** More elements than this make a page slow. */
const mostElements = 20_000;
/** Controls but line feed and tab, and marks of direction: none reaches the page. */
const unseen = /[\p{Cf}\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\t\n]/u;

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
  test.each(payloads)('%s', async (_, data, shown) => {
    const before = await requests(page).count();
    await send(`hostile-${before}`, data);
    await waitForRows(page, before + 1);
    await requests(page).first().click();
    const detail = page.getByRole('article', { name: 'Request' });
    await detail.getByText('POST').first().waitFor({ timeout: 60_000 });
    const closed = detail.locator('.tree details:not([open]) > summary');
    // From the last on: those before it stay in their places.
    for (const tree of (await closed.all()).reverse()) await tree.click();
    await expect.poll(() => detail.innerText(), { timeout: 60_000 }).toContain(shown);
    await expect(page.evaluate(() => 'ran' in window)).resolves.toBe(false);
    await expect(page.locator('img, script:not([src])').count()).resolves.toBe(0);
    expect(await page.innerText('body')).not.toMatch(unseen);
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    expect(elements).toBeLessThan(mostElements);
    // The page is usable: it goes on by the keyboard.
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached', timeout: 60_000 });
  });

  test.each([
    ['markup', { firstName: script }, script],
    // The map takes the marks out, which Bridge would show as another name.
    ['text that turns', { firstName: 'abc\u202egnp.exe' }, 'abcgnp.exe'],
  ])('%s is delivered, and shown', async (_, data, shown) => {
    const before = await requests(page).count();
    await send(`delivered-${before}`, data);
    await waitForRows(page, before + 1);
    await requests(page).first().filter({ hasText: 'delivered' }).click();
    const fields = await fieldsShown(page);
    const firstName = fields.find(({ field }) => field === 'firstName');
    expect(firstName?.value).toBe(shown);
    await expect(page.locator('img, script:not([src])').count()).resolves.toBe(0);
    await page.keyboard.press('Escape');
  });

  test('10,000 requests leave at most 500 rows, and the page takes what is typed', async () => {
    const flood = { isOver: false };
    const sent = sendMany(10_000).finally(() => {
      flood.isOver = true;
    });
    const delays: number[] = [];
    while (!flood.isOver) delays.push(await inputDelay(page));
    const statuses = await sent;
    expect(statuses.get(401)).toBe(10_000 - connections);
    // One of each connection has a hundred events.
    expect(statuses.get(200)).toBe(connections);
    await expect
      .poll(() => page.innerText('.bar'), { timeout: 60_000 })
      .toMatch(/of 10,000 requests/);
    const rows = await requests(page).count();
    expect(rows).toBeGreaterThan(100);
    expect(rows).toBeLessThanOrEqual(500);
    expect(delays.length).toBeGreaterThan(0);
    const most = Math.max(...delays).toFixed(0);
    console.info(`${rows} rows, ${delays.length} keys, input delay at most ${most} ms`);
    const refused = await openRow(page, /website-form/);
    await refused.getByRole('region', { name: 'Cause' }).waitFor();
    await page.getByLabel('Source', { exact: true }).selectOption('batch');
    await waitForRows(page, connections);
    const accepted = await openRow(page, /batch/);
    await accepted.getByText(/of its 100 events/).waitFor({ timeout: 60_000 });
    await page.getByLabel('Source', { exact: true }).selectOption('');
  }, 600_000);

  test('no script was refused, because none was tried', () => {
    expect(opened.faults).toEqual([]);
  });

  test('a script that is tried is refused, and seen', async () => {
    const other = await openConsole(browser, instance.consoleUrl);
    await other.page.evaluate(() => {
      const added = document.createElement('script');
      added.textContent = 'window.ran=1';
      document.body.append(added);
    });
    await expect.poll(() => other.faults.join('\n')).toContain('CSP: script-src');
    await expect(other.page.evaluate(() => 'ran' in window)).resolves.toBe(false);
    await other.context.close();
  });
});

/**
 * Most are refused at once, because nothing signs them: it is the page that is tried here. One of
 * each connection is accepted, with a hundred events. Gives how often each status was answered.
 */
async function sendMany(count: number): Promise<Map<number | undefined, number>> {
  const agent = new Agent({ keepAlive: true });
  const key = { 'x-batch-key': batchKey() };
  const statuses = new Map<number | undefined, number>();
  const each = count / connections;
  const sendSome = async (connection: number) => {
    for (let i = 0; i < each; i += 1) {
      // Not all of them at once.
      const status = await (i === connection % each
        ? post(agent, '/hooks/batch', eventsOf(connection), key)
        : post(agent, '/hooks/website-form', '{"a":1}'));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, i) => sendSome(i)));
  agent.destroy();
  return statuses;
}

/** A hundred. */
function eventsOf(connection: number): string {
  const events = Array.from({ length: 100 }, (_, i) => {
    const id = `batch-${connection}-${i}`;
    return { id, email: `${id}@example.com`, firstName: script };
  });
  return JSON.stringify(events);
}

/** What the sender of batches repeats. */
function batchKey(): string {
  const text = readFileSync(join(instance.dir, '.bridgehook/keys.json'), 'utf8');
  return keysSchema.parse(JSON.parse(text)).signing.batch.current;
}

/** Gives the status. */
function post(
  agent: Agent,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const sent = request(instance.url + path, { method: 'POST', agent, headers }, (answer) =>
    answer.resume().on('end', () => resolve(answer.statusCode)),
  );
  sent.on('error', reject).end(body);
  return promise;
}

/** From a key press until the browser has painted what it did, in ms. */
async function inputDelay(on: Page): Promise<number> {
  const field = on.getByLabel('Id', { exact: true });
  // It listens before the key is pressed, or it would wait for another one for good.
  const measured = await field.evaluateHandle((input) => ({
    delay: new Promise<number>((resolve) => {
      const onInput = ({ timeStamp }: Event) =>
        requestAnimationFrame(() =>
          setTimeout(() => resolve(performance.now() - timeStamp)),
        );
      input.addEventListener('input', onInput, { once: true });
    }),
  }));
  await field.press('x');
  const delay = await measured.evaluate((made) => made.delay);
  await field.press('Backspace');
  return delay;
}
