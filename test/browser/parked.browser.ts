import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openBrowser } from './support/chromium.ts';
import { type ConsolePage, openConsole } from './support/console-page.ts';
import { type LocalInstance, startInstance } from './support/local-instance.ts';
import { openRow, tab, waitForRow } from './support/on-the-page.ts';
import { parkEvent } from './support/park-event.ts';

let browser: Browser;
let instance: LocalInstance;
let opened: ConsolePage;
let page: Page;

beforeAll(async () => {
  [browser, instance] = await Promise.all([openBrowser(), startInstance()]);
  opened = await openConsole(browser, instance.consoleUrl);
  page = opened.page;
  await parkOne('first');
});
afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

function parkOne(name: string): Promise<void> {
  return parkEvent(instance, page, `parked-${name}`);
}

const planSchema = z.object({
  requests: z.array(
    z.object({
      contactId: z.string(),
      fields: z.array(
        z.object({ field: z.string(), now: z.unknown(), next: z.unknown() }),
      ),
    }),
  ),
});

/** What the command line says of a replay of what is parked. */
async function planOfCommandLine(): Promise<z.output<typeof planSchema>['requests']> {
  const text = await instance.bridgehook('replay', '--parked', '--json');
  return planSchema.parse(JSON.parse(text)).requests;
}

/** A value of Bridge as the page writes it. */
function written(value: unknown): string {
  if (value === null || value === '') return '(empty)';
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? '(empty)' : value.join(', ');
}

function planRegion(): Locator {
  return page.getByRole('region', { name: 'Plan' });
}

function sendButton(): Locator {
  return planRegion().getByRole('button', { name: 'Send' });
}

describe('parked events', () => {
  test('are listed with their reason and what to do about it', async () => {
    await tab(page, 'Parked').click();
    await page.getByRole('heading', { name: /^refused · typeform-signup/ }).waitFor();
    await page.getByText('settle it in Bridge').waitFor();
    await expect(page.getByRole('checkbox').count()).resolves.toBe(2);
  });

  test('have the plan of a replay, which is that of the command line', async () => {
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('button', { name: 'Plan a replay' }).first().click();
    await sendButton().waitFor();
    const planned = await planOfCommandLine();
    expect(planned).toHaveLength(1);
    for (const { contactId, fields } of planned) {
      const rows = await planRegion()
        .getByRole('table', { name: `Contact ${contactId}` })
        .locator('tbody tr')
        .all();
      const shown = await Promise.all(
        rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).slice(0, 3)),
      );
      expect(fields.length).toBeGreaterThan(3);
      expect(shown).toEqual(
        fields.map(({ field, now, next }) => [field, written(now), written(next)]),
      );
    }
    await page.getByText('As the command line prints it').click();
    const printed = await planRegion().locator('pre').innerText();
    const said = await instance.bridgehook('replay', '--parked');
    expect(printed.trim().split('\n')).toEqual(said.trim().split('\n'));
  });

  test('are not sent by a plan that Bridge has changed under', async () => {
    const [{ contactId = '' } = {}] = await planOfCommandLine();
    const { id: _, ...contact } = await contactOf(contactId);
    const changed = await fetch(`${instance.bridgeUrl}/_simulator/contacts/${contactId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...contact, firstName: 'Changed meanwhile' }),
    });
    expect(changed.status).toBe(200);
    const calls = await patches();
    await sendButton().click();
    await planRegion().getByText('Nothing was sent: look at the new plan.').waitFor();
    await planRegion().getByText('Changed meanwhile').first().waitFor();
    await planRegion().getByText('new in this plan').first().waitFor();
    await expect(patches()).resolves.toBe(calls);
  });

  test('are replayed by the new plan, and can be followed', async () => {
    await sendButton().click();
    await planRegion().getByRole('link').click();
    const request = page.getByRole('article', { name: 'Request' });
    await request
      .getByText(/delivered/)
      .first()
      .waitFor();
    await waitForRow(page, /delivered/);
  });

  test('are reached from a row and replayed by the keyboard alone', async () => {
    await parkOne('keyboard');
    await page.goto(page.url().replace(/#.*/, ''));
    await page.reload();
    await waitForRow(page, /parked/);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const request = page.getByRole('article', { name: 'Request' });
    await request.getByRole('button', { name: 'Plan a replay' }).waitFor();
    await page.keyboard.press('r');
    await planRegion().getByText('How the events would end').waitFor();
    for (let presses = 0; !(await isFocused('Send')); presses += 1) {
      expect(presses, 'Tab reaches Send').toBeLessThan(5);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    const id = await planRegion().getByRole('link').innerText();
    for (let presses = 0; !(await isFocused(id)); presses += 1) {
      expect(presses, 'Tab reaches the link').toBeLessThan(5);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await request
      .getByText(/delivered/)
      .first()
      .waitFor();
  });

  test('are discarded after a question', async () => {
    await parkOne('discarded');
    const request = await openRow(page, /parked/);
    await request.getByRole('button', { name: 'Discard' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.waitFor({ state: 'detached' });
    await request.getByRole('button', { name: 'Discard' }).click();
    await dialog.getByRole('button', { name: 'Discard it' }).click();
    await waitForRow(page, /discarded/);
  });

  test('leave no fault behind in the browser', () => {
    expect(opened.faults).toEqual([]);
  });
});

async function contactOf(id: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${instance.bridgeUrl}/_simulator/contacts`);
  const contacts = z.array(z.looseObject({ id: z.string() })).parse(await response.json());
  return contacts.find((contact) => contact.id === id) ?? {};
}

/** How many PATCH requests the simulator has had. */
async function patches(): Promise<number> {
  const response = await fetch(`${instance.bridgeUrl}/_simulator/requests`);
  const had = z.array(z.looseObject({ method: z.string() })).parse(await response.json());
  return had.filter(({ method }) => method === 'PATCH').length;
}

function isFocused(name: string): Promise<boolean> {
  return page.evaluate(
    (text) => document.activeElement?.textContent?.trim().startsWith(text) ?? false,
    name,
  );
}
