import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import { receivedAt } from '../../../support/build-source.ts';
import { notApplied, startSending } from './sending.ts';

const rep = { identifier: 'rep@example.com', identifierType: 'EMAIL' as const };
const topics = (...values: string[]) => ({ key: 'Topics', values });

describe('null for a field', () => {
  test('whose effect is unknown is sent and looked at: it took', async () => {
    const run = startSending({ firstName: 'Ana' });

    expect(await run.sendOne({ firstName: null })).toMatchObject({
      kind: 'delivered',
      sent: ['firstName'],
    });
    expect(run.calls()).toEqual(['patch']);
    expect(run.clocks()).toEqual(['firstName']);
  });

  test('that did not take parks the event with the path; the rest counts and its clock is kept', async () => {
    const run = startSending({ firstName: 'Ana' }, { bridge: { nulls: 'ignored' } });

    const result = await run.sendOne({ firstName: null, lastName: 'Gil' });

    expect(notApplied(result)).toBe('firstName');
    expect(result).toMatchObject({ sent: ['lastName'], stale: [] });
    expect(run.clocks()).toEqual(['lastName']);
    expect(run.contact('ana')?.token).toBeUndefined();
  });

  test('an answer without the contact costs one GET', async () => {
    const run = startSending({ firstName: 'Ana' }, { bridge: { patchAnswer: 'nothing' } });

    expect(await run.sendOne({ firstName: null })).toMatchObject({ kind: 'delivered' });
    expect(run.calls()).toEqual(['patch', 'get']);
  });

  test('known to clear is trusted', async () => {
    const run = startSending(
      { firstName: 'Ana' },
      {
        bridge: { nulls: 'ignored', patchAnswer: 'nothing' },
        behaviour: { nulls: 'clears' },
      },
    );

    expect(await run.sendOne({ firstName: null })).toMatchObject({ kind: 'delivered' });
    expect(run.calls()).toEqual(['patch']);
  });

  test('known to be ignored is not sent: the event is parked, unless there is nothing to clear', async () => {
    const run = startSending(
      { firstName: 'Ana', email: null },
      { behaviour: { nulls: 'ignored' } },
    );

    const result = await run.sendOne({ firstName: null, email: null, lastName: 'Gil' });
    const again = await run.sendOne({ email: null }, { id: 'f' });

    expect(notApplied(result)).toBe('firstName');
    expect(run.bridge.patches()).toEqual([{ lastName: 'Gil' }]);
    expect(again).toMatchObject({ kind: 'unchanged' });
    expect(run.clocks()).toEqual(['email', 'lastName']);
  });
});

test('an attribute that came too late goes by its name in the map, as one that was sent does', async () => {
  const run = startSending({ firstName: 'Ana' });
  const sent = await run.sendOne({ 'customAttributes.Plan': 'Gold' });

  const late = await run.sendOne(
    { 'customAttributes.Plan': 'Basic' },
    { id: 'late', at: receivedAt - 1 },
  );

  expect(sent).toMatchObject({ sent: ['customAttributes.Plan'] });
  expect(late).toMatchObject({ kind: 'stale', stale: ['customAttributes.Plan'] });
});

describe('of several events in one PATCH', () => {
  test('only the one whose field did not take is parked', async () => {
    const run = startSending({ firstName: 'Ana' }, { bridge: { nulls: 'ignored' } });

    const { results } = await run.sendAll({
      a: { fields: { firstName: null } },
      b: { at: receivedAt - 1, fields: { firstName: 'B', email: 'b@x.io' } },
    });

    expect(notApplied(results.get('a') as never)).toBe('firstName');
    expect(results.get('b')).toEqual({
      kind: 'delivered',
      decisions: new Map([
        ['email', 'sent'],
        ['firstName', 'stale'],
      ]),
    });
    expect(run.bridge.patches()).toHaveLength(1);
  });

  test('what took is committed even if the look at the rest fails, and is not sent again', async () => {
    const run = startSending({ firstName: 'Ana' }, { bridge: { patchAnswer: 'nothing' } });
    run.bridge.fault('get', { kind: 'answered', status: 503, body: '' });

    await expect(run.sendOne({ firstName: null, lastName: 'Gil' })).rejects.toMatchObject({
      reason: 'unavailable',
    });
    const again = await run.sendOne({ firstName: null, lastName: 'Gil' });

    expect(again).toMatchObject({ kind: 'delivered', sent: ['firstName', 'lastName'] });
    expect(run.bridge.patches()).toEqual([
      { firstName: null, lastName: 'Gil' },
      { firstName: null },
    ]);
  });
});

