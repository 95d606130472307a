import { expect, test } from 'vitest';
import { explainEvent } from '../../cli/events/explain-event.ts';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { FieldReason } from '../../functions/core/reasons/field-reason.ts';
import { buildEvent, buildMessage, buildSource } from '../support/build-source.ts';

const source = buildSource({
  events: { id: ['id'], time: 'at' },
  map: {
    firstName: 'first',
    fullName: 'name',
    languageCode: { from: 'language', default: 'en' },
  },
});
const message = buildMessage([buildEvent({ id: 'e', body: { name: 'Canary Gil' } })]);
const reasons: FieldReason[] = [
  { field: 'firstName', said: { kind: 'set', isByFullName: true }, decided: 'sent' },
  { field: 'lastName', said: { kind: 'set', isByFullName: true }, decided: 'stale' },
  {
    field: 'languageCode',
    said: { kind: 'skip', because: 'missing', hasDefault: true },
  },
];
const record: EventRecord = {
  id: 'e',
  source: 'test-source',
  workspace: 'main',
  receivedAt: 1,
  outcome: { kind: 'delivered' },
  attempts: [],
  foundBy: 'link',
  reasons,
};
const explain = (more: Partial<Parameters<typeof explainEvent>[0]> = {}) =>
  explainEvent({ record, message, source, showValues: true, ...more });
const stale = 'set; stale, something newer was there';

test('without the payload, expressions and defaults are those of the configuration', async () => {
  const explained = await explain({ message: undefined });

  expect(explained.fields).toEqual([
    { field: 'firstName', from: 'name', isMasked: false, why: 'set; sent' },
    { field: 'lastName', from: 'name', isMasked: false, why: stale },
    {
      field: 'languageCode',
      from: 'language',
      isMasked: false,
      why: 'skipped: missing; EN if it creates the contact',
    },
  ]);
  expect(explained).toMatchObject({
    idFrom: 'not known any more',
    time: 'not known any more',
    timeFrom: 'at',
    foundBy: 'found by the link of its id',
  });
});

test('without the source, the reasons are still there', async () => {
  const { fields, timeFrom } = await explain({ message: undefined, source: undefined });

  expect(timeFrom).toBe('not known any more');
  expect(fields).toEqual([
    { field: 'firstName', isMasked: false, why: 'set; sent' },
    { field: 'lastName', isMasked: false, why: stale },
    {
      field: 'languageCode',
      isMasked: false,
      why: 'skipped: missing; the default if it creates the contact',
    },
  ]);
});

test('what the map here says otherwise is said beside what was said then', async () => {
  const changed = buildSource({ map: { firstName: 'none', lastName: 'name' } });

  const { fields } = await explain({ source: changed });

  expect(fields).toMatchObject([
    {
      field: 'firstName',
      from: 'none',
      why: 'set; sent; with the map as it is here: skipped: missing',
    },
    { field: 'lastName', from: 'name', value: 'Canary Gil' },
    {
      field: 'languageCode',
      why: expect.stringMatching(/^skipped: missing; the default/),
    },
  ]);
});

test('an event that was not mapped is shown as the map here takes it', async () => {
  const { fields } = await explain({ record: { ...record, reasons: undefined } });

  expect(fields.map(({ field, why }) => [field, why])).toEqual([
    ['firstName', 'set'],
    ['languageCode', 'skipped: missing; EN if it creates the contact'],
    ['lastName', 'set'],
  ]);
});

test('of an earlier version, what was sent and what was stale is known', async () => {
  const earlier: FieldReason[] = [
    { field: 'firstName', decided: 'sent' },
    { field: 'lastName', decided: 'stale' },
  ];

  const { fields } = await explain({ record: { ...record, reasons: earlier } });

  expect(fields.map(({ field, why }) => [field, why])).toEqual([
    ['firstName', 'sent'],
    ['lastName', 'stale, something newer was there'],
    ['languageCode', 'skipped: missing; EN if it creates the contact'],
  ]);
});

test('a value that is not shown is not there, only that there is one (G10)', async () => {
  const { fields } = await explain({ showValues: false });

  expect(fields.map(({ isMasked }) => isMasked)).toEqual([true, true, false]);
  expect(JSON.stringify(fields)).not.toContain('Canary');
  expect(fields.every((field) => !('value' in field))).toBe(true);
});

test.each<[string, Partial<EventRecord>, string]>([
  ['id', { foundBy: 'id' }, "found by Bridge's id, which it has"],
  ['created', { foundBy: 'created' }, 'created for it'],
  [
    'nobody',
    { foundBy: undefined, outcome: { kind: 'parked', reason: 'no-contact' } },
    'not found',
  ],
  [
    'waiting',
    {
      foundBy: undefined,
      outcome: { kind: 'parked', reason: 'no-contact' },
      waitsFor: 'main#crm#hash',
    },
    'not found: it waits until its id is linked to a contact',
  ],
])('how its contact was found is said in words: %s', async (_, more, expected) => {
  const explained = await explain({ record: { ...record, ...more }, message: undefined });

  expect(explained.foundBy).toBe(expected);
});
