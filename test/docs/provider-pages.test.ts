import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allProviders } from '../../lib/providers/providers.ts';
import { readText, root } from './pages.ts';
import { providerPages, readmeMarks, withProviderTable } from './provider-pages.ts';

const pages = providerPages();

describe('docs/providers.md and its pages', () => {
  test.each(pages)('$path is made from the providers (npm run reference)', (page) => {
    expect(readText(page.path)).toBe(page.text);
  });

  test('are all that is there', () => {
    expect(globSync('docs/providers/*.md', { cwd: root }).sort()).toEqual(
      pages
        .slice(1)
        .map(({ path }) => path)
        .sort(),
    );
  });
});

describe('the README', () => {
  const readme = readText('README.md');

  test('names all of them in one small table', () => {
    expect(withProviderTable(readme)).toBe(readme);
    for (const { name } of allProviders())
      expect(readme).toContain(`[${name}](docs/providers/${name}.md)`);
  });

  test('is noticed where its table is out of date, or gone', () => {
    expect(withProviderTable(readme.replace('[typeform]', '[type]'))).toBe(readme);
    expect(() => withProviderTable(readme.replace(readmeMarks[0], ''))).toThrow(
      'README.md has no',
    );
  });
});