describe('options that have to go', () => {
  const before = {
    customAttributes: [topics('Tennis', 'Golf'), { key: 'Plan', values: ['Pro'] }],
  };
  const options = (run: ReturnType<typeof startSending>) =>
    run.bridge
      .patches()
      .map(
        ({ customAttributes }) =>
          (
            customAttributes as {
              closedAttributes: { closedCustomAttributeIds: string[] }[];
            }
          ).closedAttributes[0],
      )
      .map((attribute) => attribute?.closedCustomAttributeIds);

  test('cost one PATCH where Bridge replaces the list', async () => {
    const run = startSending(before);

    expect(
      await run.sendOne({ 'customAttributes.Topics': ['Golf', 'Chess'] }),
    ).toMatchObject({
      kind: 'delivered',
    });
    expect(options(run)).toEqual([['t-Golf', 't-Chess']]);
    expect(run.texts('Topics')).toEqual(['Golf', 'Chess']);
  });

  test('and are still there are taken off by clearing the attribute', async () => {
    const run = startSending(before, { bridge: { optionList: 'adds' } });

    expect(
      await run.sendOne({ 'customAttributes.Topics': ['Golf', 'Chess'] }),
    ).toMatchObject({
      kind: 'delivered',
    });
    expect(options(run)).toEqual([['t-Golf', 't-Chess'], [], ['t-Golf', 't-Chess']]);
    expect(run.texts('Topics')).toEqual(['Golf', 'Chess']);
    expect(run.texts('Plan')).toEqual(['Pro']);
  });

  test('are taken off first where lists are known to add', async () => {
    const run = startSending(before, {
      bridge: { optionList: 'adds', attributeList: 'merges' },
      behaviour: { optionList: 'adds' },
    });

    expect(
      await run.sendOne({
        'customAttributes.Topics': ['Golf'],
        'customAttributes.Plan': 'Free',
      }),
    ).toMatchObject({
      kind: 'delivered',
    });
    expect(options(run)).toEqual([[], ['t-Golf']]);
    expect([run.texts('Topics'), run.texts('Plan')]).toEqual([['Golf'], ['Free']]);
  });

  test('and remain after that park the event', async () => {
    const run = startSending(before, {
      bridge: { optionList: 'adds', emptyAttribute: 'ignored' },
    });

    const result = await run.sendOne({
      'customAttributes.Topics': ['Golf'],
      lastName: 'Gil',
    });

    expect(notApplied(result)).toBe('customAttributes.Topics');
    expect(result).toMatchObject({ sent: ['lastName'] });
  });

  test('nothing is cleared where clearing is known to be ignored', async () => {
    const run = startSending(before, {
      bridge: { optionList: 'adds', emptyAttribute: 'ignored' },
      behaviour: { optionList: 'adds', emptyAttribute: 'ignored' },
    });

    expect(notApplied(await run.sendOne({ 'customAttributes.Topics': ['Golf'] }))).toBe(
      'customAttributes.Topics',
    );
    expect(options(run)).toEqual([['t-Golf']]);
  });

  test('come back if Bridge refuses the new ones after the old ones were cleared', async () => {
    const run = startSending(before, {
      bridge: { optionList: 'adds' },
      behaviour: { optionList: 'adds' },
    });
    run.bridge.refuse((patch) => JSON.stringify(patch).includes('t-Chess'));

    expect(await run.sendOne({ 'customAttributes.Topics': ['Chess'] })).toMatchObject({
      failure: { reason: 'refused' },
    });
    expect(run.texts('Topics')).toEqual(['Tennis', 'Golf']);
  });

  test('of another attribute that were archived a moment ago do not take the event with them', async () => {
    const run = startSending({ customAttributes: [topics('Golf', 'Chess')] });
    await run.sendOne({ 'customAttributes.Plan': 'Pro' });
    run.archiveOption('Chess');
    run.wait(61);

    expect(
      await run.sendOne(
        { 'customAttributes.Plan': 'Free' },
        { id: 'f', at: receivedAt + 1 },
      ),
    ).toMatchObject({ kind: 'delivered' });
    expect([run.texts('Plan'), run.texts('Topics')]).toEqual([['Free'], ['Golf']]);
  });

  test('that no longer exist are nobody’s concern', async () => {
    const run = startSending(
      { customAttributes: [topics('Golf', 'Curling')] },
      { bridge: { optionList: 'adds' } },
    );

    expect(await run.sendOne({ 'customAttributes.Topics': ['Golf'] })).toMatchObject({
      kind: 'delivered',
    });
    expect(run.bridge.patches()).toHaveLength(1);
  });
});

