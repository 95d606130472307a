import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type FieldResult,
  mapToPatch,
} from '../../../../functions/core/map/map-to-patch.ts';
import { buildSource, scopeFor } from '../../../support/build-source.ts';

/** The rows of "Spellings" in docs/values.md: field and country, the value, what is sent. */
function readRows(): [
  field: string,
  country: string | undefined,
  value: string,
  sends: string,
][] {
  const text = readFileSync(
    join(import.meta.dirname, '../../../../docs/values.md'),
    'utf8',
  );
  const [, section = ''] = /^## Spellings\n([\s\S]*?)^## /m.exec(text) ?? [];
  return [...section.matchAll(/^\| (\w+)(?: ([A-Z]{2}))? \| `(".*")` \| (.*) \|$/gm)].map(
    ([, field = '', country, value = '', sends = '']) => [field, country, value, sends],
  );
}

const rows = readRows();

function describeResults(results: FieldResult[]): string {
  const texts = results.map((result) => {
    if (result.kind !== 'set') return result.kind === 'clear' ? 'clear' : result.because;
    const { value } = result;
    const text =
      typeof value === 'object' && value && 'identifier' in value
        ? value.identifier
        : value;
    return `\`${JSON.stringify(text)}\``;
  });
  return texts.filter((text) => text !== 'missing').join(' and ');
}

test.each(rows)('G9: %s %s: %s sends %s', async (field, country, value, sends) => {
  const source = buildSource({
    defaults: country === undefined ? {} : { country },
    map: { [field]: 'value' },
  });

  const results = await mapToPatch(source, scopeFor({ value: JSON.parse(value) }));

  expect(describeResults(results)).toBe(sends);
});

test('every row of the table is read', () => {
  const text = readFileSync(
    join(import.meta.dirname, '../../../../docs/values.md'),
    'utf8',
  );
  const [, section = ''] = /^## Spellings\n([\s\S]*?)^## /m.exec(text) ?? [];

  expect(section.match(/^\|/gm)).toHaveLength(rows.length + 2);
});
