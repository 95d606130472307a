import { describe, expect, test } from 'vitest';
import { ANA, contactPath, contactsPath } from './call-simulator.ts';
import { type DoorOptions, doors } from './doors.ts';

const BEFORE = {
  firstName: 'Ana',
  email: 'ana@example.com',
  ownerId: 'rep@example.com',
  customAttributes: [
    { key: 'Note', values: ['hello'] },
    { key: 'Plan', values: ['Tin'] },
  ],
};
const note = (content: string) => ({
  customAttributes: { openAttributes: [{ customAttributeId: 'note', content }] },
});
const plan = (...ids: string[]) => ({
  customAttributes: {
    closedAttributes: [{ customAttributeId: 'plan', closedCustomAttributeIds: ids }],
  },
});
const NOTE = { key: 'Note', values: ['hello'] };

const CLOSED = BEFORE.customAttributes[1];
const REP = { id: 'u-1', email: 'rep@example.com' };
const owner = (identifier: string) => ({
  ownerIdentifier: {
    identifier,
    identifierType: identifier.includes('@') ? 'EMAIL' : 'ID',
  },
});

const cases: [string, DoorOptions, object, object][] = [
  ['what is omitted stays', {}, {}, BEFORE],
  ['null clears', {}, { firstName: null }, { ...BEFORE, firstName: null }],
  [
    'null may be ignored instead',
    { nulls: 'ignored' },
    { firstName: null, email: 'b@example.com' },
    { ...BEFORE, email: 'b@example.com' },
  ],
  [
    'an owner by id replaces one by email',
    {},
    { ownerIdentifier: { identifier: 'u-1', identifierType: 'ID' } },
    { ownerId: 'u-1' },
  ],
  [
    'empty content clears an open attribute',
    {},
    note(''),
    { customAttributes: [BEFORE.customAttributes[1]] },
  ],
  ['no options clear a closed attribute', {}, plan(), { customAttributes: [NOTE] }],
  [
    'attributes are merged',
    {},
    plan('gold'),
    { customAttributes: [NOTE, { key: 'Plan', values: ['Gold'] }] },
  ],
  [
    'attributes may replace the set',
    { attributeList: 'replaces' },
    note('x'),
    { customAttributes: [{ key: 'Note', values: ['x'] }] },
  ],
  [
    'options may be added',
    { optionList: 'adds' },
    plan('gold'),
    { customAttributes: [NOTE, { key: 'Plan', values: ['Tin', 'Gold'] }] },
  ],
  [
    'what is omitted may be cleared',
    { omittedFields: 'cleared' },
    { firstName: 'Bea' },
    { firstName: 'Bea', email: null, ownerId: null, customAttributes: [] },
  ],
  ['empty content may be ignored', { emptyAttribute: 'ignored' }, note(''), BEFORE],
  [
    'empty content may be ignored in a set that is replaced',
    { emptyAttribute: 'ignored', attributeList: 'replaces' },
    note(''),
    { customAttributes: [NOTE] },
  ],
  ['no options may be ignored', { emptyOptions: 'ignored' }, plan(), BEFORE],
  [
    'no options clear where options are added',
    { optionList: 'adds' },
    plan(),
    { customAttributes: [NOTE] },
  ],
  [
    'no options may be ignored where options are added',
    { optionList: 'adds', emptyOptions: 'ignored' },
    plan(),
    { customAttributes: [NOTE, CLOSED] },
  ],
  [
    'an owner who is known is shown by id',
    { owners: [REP] },
    owner('Rep@example.com'),
    { ownerId: 'u-1' },
  ],
  [
    'an owner who is unknown may be ignored',
    { owners: [REP], unknownOwner: 'ignored' },
    { ...owner('x@example.com'), lastName: 'Gil' },
    { ...BEFORE, lastName: 'Gil' },
  ],
];

describe.each(doors)('a PATCH %s', (_, open) => {
  test.each(cases)('%s', async (_, options, change, expected) => {
    const bridge = await open(options);
    bridge.putContact(ANA, BEFORE);

    const answer = await bridge.call('PATCH', contactPath(ANA), change);

    expect(answer).toMatchObject({ status: 200, body: expected });
    expect(bridge.contacts()).toMatchObject([expected]);
  });

  test('a PATCH moves updatedAt and not createdAt', async () => {
    let now = Date.parse('2026-01-01T00:00:00.000Z');
    const bridge = await open({ now: () => now });
    bridge.putContact(ANA, {});
    now += 1000;

    const { body } = await bridge.call('PATCH', contactPath(ANA), { firstName: 'Ana' });

    expect(body).toMatchObject({
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:01.000Z',
    });
  });

  test('a contact turns NORMAL when the last required thing is filled, and back when it is cleared', async () => {
    const bridge = await open();
    bridge.putContact(ANA, {
      firstName: 'Ana',
      lastName: 'Gil',
      languageCode: 'ES',
      cellphone: '+34600111222',
    });

    const types = [];
    for (const change of [{}, plan('gold'), { lastName: null }]) {
      types.push((await bridge.call('PATCH', contactPath(ANA), change)).body.type);
    }

    expect(types).toEqual(['PARTIAL', 'NORMAL', 'PARTIAL']);
  });

  test.each<[string, DoorOptions, object]>([
    ['null', { nulls: 'refused' }, { firstName: null }],
    ['empty content', { emptyAttribute: 'refused' }, note('')],
    ['no options', { emptyOptions: 'refused' }, plan()],
    ['an unknown owner', { owners: [REP] }, owner('u-2')],
  ])('%s may be refused, and then nothing changes', async (_, options, change) => {
    const bridge = await open(options);
    bridge.putContact(ANA, BEFORE);

    const { status } = await bridge.call('PATCH', contactPath(ANA), {
      lastName: 'Gil',
      ...change,
    });

    expect(status).toBe(422);
    expect(bridge.contacts()).toMatchObject([{ ...BEFORE, lastName: null }]);
  });

  test('creating by phone clears nothing of a contact that is there', async () => {
    const bridge = await open({ omittedFields: 'cleared' });
    bridge.putContact(ANA, { ...BEFORE, cellphone: '+34600111222' });

    await bridge.call('POST', `${contactsPath}/partial`, { cellphone: '+34600111222' });

    expect(bridge.contacts()).toMatchObject([BEFORE]);
  });
});
