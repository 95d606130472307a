import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openBrowser } from './support/chromium.ts';
import { type ConsolePage, openConsole } from './support/console-page.ts';
import { type LocalInstance, startInstance } from './support/local-instance.ts';
import { openRow, tab, waitForRow } from './support/on-the-page.ts';

const samples = 'config/sources/typeform-signup.samples';

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

/** Bridge refuses the next PATCH for good, so its event is parked. */
async function parkOne(name: string): Promise<void> {
  await fetch(`${instance.bridgeUrl}/_simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 422, method: 'PATCH', times: 20 }),
  });
  const body = readFileSync(join(instance.dir, samples, 'signup.json'), 'utf8');
  const file = join(instance.dir, `${name}.json`);
  writeFileSync(file, body.replace(/"event_id": ?"[^"]+"/, `"event_id":"parked-${name}"`));
  await instance.bridgehook('send', 'typeform-signup', file);
  await waitForRow(page, /parked/);
  await fetch(`${instance.bridgeUrl}/_simulator/faults`, { method: 'DELETE' });
}

const planSchema = z.object({
  requests: z.array(
    z.object({
      contactId: z.string(),
      fields: z.array(z.object({ field: z.string(), now: z.unknown(), next: z.unknown() })),
    }),
  ),
});

describe('parked events', () => {
  test('are listed with their reason and what to do about it', async () => {
    await tab(page, 'Parked').click();
    await page.getByText('refused').first().waitFor();
    await expect(page.getByRole('checkbox').count()).resolves.toBeGreaterThan(0);
  });

  test('have the plan of a replay, which is that of the command line', async () => {
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Plan a replay' }).first().click();
    const region = page.getByRole('region', { name: 'Plan' });
    await region.getByRole('button', { name: 'Send' }).waitFor();
    const shown = await region.innerText();
    const plan = planSchema.parse(
      JSON.parse(await instance.bridgehook('replay', '--parked', '--values', '--json')),
    );
    expect(plan.requests.length).toBeGreaterThan(0);
    for (const { contactId, fields } of plan.requests) {
      expect(shown).toContain(contactId);
      for (const { field, next } of fields) {
        expect(shown).toContain(field);
        if (typeof next === 'string') expect(shown).toContain(next);
      }
    }
  });

  test('are not sent by a plan that Bridge has changed under', async () => {
    const { requests } = planSchema.parse(
      JSON.parse(await instance.bridgehook('replay', '--parked', '--values', '--json')),
    );
    const [{ contactId = '' } = {}] = requests;
    const contact = await contactOf(contactId);
    await fetch(`${instance.bridgeUrl}/_simulator/contacts/${contactId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...contact, firstName: 'Changed meanwhile' }),
    });
    const region = page.getByRole('region', { name: 'Plan' });
    await region.getByRole('button', { name: 'Send' }).click();
    await region.getByText(/changed since/).waitFor();
    await expect(region.innerText()).resolves.toContain('Changed meanwhile');
  });

  test('are replayed by the new plan, and can be followed', async () => {
    const region = page.getByRole('region', { name: 'Plan' });
    await region.getByRole('button', { name: 'Send' }).click();
    await region.getByRole('link').first().click();
    await page.getByRole('article', { name: 'Request' }).waitFor();
    await waitForRow(page, /delivered/);
  });

  test('are reached from a row and replayed by the keyboard alone', async () => {
    await parkOne('keyboard');
    await page.goto(page.url().replace(/#.*/, ''));
    await waitForRow(page, /parked/);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Request' }).waitFor();
    await page.getByRole('button', { name: 'Plan a replay' }).waitFor();
    await page.keyboard.press('r');
    const send = page
      .getByRole('region', { name: 'Plan' })
      .getByRole('button', { name: 'Send' });
    await send.waitFor();
    for (let presses = 0; !(await isFocused(page, 'Send')); presses += 1) {
      expect(presses, 'Tab reaches Send').toBeLessThan(60);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Plan' }).getByRole('link').first().waitFor();
    await page.keyboard.press('1');
    await waitForRow(page, /delivered/);
  });

  test('are discarded after a question', async () => {
    await parkOne('discarded');
    await openRow(page, /parked/);
    await page.getByRole('button', { name: 'Discard' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Discard/ }).click();
    await waitForRow(page, /discarded/);
  });

  test('leave no fault behind in the browser', () => {
    expect(opened.faults).toEqual([]);
  });
});

async function contactOf(id: string): Promise<object> {
  const response = await fetch(`${instance.bridgeUrl}/_simulator/contacts`);
  const contacts = z.array(z.looseObject({ id: z.string() })).parse(await response.json());
  return contacts.find((contact) => contact.id === id) ?? {};
}

function isFocused(on: Page, name: string): Promise<boolean> {
  return on.evaluate(
    (text) => document.activeElement?.textContent?.trim().startsWith(text) ?? false,
    name,
  );
}
