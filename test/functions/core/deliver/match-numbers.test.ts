import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildEvent, buildMessage, buildSource } from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const document = readFileSync(
  join(import.meta.dirname, '../../../../docs/identity.md'),
  'utf8',
);
const [, section = ''] =
  /^## What `match` can do with a number\n([\s\S]*?)^## /m.exec(document) ?? [];
const rows = [
  ...section.matchAll(
    /^\| `(.*)` \| ([A-Z]{2})? ?\| `(.*)` \| (the contact|nobody) \|$/gm,
  ),
].map(([, value = '', country, has = '', finds = '']) => ({
  value,
  country,
  has,
  finds,
}));

test('every row of the table in docs/identity.md is read', () => {
  expect(section.match(/^\|/gm)).toHaveLength(rows.length + 2);
});

test.each(rows)(
  'docs/identity.md: $value in $country finds $finds of $has',
  async (row) => {
    const { value, country, has, finds } = row;
    const source = buildSource({
      defaults: country === undefined ? {} : { country },
      contact: { match: [{ cellphone: 'value' }] },
      map: { firstName: 'name' },
    });
    const { deliver, bridge } = createDelivery(source, [
      { id: 'ana', firstName: 'Ana', cellphone: has },
    ]);
    const body = { name: 'Anna', value: JSON.parse(value) };

    const { endings } = await deliver(buildMessage([buildEvent({ id: 'e', body })]));

    const isFound = bridge.contacts.get('ana')?.firstName === 'Anna';
    expect(isFound ? 'the contact' : 'nobody').toBe(finds);
    expect(endings).toMatchObject({ e: { kind: isFound ? 'delivered' : 'parked' } });
  },
);
