import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { buildPage, type Page } from '../../../local/console/page.ts';
import { askRaw, startConsole } from './ask.ts';

const budgetKb = 40;
let page: Page;

beforeAll(async () => {
  page = await buildPage();
});

test(`the whole page is at most ${budgetKb} KB, as a browser loads it`, () => {
  const sizes = Object.values(page).map((text) => gzipSync(text).length);

  expect(sizes.every((size) => size > 200)).toBe(true);
  expect(sizes.reduce((sum, size) => sum + size) / 1024).toBeLessThanOrEqual(budgetKb);
});

test('it has nothing in it that the policy forbids: no script or style inline, nothing foreign', () => {
  const { html, js, css } = page;

  expect(html.match(/<script[^>]*>/g)).toEqual([
    '<script type="module" src="/_console/main.js">',
  ]);
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|https?:/);
  expect(js).not.toMatch(/\beval\(|new Function\(|sourceMappingURL/);
  expect(css).not.toMatch(/@import|url\((?!["']?data:)/);
});

test('it stores nothing, and writes payloads as text only', () => {
  expect(page.js).not.toMatch(/localStorage|sessionStorage|indexedDB|document\.cookie/);
  // Preact itself can do it; no part of the page asks for it.
  expect(page.js.match(/dangerouslySetInnerHTML:/g)).toBe(null);
});

test.each([
  ['/_console', 'text/html; charset=UTF-8', () => page.html],
  ['/_console/', 'text/html; charset=UTF-8', () => page.html],
  ['/_console/main.js', 'text/javascript; charset=utf-8', () => page.js],
  ['/_console/main.css', 'text/css; charset=utf-8', () => page.css],
])('%s is served as it is built', async (path, type, body) => {
  const { port, cookie } = await startConsole();

  const answered = await askRaw(port, path, { cookie });

  expect(answered).toMatchObject({ status: 200, headers: { 'content-type': type } });
  expect(answered.body === body()).toBe(true);
});
