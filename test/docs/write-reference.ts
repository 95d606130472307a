import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withUnits, writeCosts } from './costs.ts';
import { readText, root } from './pages.ts';
import { providerPages, withProviderTable } from './provider-pages.ts';
import { withRatios } from './ratios.ts';
import { writeReference } from './reference.ts';
import { writeScale } from './scale.ts';

/**
 * Writes the pages that are made from what they describe: `npm run reference`. A test fails while
 * one is out of date.
 */
const write = (path: string, text: string) => writeFileSync(join(root, path), text);
write('docs/reference.md', writeReference());
write('docs/performance.md', withRatios(withUnits(readText('docs/performance.md'))));
write('docs/costs.md', writeCosts());
write('docs/scale.md', writeScale());
mkdirSync(join(root, 'docs/providers'), { recursive: true });
for (const old of globSync('docs/providers/*.md', { cwd: root })) rmSync(join(root, old));
for (const { path, text } of providerPages()) write(path, text);
write('README.md', withProviderTable(readText('README.md')));
