import { globSync } from 'node:fs';
import { parse } from 'yaml';
import { isRecord } from '../../functions/core/json.ts';
import { anchorOf, readPage } from './markdown.ts';
import { readText, root } from './pages.ts';

/** A YAML block of a page that belongs into `bridge.yaml` or the file of a source. */
export interface YamlExample {
  page: string;
  line: number;
  /** Where a link leads that shows it: `configuration.md#verify`. */
  place: string;
  file: 'bridge' | 'source';
  /** As written, in the block where it belongs: a part of the file. */
  value: Record<string, unknown>;
}

const bridgeKeys = new Set(['workspaces', 'behaviour']);
/** Parts that are shown alone, and the block they stand in. */
const parents: Record<string, string> = { customAttributes: 'map', merge: 'contact' };

/** All YAML of `docs/*.md` and the README. */
export function yamlExamples(): YamlExample[] {
  const pages = globSync('docs/*.md', { cwd: root }).sort();
  return [
    'docs/configuration.md',
    ...pages.filter((page) => !/(?:configuration|reference)\.md$/.test(page)),
    'README.md',
  ].flatMap(examplesOf);
}

function examplesOf(page: string): YamlExample[] {
  const { code, rows } = readPage(readText(page));
  return code
    .filter(({ language }) => language === 'yaml')
    .map(({ line, text }) => {
      const heading = rows.findLast((row) => row.line < line && row.text.startsWith('#'));
      const anchor = anchorOf(heading?.text.replace(/^#+\s*/, '') ?? '');
      const value = inItsBlock(parse(text));
      const isBridge = Object.keys(value).some((key) => bridgeKeys.has(key));
      return {
        page,
        line,
        place: `${page.replace('docs/', '')}#${anchor}`,
        file: isBridge ? 'bridge' : 'source',
        value,
      };
    });
}

function inItsBlock(written: unknown): Record<string, unknown> {
  if (!isRecord(written)) throw new Error('An example of YAML is no block of keys.');
  const { bridgeHas: _, ...own } = written;
  const [key = ''] = Object.keys(own);
  const parent = parents[key];
  return parent === undefined ? own : { [parent]: own };
}
