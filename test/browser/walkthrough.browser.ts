import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readText, root } from '../docs/pages.ts';
import { openBrowser } from './support/chromium.ts';
import { type ConsolePage, openConsole } from './support/console-page.ts';
import { type LocalInstance, startInstance } from './support/local-instance.ts';
import { looks, steps, walk } from './walkthrough/steps.ts';

const markdown = readText('docs/console.md');
const largest = 150_000;

let browser: Browser;
let instance: LocalInstance;
let opened: ConsolePage;

beforeAll(async () => {
  [browser, instance] = await Promise.all([openBrowser(), startInstance()]);
  opened = await openConsole(browser, instance.consoleUrl, looks);
});
afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

describe('docs/console.md', () => {
  test('has these steps, and no other', () => {
    const headings = [...markdown.matchAll(/^## \d+\. (.+)$/gm)].map(([, title]) => title);
    expect(headings).toEqual(steps.map(({ title }) => title));
  });

  test('has their commands', () => {
    const commands = steps.flatMap(({ command }) => command ?? []);
    const lines = markdown.replaceAll(/\\\n\s*/g, '').split('\n');
    expect(commands.filter((command) => !lines.includes(command))).toEqual([]);
  });

  test('shows a picture of each that has one, and each is small', () => {
    const shown = [...markdown.matchAll(/!\[[^\]]+\]\(pictures\/([^)]+)\)/g)].map(
      ([, file = '']) => file,
    );
    const pictures = steps.flatMap(({ picture }) => picture ?? []);
    expect(shown).toEqual(pictures.map((picture) => `console-${picture}.png`));
    for (const file of shown) {
      const path = join(root, 'docs/pictures', file);
      expect(existsSync(path), `npm run screenshots writes ${file}`).toBe(true);
      expect(statSync(path).size, file).toBeLessThanOrEqual(largest);
    }
  });

  test.each(steps)('can be walked: $title', async (step) => {
    await walk(step, { page: opened.page, instance });
  });

  test('leaves no fault behind in the browser', () => {
    expect(opened.faults).toEqual([]);
  });
});
