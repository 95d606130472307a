import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventRecord } from '../../../../functions/core/memory/event-record.ts';
import type { FieldReason } from '../../../../functions/core/reasons/field-reason.ts';
import { fromItem, toItems } from '../../../../functions/edges/ledger/event-items.ts';
import { dictionary } from '../../../../functions/edges/ledger/packed/dictionary.ts';
import {
  packMessage,
  unpackMessage,
} from '../../../../functions/edges/ledger/packed/packed-message.ts';
import {
  clocksSchema,
  doubtTextSchema,
  doubtTexts,
  toRows,
} from '../../../../functions/edges/ledger/rows.ts';

const message = {
  version: 1 as const,
  source: 'form',
  workspace: 'main',
  receivedAt: 1_000,
  enqueuedAt: 1_001,
  headers: {},
  query: {},
  events: [
    { id: 'e1', idFrom: 'sender' as const, index: 0, body: { deep: [{ '': '' }] } },
  ],
};
const parked: EventRecord = {
  id: 'e1',
  source: 'form',
  workspace: 'main',
  receivedAt: 1_000,
  outcome: { kind: 'parked', reason: 'invalid-value', detail: 'email: not-an-email' },
  settledAt: 2_000,
  attempts: [{ at: 1_500 }],
  contactId: 'c1',
  foundBy: 'email',
  reasons: [{ field: 'firstName', said: { kind: 'set' }, decided: 'sent' }],
  message,
};
const delivered: EventRecord = {
  ...parked,
  outcome: { kind: 'delivered' },
  forgetAt: 9_500,
  keptUntil: 9_500,
};

test('a parked event is one item, in the index of its source, and never expires', () => {
  const items = toItems(parked);

  expect(items).toMatchObject([
    {
      pk: 'event#e1',
      parkedSource: 'form',
      parkedAt: '1970-01-01T00:00:02.000Z',
      to: 'c1',
      message: packMessage(message),
      expiresAt: undefined,
    },
  ]);
});

test('an event that has ended is one item with its payload, and in no index of parked ones', () => {
  const items = toItems(delivered);

  expect(items).toMatchObject([
    {
      pk: 'event#e1',
      message: packMessage(message),
      parkedSource: undefined,
      parkedAt: undefined,
      expiresAt: 10,
    },
  ]);
});

test('no event is in the index by contact: an entry would be billed as a write', () => {
  for (const record of [parked, delivered])
    for (const item of toItems(record)) expect(item).not.toHaveProperty('contact');
  expect(toItems(delivered).map(fromItem)).toMatchObject([{ contactId: 'c1' }]);
});

test('where the payload goes before the event is forgotten, it is an item of its own', () => {
  const [event, kept, ...others] = toItems({ ...delivered, keptUntil: 5_000 });

  expect(event).toMatchObject({ pk: 'event#e1', message: undefined, expiresAt: 10 });
  expect(kept).toEqual({ pk: 'kept#e1', message: packMessage(message), expiresAt: 5 });
  expect(others).toEqual([]);
});

test('where the payload stays longer than the event has to be remembered, both do', () => {
  const [item = {}, ...others] = toItems({ ...delivered, keptUntil: 60_000 });

  expect(item).toMatchObject({ expiresAt: 60, forgetAt: 9_500 });
  expect(fromItem(item)).toMatchObject({ forgetAt: 9_500, keptUntil: 60_000 });
  expect(others).toEqual([]);
});

test('without a payload there is one item, which is forgotten in time', () => {
  const { message: _, keptUntil: __, ...bare } = delivered;

  expect(toItems(bare)).toMatchObject([
    { pk: 'event#e1', message: undefined, expiresAt: 10 },
  ]);
});

test('a payload is packed to less with what payloads have in common, and is read whole', () => {
  const bare = deflateRawSync(JSON.stringify(message));
  const packed = packMessage(message);

  expect(packed.length).toBeLessThan(bare.length * 0.75);
  expect(unpackMessage(packed)).toBe(JSON.stringify(message));
  fc.assert(
    fc.property(fc.object(), (value) => {
      expect(unpackMessage(packMessage(value))).toBe(JSON.stringify(value));
      expect(unpackMessage(deflateRawSync(JSON.stringify(value)))).toBe(
        JSON.stringify(value),
      );
    }),
  );
});

