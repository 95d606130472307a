import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { itemBytes } from './item-size.ts';

const sizes: [what: string, value: AttributeValue | undefined, bytes: number][] = [
  ['a text', marshall({ a: 'año' }).a, 4],
  ['a number of 13 digits', marshall({ a: 1767261600001 }).a, 8],
  ['a number that ends in zeros', marshall({ a: 30 }).a, 2],
  ['a negative number with a fraction', marshall({ a: -12.5 }).a, 4],
  ['bytes', marshall({ a: new Uint8Array(5) }).a, 5],
  ['a truth value', marshall({ a: true }).a, 1],
  ['nothing', marshall({ a: null }).a, 1],
  ['a set of texts', marshall({ a: new Set(['ab', 'c']) }).a, 3],
  ['an empty list', marshall({ a: [] }).a, 3],
  ['a list', marshall({ a: ['ab', true] }).a, 3 + 1 + 2 + 1 + 1],
  ['a map', marshall({ a: { name: 'ab' } }).a, 3 + 1 + 4 + 2],
];

for (const [what, value, bytes] of sizes)
  test(`${what} takes ${bytes} bytes beside its name`, () => {
    const item = value === undefined ? {} : { attribute: value };

    const size = itemBytes(item);

    expect(size).toBe('attribute'.length + bytes);
  });