describe('an attribute', () => {
  test('is sent alone, and nothing is read, where lists are known to merge', async () => {
    const run = startSending(
      { customAttributes: [{ key: 'Note', values: ['n'] }] },
      { bridge: { attributeList: 'merges' }, behaviour: { attributeList: 'merges' } },
    );

    expect(await run.sendOne({ 'customAttributes.Plan': 'Pro' })).toMatchObject({
      kind: 'delivered',
    });
    expect(run.calls()).toEqual(['patch']);
    expect(run.bridge.patches()).toEqual([
      {
        customAttributes: {
          openAttributes: [{ customAttributeId: 'plan', content: 'Pro' }],
          closedAttributes: [],
        },
      },
    ]);
    expect(run.texts('Note')).toEqual(['n']);
  });

  test.each(['customAttributes.Note', 'customAttributes.Topics'] as const)(
    '%s that is not cleared parks the event',
    async (field) => {
      const contact = {
        customAttributes: [{ key: 'Note', values: ['n'] }, topics('Golf')],
      };
      const looked = startSending(contact, { bridge: { emptyAttribute: 'ignored' } });
      const known = startSending(contact, { behaviour: { emptyAttribute: 'ignored' } });

      expect(notApplied(await looked.sendOne({ [field]: null }))).toBe(field);
      expect(notApplied(await known.sendOne({ [field]: null }))).toBe(field);
      expect(known.bridge.patches()).toEqual([]);
    },
  );
});

describe('an owner', () => {
  const owners = [{ id: 'u-1', email: 'rep@example.com' }];

  test.each<
    [
      string,
      Partial<Contact>,
      { identifier: string; identifierType: 'EMAIL' | 'ID' },
      boolean,
    ]
  >([
    ['known by email, shown by id', {}, rep, true],
    ['known by id', {}, { identifier: 'u-1', identifierType: 'ID' }, true],
    [
      'unknown, of a contact without one',
      {},
      { identifier: 'x@example.com', identifierType: 'EMAIL' },
      false,
    ],
    [
      'unknown by id, of a contact with another',
      { ownerId: 'u-9' },
      { identifier: 'u-8', identifierType: 'ID' },
      false,
    ],
  ])('%s', async (_, contact, owner, isTaken) => {
    const run = startSending(contact, { bridge: { owners, unknownOwner: 'ignored' } });

    const result = await run.sendOne({ owner, lastName: 'Gil' });

    expect(notApplied(result)).toBe(isTaken ? undefined : 'owner');
    expect(run.clocks()).toEqual(isTaken ? ['lastName', 'owner'] : ['lastName']);
  });

  test('is trusted where Bridge is known to refuse the unknown', async () => {
    const run = startSending(
      {},
      {
        bridge: { owners, patchAnswer: 'nothing' },
        behaviour: { unknownOwner: 'refused' },
      },
    );

    expect(await run.sendOne({ owner: rep })).toMatchObject({ kind: 'delivered' });
    expect(run.calls()).toEqual(['patch']);
    expect(
      await run.sendOne({ owner: { ...rep, identifier: 'x@x.io' } }, { id: 'f' }),
    ).toMatchObject({ failure: { reason: 'refused' } });
  });
});