test('the dictionary stays as it is: with another, nothing that it packed could be read', () => {
  const hash = createHash('sha256').update(dictionary).digest('hex');

  expect(hash).toBe('030f52b1ba3269295305372d23f0396ba15e02760bd5c76eeb74d5f8a387b0c9');
});

const uuid = '0d3c5a52-7d5c-4f5e-9d0e-5f6f3a1b2c4d';
const clockA = { time: 1, receivedAt: 2, index: 0, eventId: 'a' };
const clockB = { time: 3, receivedAt: 4, index: 1, eventId: 'b' };
const rowOf = ({ time, receivedAt, index, eventId }: typeof clockA) => [
  time,
  receivedAt,
  index,
  eventId,
];

test('a clock that many fields have, and a doubt of many, are written once', async () => {
  const fields = ['firstName', `attribute:${uuid}`, 'attribute:not-a-uuid', 'email'];
  const clocks = Object.fromEntries(fields.map((field) => [field, clockA]));
  const doubts = fields.map((field) => ({ field, clock: clockB, notedAt: 5 }));

  expect(toRows({ ...clocks, email: clockB })).toEqual({
    rows: [rowOf(clockA), rowOf(clockB)],
    of: {
      firstName: 0,
      'a:DTxaUn1cT16dDl9vOhssTQ': 0,
      'attribute:not-a-uuid': 0,
      email: 1,
    },
  });
  expect(clocksSchema.parse(toRows(clocks))).toEqual(clocks);
  const texts = doubtTexts(doubts);
  expect(texts.size).toBe(1);
  expect([...texts].flatMap((text) => doubtTextSchema.parse(text))).toEqual(
    expect.arrayContaining(doubts),
  );
  expect(doubtTexts(doubts.toReversed())).toEqual(texts);
});

const said = { kind: 'set' } as const;
const reasons: FieldReason[] = [
  { field: 'firstName', said, decided: 'sent' },
  {
    field: 'languageCode',
    said: { kind: 'skip', because: 'missing', hasDefault: true },
    decided: 'sent',
    isOfDefault: true,
  },
  {
    field: 'lastName',
    said: { kind: 'clear', isOnlyIfNone: true, isByFullName: true },
    decided: 'kept',
  },
  { field: 'customAttributes.Lead source', said, decided: 'skip unknown-option' },
  {
    field: 'customAttributes..',
    said: { kind: 'invalid', because: 'expression D3030 at character 5' },
  },
  { field: 'email', decided: 'stale' },
  { field: 'owner', said, decided: 'sent' },
];

test('reasons are written in the order of the map: names once, codes once, a letter for each field', () => {
  const [item = {}] = toItems({ ...delivered, reasons });

  expect(item.why).toEqual({
    fields: [
      'firstName',
      'languageCode',
      'lastName',
      '.Lead source',
      '..',
      'email',
      'owner',
    ],
    codes: [
      'set|sent',
      'skip missing+d|default sent',
      'clear+nf|kept',
      'set|skip unknown-option',
      'invalid expression D3030 at character 5',
      '|stale',
    ],
    of: 'abcdefa',
  });
  expect(fromItem(item).reasons).toEqual(reasons);
});

test('as many codes as there are fields are told apart', () => {
  const many = Array.from({ length: 200 }, (_, place) => ({
    field: `customAttributes.${place}`,
    said: {
      kind: 'invalid' as const,
      because: `expression E at character ${place}` as const,
    },
  }));

  expect(fromItem(toItems({ ...delivered, reasons: many })[0] ?? {}).reasons).toEqual(
    many,
  );
});

test('which fields did not fit lies in the item once: its reasons are the detail too', () => {
  const invalid: FieldReason[] = [
    { field: 'email', said: { kind: 'invalid', because: 'not-an-email' } },
    { field: 'customAttributes.Plan', said, decided: 'invalid unknown-option' },
  ];
  const detail = 'email: not-an-email, customAttributes.Plan: unknown-option';
  const outcomeWith = (text: string) =>
    ({ kind: 'parked', reason: 'invalid-value', detail: text }) as const;

  const [item = {}] = toItems({
    ...parked,
    outcome: outcomeWith(detail),
    reasons: invalid,
  });
  const other = outcomeWith('contact.id: not-a-uuid');
  const [apart = {}] = toItems({ ...parked, outcome: other, reasons: invalid });

  expect(item.outcome).toEqual({ ...outcomeWith(detail), detail: undefined });
  expect(fromItem(item).outcome).toEqual(outcomeWith(detail));
  expect(fromItem(apart).outcome).toEqual(other);
});
