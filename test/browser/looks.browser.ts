import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './support/chromium.ts';
import { type Looks, openConsole } from './support/console-page.ts';
import { type LocalInstance, startInstance } from './support/local-instance.ts';
import { openRow, tab, waitForRow } from './support/on-the-page.ts';

let browser: Browser;
let instance: LocalInstance;

beforeAll(async () => {
  [browser, instance] = await Promise.all([openBrowser(), startInstance()]);
  const samples = 'config/sources/typeform-signup.samples';
  await fetch(`${instance.bridgeUrl}/_simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 422, method: 'PATCH', times: 1 }),
  });
  await instance.bridgehook('send', 'typeform-signup', `${samples}/signup.json`);
  await instance.bridgehook('send', 'typeform-signup', `${samples}/every-question.json`);
  await fetch(`${instance.url}/hooks/website-form`, { method: 'POST', body: '{}' });
});
afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const views: Record<string, (page: Page) => Promise<void>> = {
  async timeline(page) {
    await waitForRow(page, /parked/);
  },
  async 'a request that is open'(page) {
    await openRow(page, /parked/);
    await page.getByRole('table', { name: 'Fields' }).waitFor();
  },
  async 'a request that was refused'(page) {
    await openRow(page, /401/);
    await page.getByRole('region', { name: 'Cause' }).waitFor();
  },
  async parked(page) {
    await tab(page, 'Parked').click();
    await page.getByRole('checkbox').first().waitFor();
  },
  async 'a plan'(page) {
    await tab(page, 'Parked').click();
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Plan a replay' }).first().click();
    await page.getByRole('region', { name: 'Plan' }).waitFor();
  },
  async sources(page) {
    await tab(page, 'Sources').click();
    await page.getByText('typeform-signup').first().waitFor();
  },
  async 'a source'(page) {
    await tab(page, 'Sources').click();
    await page.getByRole('link', { name: 'typeform-signup' }).first().click();
    await page.getByRole('heading', { name: 'Map' }).waitFor();
  },
  async bridge(page) {
    await tab(page, 'Bridge').click();
    await page.getByRole('button', { name: '503' }).waitFor();
  },
  async help(page) {
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  },
};

async function look<T>(
  name: string,
  looks: Looks,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const { page, context } = await openConsole(browser, instance.consoleUrl, looks);
  try {
    await views[name]?.(page);
    return await use(page);
  } finally {
    await context.close();
  }
}

/** The elements that make a page scroll sideways. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) => `${element.localName}.${element.className}`);
  });
}

describe.each(Object.keys(views))('%s', (name) => {
  test.each(['light', 'dark'] as const)(
    'has no violation of axe in %s',
    async (scheme) => {
      const found = await look(name, { scheme }, (page) =>
        new AxeBuilder({ page }).analyze(),
      );
      const violations = found.violations.map(({ id, nodes }) => ({
        id,
        where: nodes.map(({ html }) => html),
      }));
      expect(violations).toEqual([]);
      expect(found.passes.length).toBeGreaterThan(5);
    },
  );

  test.each([
    ['at 200 %', { zoom: 2 }],
    ['at 360 px', { width: 360, height: 740 }],
  ])('can be read %s: nothing lies outside of the page', async (_, looks) => {
    await expect(look(name, looks, outside)).resolves.toEqual([]);
  });
});

test('what lies outside of the page is found', async () => {
  const found = await look('timeline', { width: 360, height: 740 }, async (page) => {
    await page.evaluate(() => {
      const wide = document.createElement('div');
      wide.style.width = '500px';
      wide.style.height = '10px';
      wide.className = 'too-wide';
      document.body.append(wide);
    });
    return outside(page);
  });
  expect(found).toEqual(['div.too-wide']);
});

test('axe sees a violation where there is one', async () => {
  const found = await look('timeline', {}, async (page) => {
    await page.evaluate(() => {
      document.body.append(document.createElement('button'));
    });
    return new AxeBuilder({ page }).analyze();
  });
  expect(found.violations.map(({ id }) => id)).toContain('button-name');
});
