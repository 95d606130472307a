import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import type { FieldName, FieldValue } from '../../../../functions/core/map/patch.ts';
import { receivedAt } from '../../../support/build-source.ts';
import { startSending } from './sending.ts';

const skipUnchanged = true;
const plan = 'customAttributes.Plan' as const;
const rep = { identifier: 'rep@example.com', identifierType: 'EMAIL' as const };
const whole: Partial<Contact> = {
  firstName: 'Ana',
  email: 'Ana@Example.com',
  cellphone: '+34 600 111 222',
  languageCode: 'es',
  ownerId: 'Rep@example.com',
  customAttributes: [
    { key: 'Plan', values: ['Pro, yearly'] },
    { key: 'Topics', values: ['Golf', 'Tennis'] },
  ],
};

describe('skipUnchanged', () => {
  test.each<[FieldName, FieldValue, FieldValue]>([
    ['firstName', 'Ana', 'ana'],
    ['lastName', null, 'Gil'],
    ['email', 'ana@example.com', 'bea@example.com'],
    ['cellphone', '+34600111222', '+34600111223'],
    ['languageCode', 'ES', 'EN'],
    ['owner', rep, { ...rep, identifier: 'bea@example.com' }],
    ['customAttributes.Plan', ['Pro', 'yearly'], 'Pro'],
    ['customAttributes.Topics', ['tennis', 'Golf'], ['Tennis']],
    ['customAttributes.Topics', ['Golf', 'Tennis'], ['Golf', 'Tennis', 'Chess']],
    ['customAttributes.Size', null, ['S']],
    ['customAttributes.Note', null, 'n'],
  ])('%s: what is there is not sent, what differs is', async (field, same, other) => {
    const run = startSending(structuredClone(whole), { skipUnchanged });

    expect(await run.sendOne({ [field]: same })).toEqual({
      kind: 'unchanged',
      sent: [],
      stale: [],
    });
    expect(run.calls()).toEqual(['get']);
    expect(
      await run.sendOne({ [field]: other }, { id: 'f', at: receivedAt + 1 }),
    ).toMatchObject({
      kind: 'delivered',
      sent: [field],
    });
  });

  test('a letter and its accent apart are the letter with its accent', async () => {
    const plan = { key: 'Plan', values: ['Ánual'] };
    const run = startSending(
      { lastName: 'Muñoz', customAttributes: [plan] },
      { skipUnchanged },
    );
    const apart = { lastName: 'Mun\u0303oz', 'customAttributes.Plan': 'A\u0301nual' };

    expect(await run.sendOne(apart)).toMatchObject({ kind: 'unchanged' });
  });

  test.each<[Partial<Contact>, Record<string, FieldValue>]>([
    [{ lastName: 'Gil\u00a0Paz' }, { lastName: 'Gil Paz' }],
    [{ lastName: ' Gil\u200b' }, { lastName: 'Gil' }],
    [{ firstName: '\uff21na' }, { firstName: 'Ana' }],
    [
      { customAttributes: [{ key: 'Plan', values: ['Pro,\u2003 yearly'] }] },
      { [plan]: 'Pro, yearly' },
    ],
    [
      { customAttributes: [{ key: 'Topics', values: ['Golf'] }] },
      { 'customAttributes.Topics': 'golf\u200b' },
    ],
    [{ email: 'ana@example.com\u200b' }, { email: 'ana@example.com' }],
    [{ languageCode: 'es\ufeff' as 'es' }, { languageCode: 'ES' }],
    [{ ownerId: '\u200bRep@example.com ' }, { owner: rep }],
    [{ lastName: '\u200b' }, { lastName: null }],
  ])('what nobody can see makes no difference: %j is as %j', async (has, says) => {
    const run = startSending(has, { skipUnchanged });

    expect(await run.sendOne(says)).toMatchObject({ kind: 'unchanged' });
  });

  test.each<[Partial<Contact>, Record<string, FieldValue>]>([
    [{ lastName: 'gil' }, { lastName: 'Gil' }],
    [{ lastName: 'GilPaz' }, { lastName: 'Gil Paz' }],
    [{ customAttributes: [{ key: 'Plan', values: ['pro'] }] }, { [plan]: 'Pro' }],
    [{ email: 'ana²@example.com' }, { email: 'ana2@example.com' }],
  ])('capitals, blanks and other addresses do: %j is not %j', async (has, says) => {
    const run = startSending(has, { skipUnchanged });

    expect(await run.sendOne(says)).toMatchObject({ kind: 'delivered' });
  });

  test('only what differs is in the PATCH', async () => {
    const run = startSending(whole, { skipUnchanged });

    expect(await run.sendOne({ firstName: 'Ana', lastName: 'Gil' })).toEqual({
      kind: 'delivered',
      sent: ['lastName'],
      stale: [],
    });
    expect(run.bridge.patches()).toEqual([{ lastName: 'Gil' }]);
  });

  test('G4: the clock of what was equal is kept, so that an older event cannot overwrite it later', async () => {
    const run = startSending({ firstName: 'New' }, { skipUnchanged });

    await run.sendOne({ firstName: 'New' }, { id: 'newer' });

    expect(
      await run.sendOne({ firstName: 'Old' }, { id: 'older', at: receivedAt - 1 }),
    ).toMatchObject({ kind: 'stale' });
    expect(run.now().firstName).toBe('New');
  });

  test('nothing is read when everything is stale', async () => {
    const run = startSending({ firstName: 'New' }, { skipUnchanged });
    await run.sendOne({ firstName: 'New' }, { id: 'newer' });

    await run.sendOne({ firstName: 'Old' }, { id: 'older', at: receivedAt - 1 });

    expect(run.calls()).toEqual(['get']);
  });

  test('a replay compares as well', async () => {
    const run = startSending({ firstName: 'Ana' }, { skipUnchanged });

    expect(await run.sendOne({ firstName: 'Ana' }, { replay: true })).toMatchObject({
      kind: 'unchanged',
    });
  });
});

describe('an owner given by email while Bridge shows an id', () => {
  const bridge = {
    owners: [
      { id: 'u-1', email: 'rep@example.com' },
      { id: 'u-2', email: 'bea@example.com' },
    ],
  };
  const at = (ms: number) => ({ id: `e${ms}`, at: receivedAt + ms });

  test('is sent once and then known again, for this contact and as long as it keeps that owner', async () => {
    const run = startSending({ ownerId: 'u-1' }, { skipUnchanged, bridge });

    const kinds = [];
    for (const ms of [1, 2, 3])
      kinds.push((await run.sendOne({ owner: rep }, at(ms))).kind);
    run.bridge.contacts.set({ ...run.now(), ownerId: 'u-2' });
    kinds.push((await run.sendOne({ owner: rep }, at(4))).kind);

    expect(kinds).toEqual(['delivered', 'unchanged', 'unchanged', 'delivered']);
    expect(run.now().ownerId).toBe('u-1');
  });

  test('is sent all the same on a replay', async () => {
    const run = startSending({ ownerId: 'u-1' }, { skipUnchanged, bridge });
    await run.sendOne({ owner: rep }, at(1));

    expect(await run.sendOne({ owner: rep }, { ...at(2), replay: true })).toMatchObject({
      kind: 'delivered',
    });
  });

  test('is learned where Bridge is known to refuse strangers too', async () => {
    const run = startSending(
      {},
      { skipUnchanged, bridge, behaviour: { unknownOwner: 'refused' } },
    );

    await run.sendOne({ owner: rep }, at(1));

    expect(await run.sendOne({ owner: rep }, at(2))).toMatchObject({ kind: 'unchanged' });
  });
});
