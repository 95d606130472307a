import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bridgeJsonSchema, sourceJsonSchema } from '../../../lib/config/config-schemas.ts';

const config = join(import.meta.dirname, '../../../config');
const committed = (name: string) =>
  JSON.parse(readFileSync(join(config, name), 'utf8')) as unknown;

test('the committed JSON Schemas are those of the code (npm run schemas writes them)', () => {
  expect(committed('bridge.schema.json')).toEqual(bridgeJsonSchema());
  expect(committed('source.schema.json')).toEqual(sourceJsonSchema());
});

test('every key of the configuration has a description', () => {
  const undescribed: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties } = node as { properties?: Record<string, object> };
    for (const [key, value] of Object.entries(properties ?? {}))
      if (!('description' in value)) undescribed.push(`${path}.${key}`);
    for (const [key, value] of Object.entries(node)) walk(value, `${path}.${key}`);
  };

  walk(bridgeJsonSchema(), 'bridge');
  walk(sourceJsonSchema(), 'source');

  expect(undescribed).toEqual([]);
});

test.each([
  ['map.fullName', ['"Last, First"', 'where they have a value']],
  ['map.email', ['with a name', 'lower case', 'Links']],
  ['map.cellphone', ['labels', 'E.164', 'defaults.country', 'placeholders']],
  ['map.languageCode', ['locale', 'list of a browser', 'counted']],
  ['events.time', ['mail, HTTP and Date', 'nanoseconds', 'cannot be read']],
  ['events.timeZone', ['comes twice']],
])('the description of %s says what it takes', (key, words) => {
  const described = key
    .split('.')
    .reduce<unknown>(
      (node, name) => (node as { properties: Record<string, unknown> }).properties[name],
      sourceJsonSchema(),
    );

  const { description } = described as { description: string };
  for (const word of words) expect(description).toContain(word);
});
