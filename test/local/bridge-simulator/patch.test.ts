import { expect, test } from 'vitest';
import type { BridgeSimulatorOptions } from '../../../local/bridge-simulator/start-bridge-simulator.ts';
import { ANA, call, contactPath, start } from './call-simulator.ts';

const BEFORE = {
  firstName: 'Ana',
  email: 'ana@example.com',
  ownerId: 'rep@example.com',
  customAttributes: [
    { key: 'Note', values: ['hello'] },
    { key: 'Plan', values: ['Tin'] },
  ],
};
const note = (content: string) => ({ customAttributes: { openAttributes: [{ customAttributeId: 'note', content }] } });
const plan = (...ids: string[]) => ({
  customAttributes: { closedAttributes: [{ customAttributeId: 'plan', closedCustomAttributeIds: ids }] },
});
const NOTE = { key: 'Note', values: ['hello'] };

const cases: [string, Partial<BridgeSimulatorOptions>, object, object][] = [
  ['what is omitted stays', {}, {}, BEFORE],
  ['null clears', {}, { firstName: null }, { ...BEFORE, firstName: null }],
  [
    'null may be ignored instead',
    { nullMeans: 'ignore' },
    { firstName: null, email: 'b@example.com' },
    { ...BEFORE, email: 'b@example.com' },
  ],
  ['an owner by id replaces one by email', {}, { ownerIdentifier: { identifier: 'u-1', identifierType: 'ID' } }, { ownerId: 'u-1' }],
  ['empty content clears an open attribute', {}, note(''), { customAttributes: [BEFORE.customAttributes[1]] }],
  ['no options clear a closed attribute', {}, plan(), { customAttributes: [NOTE] }],
  ['attributes are merged', {}, plan('gold'), { customAttributes: [NOTE, { key: 'Plan', values: ['Gold'] }] }],
  ['attributes may replace the set', { customAttributes: 'replace' }, note('x'), { customAttributes: [{ key: 'Note', values: ['x'] }] }],
  ['options may be added', { closedOptions: 'add' }, plan('gold'), { customAttributes: [NOTE, { key: 'Plan', values: ['Tin', 'Gold'] }] }],
];

test.each(cases)('%s', async (_, options, change, expected) => {
  const simulator = await start(options);
  simulator.putContact(ANA, BEFORE);

  const answer = await call(simulator, 'PATCH', contactPath(ANA), change);

  expect(answer).toMatchObject({ status: 200, body: expected });
  expect(simulator.contacts()).toMatchObject([expected]);
});

test('a PATCH moves updatedAt and not createdAt', async () => {
  let now = Date.parse('2026-01-01T00:00:00.000Z');
  const simulator = await start({ now: () => now });
  simulator.putContact(ANA, {});
  now += 1000;

  const { body } = await call(simulator, 'PATCH', contactPath(ANA), { firstName: 'Ana' });

  expect(body).toMatchObject({ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:01.000Z' });
});

test('a contact turns NORMAL when the last required thing is filled, and back when it is cleared', async () => {
  const simulator = await start();
  simulator.putContact(ANA, { firstName: 'Ana', lastName: 'Gil', languageCode: 'ES', cellphone: '+34600111222' });

  const types = [];
  for (const change of [{}, plan('gold'), { lastName: null }]) {
    types.push((await call(simulator, 'PATCH', contactPath(ANA), change)).body.type);
  }

  expect(types).toEqual(['PARTIAL', 'NORMAL', 'PARTIAL']);
});
