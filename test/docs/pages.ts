import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** The Markdown of this repository that people read, by path from its root. */
export const pagePaths = globSync(['*.md', '{.github,docs,local,test}/**/*.md'], {
  cwd: root,
  exclude: ['test/fixtures/**'],
}).sort();

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
