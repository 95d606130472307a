import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linksOf } from './markdown.ts';
import { readText, root } from './pages.ts';

const titleOf = (page: string) => /^# (?:\d+\. )?(.+)$/m.exec(readText(page))?.[1];

describe('docs/README.md', () => {
  test('has every page of docs, and every folder with pages that no page is named after', () => {
    const inFolders = globSync('docs/*/*.md', { cwd: root })
      .map(dirname)
      .filter((folder) => !existsSync(join(root, `${folder}.md`)));
    const all = [...globSync('docs/*.md', { cwd: root }), ...inFolders].map((path) =>
      path.replace('docs/', ''),
    );

    const linked = linksOf(readText('docs/README.md')).map((link) =>
      link.replace('/README.md', ''),
    );

    expect([...new Set(linked)].sort()).toEqual(
      [...new Set(all)].filter((page) => page !== 'README.md').sort(),
    );
  });
});

describe('docs/decisions/README.md', () => {
  test('has every decision, by its title, in order', () => {
    const files = globSync('docs/decisions/0*.md', { cwd: root }).sort();
    const rows = readText('docs/decisions/README.md').matchAll(
      /^\| (\d+) \| \[(.+)\]\((.+)\) \|$/gm,
    );

    expect([...rows].map(([, number, title, file]) => [number, title, file])).toEqual(
      files.map((file, index) => [
        String(index + 1),
        titleOf(file),
        file.replace('docs/decisions/', ''),
      ]),
    );
  });
});

describe('test/README.md', () => {
  const text = readText('test/README.md');

  test('has every folder, and no other', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+)\/`/g)].map(([, folder]) => folder),
    );

    expect(named.sort()).toEqual(
      globSync('test/*/', { cwd: root })
        .map((folder) => folder.replace(/^test\/|\/$/g, ''))
        .sort(),
    );
  });

  test.each([
    ['oracle', 9],
    ['fuzz', 6],
  ])('names files of the %s that are there', (folder, least) => {
    const [, section = ''] = text.split(`## The ${folder}`);
    const [own = ''] = section.split('\n## ');
    const files = [...own.matchAll(/`([\w.-]+\.ts)`/g)].map(([, file = '']) => file);

    expect(files.length).toBeGreaterThanOrEqual(least);
    expect(files.filter((file) => !existsSync(join(root, 'test', folder, file)))).toEqual(
      [],
    );
  });
});