test('what is omitted is sent along where Bridge would clear it', async () => {
  const contact = {
    firstName: 'Ana',
    cellphone: '+34600111222',
    ownerId: 'u-1',
    customAttributes: [topics('Golf')],
  };
  const run = startSending(contact, {
    bridge: { omittedFields: 'cleared' },
    behaviour: { omittedFields: 'cleared' },
  });

  expect(await run.sendOne({ lastName: 'Gil' })).toMatchObject({
    kind: 'delivered',
    sent: ['lastName'],
  });
  expect(run.now()).toMatchObject({ ...contact, lastName: 'Gil' });
  expect(run.calls()).toEqual(['get', 'patch']);
  expect(run.clocks()).toEqual(['lastName']);
});

describe('whatever Bridge does, nothing is lost and what could not be done is said', () => {
  const pick = <const T>(...values: T[]) => fc.constantFrom(...values);
  const bridgeOf = fc.record({
    nulls: pick('clears', 'ignored'),
    attributeList: pick('merges', 'replaces'),
    optionList: pick('replaces', 'adds'),
    emptyAttribute: pick('clears', 'ignored'),
    patchAnswer: pick('contact', 'nothing'),
    isTold: fc.boolean(),
  });
  const someTopics = fc.option(
    fc.subarray(['Tennis', 'Golf', 'Chess'], { minLength: 1 }),
    {
      nil: null,
    },
  );
  const wanted = fc.record(
    {
      firstName: pick('B', null),
      'customAttributes.Plan': pick('Free', null),
      'customAttributes.Topics': someTopics,
    },
    { requiredKeys: [] },
  );
  const before = fc.record({
    firstName: pick('A', null),
    plan: fc.constantFrom<string[]>([], ['Pro']),
    topics: fc.subarray(['Tennis', 'Golf', 'Chess']),
  });

  test('with the settings told and without', async () => {
    await fc.assert(
      fc.asyncProperty(
        bridgeOf,
        before,
        wanted,
        async (
          { isTold, patchAnswer, ...known },
          { firstName, plan, topics: chosen },
          fields,
        ) => {
          const attributes = [
            { key: 'Note', values: ['kept'] },
            { key: 'Plan', values: plan },
            topics(...chosen),
          ];
          const run = startSending(
            {
              firstName,
              customAttributes: attributes.filter(({ values }) => values.length > 0),
            },
            { bridge: { ...known, patchAnswer }, behaviour: isTold ? known : {} },
          );

          const result = await run.sendOne(fields);

          const parked = notApplied(result)?.split(', ') ?? [];
          const textsNow = (field: string) =>
            field === 'firstName'
              ? [run.now().firstName].filter(Boolean)
              : (run.texts(field.slice(17)) ?? []);
          for (const [field, value] of Object.entries(fields)) {
            const isDone =
              textsNow(field).toSorted().join() === [value ?? []].flat().toSorted().join();
            expect([field, isDone]).toEqual([field, !parked.includes(field)]);
          }
          expect(run.texts('Note')).toEqual(['kept']);
          if (!('customAttributes.Plan' in fields))
            expect(run.texts('Plan') ?? []).toEqual(plan);
        },
      ),
      { numRuns: 400 },
    );
  });
});
