import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const code = globSync('functions/**/*.ts', { cwd: root }).map(read).join('\n');
const isThere = (path: string) =>
  ['', 'functions', 'functions/core'].some((folder) => existsSync(join(root, folder, path)));
const isExported = (name: string) =>
  new RegExp(`^export (async )?(function|const) ${name}\\b`, 'm').test(code);
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, part]) => part);

describe.each(['docs/architecture.md', 'docs/holds.md'])('%s', (page) => {
  const text = read(page);

  test('names files and folders that exist', () => {
    const paths = all(text, /(?<![\w/.(])((?:[\w-]+\/)+(?:[\w-]+\.)*(?:ts|md|yaml)?)(?=[`\s])/g);

    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => path === undefined || !isThere(path))).toEqual([]);
  });

  test('leads to pages that exist', () => {
    const pages = all(text, /\]\(([^)#]+)/g).map((link) => join('docs', link ?? ''));

    expect(pages.length).toBeGreaterThan(0);
    expect(pages.filter((one) => !existsSync(join(root, one)))).toEqual([]);
  });

  test('names functions that exist', () => {
    const names = all(text, /\b(\w+)\(\)/g);

    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((name) => name === undefined || !isExported(name))).toEqual([]);
  });
});
