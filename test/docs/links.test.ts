import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, linksOf, readPage } from './markdown.ts';
import { pagePaths, readText, root } from './pages.ts';

/** The links of a page into this repository that lead nowhere: no such file, or no such heading. */
function deadLinks(path: string, text: string): string[] {
  return linksOf(text).filter((address) => {
    if (/^(?:https?|mailto):/.test(address)) return false;
    const [file = '', anchor] = address.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(root, target))) return true;
    if (anchor === undefined) return false;
    const heading = file === '' ? text : readText(target);
    return !anchorsOf(readPage(heading)).has(anchor);
  });
}

describe.each(pagePaths)('%s', (path) => {
  test('leads to files and headings that exist', () => {
    expect(deadLinks(path, readText(path))).toEqual([]);
  });
});

test('a link that leads nowhere is found', () => {
  const page = [
    '# Some `code`, here',
    '[a](README.md), [b](gone.md), [c](#some-code-here), [d](#elsewhere), `[e](gone.md)`',
    '[f](docs/cli.md#erase), [g](docs/cli.md#erased) and [h](https://example.com/gone)',
    '```md',
    '[i](gone.md)',
    '```',
    '<img src="docs/gone.svg">',
  ].join('\n');

  expect(deadLinks('CONTRIBUTING.md', page)).toEqual([
    'gone.md',
    '#elsewhere',
    'docs/cli.md#erased',
    'docs/gone.svg',
  ]);
});
