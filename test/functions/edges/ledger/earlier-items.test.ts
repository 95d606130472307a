import { deflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventRecord } from '../../../../functions/core/memory/event-record.ts';
import type { Memory } from '../../../../functions/core/memory/memory.ts';
import { createMemory } from '../../../../functions/edges/ledger/create-memory.ts';
import { createOperator } from '../../../../functions/edges/ledger/operator/operator.ts';
import { packMessage } from '../../../../functions/edges/ledger/packed/packed-message.ts';
import { openLedgerTable } from '../../../support/ledger-table.ts';

/** Items as versions before wrote them: an upgrade goes on with the table as it is. */

let table: Awaited<ReturnType<typeof openLedgerTable>>;
let memory: Memory;

beforeAll(async () => {
  table = await openLedgerTable();
  memory = createMemory(table.client, table.name);
});
afterAll(() => table.close());

const put = (item: object) => {
  const Item: Record<string, AttributeValue> = marshall(item);
  return table.client.send(new PutItemCommand({ TableName: table.name, Item }));
};

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
  reasons: [{ field: 'firstName', decided: 'sent' }],
  message,
};
test('an event that an earlier version parked is read, with its payload as text (G2)', async () => {
  await put({
    pk: 'event#old-parked',
    source: 'form',
    workspace: 'main',
    receivedAt: 1_000,
    outcome: { kind: 'parked', reason: 'no-contact', detail: 'x', answer: 'y' },
    attempts: [{ at: 1_500, failed: 'unavailable' }],
    tries: 0,
    settledAt: '1970-01-01T00:00:02.000Z',
    parkedSource: 'form',
    parkedAt: '1970-01-01T00:00:02.000Z',
    contact: 'main#c1',
    sent: ['firstName'],
    stale: ['email'],
    waitsFor: 'main#crm#hash',
    message: JSON.stringify(message),
  });

  expect((await memory.events.read(['old-parked'])).get('old-parked')).toEqual({
    ...parked,
    id: 'old-parked',
    outcome: { kind: 'parked', reason: 'no-contact', detail: 'x', answer: 'y' },
    attempts: [{ at: 1_500, failed: 'unavailable' }],
    tries: 0,
    reasons: [
      { field: 'firstName', decided: 'sent' },
      { field: 'email', decided: 'stale' },
    ],
    waitsFor: 'main#crm#hash',
  });
});

test('an event of a version that kept what was sent and what was stale is read', async () => {
  await put({
    pk: 'event#old-sent',
    source: 'form',
    workspace: 'main',
    receivedAt: 1_000,
    requestId: 'r',
    outcome: { kind: 'parked', reason: 'invalid-value', detail: 'email: not-an-email' },
    attempts: [{ at: 1_500 }],
    settledAt: '1970-01-01T00:00:02.000Z',
    parkedSource: 'form',
    parkedAt: '1970-01-01T00:00:02.000Z',
    to: 'c1',
    sent: ['firstName', 'customAttributes.Lead source'],
    stale: [],
    message: packMessage(message),
  });

  expect((await memory.events.read(['old-sent'])).get('old-sent')).toEqual({
    ...parked,
    id: 'old-sent',
    requestId: 'r',
    reasons: [
      { field: 'firstName', decided: 'sent' },
      { field: 'customAttributes.Lead source', decided: 'sent' },
    ],
  });
});

test('an event as it is written today is read: who changes that keeps this item', async () => {
  await put({
    pk: 'event#of-today',
    source: 'form',
    workspace: 'main',
    receivedAt: 1_000,
    outcome: { kind: 'parked', reason: 'invalid-value' },
    attempts: [{ at: 1_500, status: 200 }],
    settledAt: '1970-01-01T00:00:02.000Z',
    parkedSource: 'form',
    parkedAt: '1970-01-01T00:00:02.000Z',
    to: 'c1',
    found: 'email',
    why: {
      fields: ['firstName', 'email', '.Plan'],
      codes: ['set|sent', 'invalid not-an-email', 'skip missing+d|default stale'],
      of: 'abc',
    },
    message: packMessage(message),
  });

  expect((await memory.events.read(['of-today'])).get('of-today')).toEqual({
    ...parked,
    id: 'of-today',
    attempts: [{ at: 1_500, status: 200 }],
    foundBy: 'email',
    reasons: [
      { field: 'firstName', said: { kind: 'set' }, decided: 'sent' },
      { field: 'email', said: { kind: 'invalid', because: 'not-an-email' } },
      {
        field: 'customAttributes.Plan',
        said: { kind: 'skip', because: 'missing', hasDefault: true },
        decided: 'stale',
        isOfDefault: true,
      },
    ],
  });
});

test('an event that an earlier version delivered, tried or was creating for is read', async () => {
  const seen = { source: 'form', workspace: 'main', receivedAt: 1_000 };
  await put({ pk: 'event#old-tried', ...seen, attempts: [{ at: 5 }], tries: 2 });
  await put({ pk: 'event#old-creating', ...seen, creating: true });
  await put({
    pk: 'event#old-done',
    ...seen,
    outcome: { kind: 'ignored', reason: 'discarded' },
    settledAt: '1970-01-01T00:00:02.000Z',
    attempts: [],
    expiresAt: 10,
  });
  await put({ pk: 'kept#old-done', message: JSON.stringify(message), expiresAt: 5 });

  const ids = ['old-tried', 'old-creating', 'old-done'];
  const read = await memory.events.read(ids);

  expect(ids.map((id) => read.get(id))).toEqual([
    { id: 'old-tried', ...seen, attempts: [{ at: 5 }], tries: 2 },
    { id: 'old-creating', ...seen, attempts: [], creating: true },
    {
      id: 'old-done',
      ...seen,
      outcome: { kind: 'ignored', reason: 'discarded' },
      settledAt: 2_000,
      attempts: [],
      forgetAt: 10_000,
    },
  ]);
});

test('clocks that an earlier version wrote, one for each field, are read, and its lease counts (G4)', async () => {
  const contact = { workspace: 'main', contactId: 'old' };
  await put({
    pk: 'contact#main#old',
    clocks: { firstName: [1, 2, 3, 'e1'], 'attribute:x': [4, 5, 0, 'e2'] },
    leaseToken: 'before',
    leaseUntil: 60_000,
    erasedAt: 7,
    'ids#crm': new Set(['main#crm#hash']),
  });

  const known = await memory.contacts.read(contact);
  const lease = { token: 't', now: 59_999, until: 120_000, doubts: [] };
  const taken = await memory.contacts.lease(contact, lease);

  expect(known).toEqual({
    clocks: {
      firstName: { time: 1, receivedAt: 2, index: 3, eventId: 'e1' },
      'attribute:x': { time: 4, receivedAt: 5, index: 0, eventId: 'e2' },
    },
    doubts: [],
    erasedAt: 7,
  });
  expect(taken).toEqual({ takenUntil: 60_000 });
  expect(await memory.links.idsOf(contact, 'main#crm#other')).toEqual(['main#crm#hash']);
});

test('links and claims that an earlier version wrote are read', async () => {
  const [a, b] = ['main#crm#a', 'main#crm#b'];
  await put({ pk: `link#${a}`, mergedInto: b, mergedAt: '1970-01-01T00:00:01.000Z' });
  await put({
    pk: `link#${b}`,
    contact: 'main#c1',
    settledAt: '1970-01-01T00:00:02.000Z',
    origin: 'match',
    waiting: new Set(['e1']),
    disputed: true,
  });
  await put({
    pk: 'claim#name',
    claimToken: 'before',
    claimUntil: 60_000,
    claimedAt: 1,
    expiresAt: 99,
    erasedAt: 7,
    erasedUntil: 99,
  });

  const link = await memory.links.readLink(a);
  const taken = await memory.claims.claim(['name'], 't', 59_999, 120_000);
  const free = await memory.claims.claim(['name'], 't', 60_000, 120_000);

  expect(link).toEqual({
    key: b,
    contactId: 'c1',
    learnedAt: 2_000,
    origin: 'match',
    waiting: ['e1'],
    isDisputed: true,
  });
  expect([taken, free]).toEqual([
    { isTaken: true },
    { isTaken: false, isContested: true, erasedAt: 7 },
  ]);
});

test('a hold that an earlier version set is the one that is seen and released', async () => {
  const hold = {
    reason: 'unavailable' as const,
    until: 5_000,
    stepSeconds: 30,
    since: 1_000,
    isProbed: false,
  };
  await put({
    pk: 'workspace#old',
    hold: { ...hold, by: 'e1', isShared: true },
    holdUntil: 5_000,
    lastSuccessAt: 900,
  });

  const state = await memory.workspaces.read('old');
  const isReleased = await memory.workspaces.releaseHold('old', hold);

  expect(state).toEqual({ hold, failing: [], successes: {} });
  expect(isReleased).toBe(true);
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

test('doubts that an earlier version wrote, one for each field, are read (G4)', async () => {
  const field = `attribute:${uuid}`;
  await put({
    pk: 'contact#main#old',
    clocks: { firstName: rowOf(clockA), [field]: rowOf(clockB) },
    doubts: new Set([JSON.stringify(['email', ...rowOf(clockB), 5])]),
  });

  expect(
    await memory.contacts.read({ workspace: 'main', contactId: 'old' }),
  ).toMatchObject({
    clocks: { firstName: clockA, [field]: clockB },
    doubts: [{ field: 'email', clock: clockB, notedAt: 5 }],
  });
});

test('a doubt of an earlier version stands until who has the lease settles it (G4)', async () => {
  const contact = { workspace: 'main', contactId: 'doubted' };
  const email = { field: 'email', clock: clockB, notedAt: 5 };
  const first = { ...email, field: 'firstName' };
  const texts = [email, first].map(({ field }) =>
    JSON.stringify([field, ...rowOf(clockB), 5]),
  );
  await put({ pk: 'contact#main#doubted', doubts: new Set(texts) });

  const lease = { token: 't', now: 1, until: 60_000, doubts: [] };
  const taken = await memory.contacts.lease(contact, lease);
  await memory.contacts.free(contact, 't', { doubts: [email, first] });
  const kept = await memory.contacts.read(contact);
  await memory.contacts.lease(contact, lease);
  await memory.contacts.free(contact, 't', { doubts: [first] });

  expect(taken).toMatchObject({ doubts: expect.arrayContaining([email, first]) });
  expect(kept.doubts).toEqual(expect.arrayContaining([email, first]));
  expect((await memory.contacts.read(contact)).doubts).toEqual([first]);
});

test('clocks of an earlier version stay when one of today is added (G4)', async () => {
  const contact = { workspace: 'main', contactId: 'clocked' };
  const clocks = { firstName: rowOf(clockA), [`attribute:${uuid}`]: rowOf(clockB) };
  await put({ pk: 'contact#main#clocked', clocks });

  const lease = { token: 't', now: 1, until: 60_000, doubts: [] };
  await memory.contacts.lease(contact, lease);
  const known = await memory.contacts.read(contact);
  await memory.contacts.free(contact, 't', {
    clocks: { ...known.clocks, lastName: clockB },
    doubts: [],
  });

  expect((await memory.contacts.read(contact)).clocks).toEqual({
    firstName: clockA,
    [`attribute:${uuid}`]: clockB,
    lastName: clockB,
  });
});

test('a payload that an earlier version kept as text can be replayed, and is found by who erases', async () => {
  const record = { ...parked, id: 'old-kept', message: undefined };
  await put({ pk: 'kept#old-kept', message: JSON.stringify(message), expiresAt: 5 });

  const operator = createOperator(table.client, table.name);
  const traces = await Array.fromAsync(operator.traces());

  expect(await operator.payloadOf(record)).toEqual({ message, keptUntil: 5_000 });
  expect(traces).toContainEqual({
    eventId: 'old-kept',
    message,
    text: JSON.stringify(message),
  });
});

test('a payload that an earlier version packed without a dictionary is read (G2)', async () => {
  const { message: _, ...record } = { ...parked, id: 'old-packed' };
  await put({
    pk: 'event#old-packed',
    source: 'form',
    workspace: 'main',
    receivedAt: 1_000,
    outcome: record.outcome,
    attempts: record.attempts,
    settledAt: '1970-01-01T00:00:02.000Z',
    to: 'c1',
    sent: ['firstName', 'customAttributes.Plan'],
    stale: [],
    message: deflateRawSync(JSON.stringify(message)),
  });

  expect((await memory.events.read(['old-packed'])).get('old-packed')).toEqual({
    ...record,
    reasons: [
      { field: 'firstName', decided: 'sent' },
      { field: 'customAttributes.Plan', decided: 'sent' },
    ],
    message,
  });
});

test('an event that an earlier version wrote to a contact is found by it, and erased or ended without it (G10)', async () => {
  const seen = { source: 'form', workspace: 'main', receivedAt: 1_000, attempts: [] };
  const settled = { settledAt: '1970-01-01T00:00:02.000Z', contact: 'main#old-person' };
  const outcome = { kind: 'parked', reason: 'refused' };
  const waits = { outcome, parkedSource: 'form', parkedAt: settled.settledAt };
  await put({ pk: 'event#old-to', ...seen, ...settled, outcome: { kind: 'delivered' } });
  await put({ pk: 'event#old-waits', ...seen, ...settled, ...waits });
  await put({ pk: 'event#old-other', ...seen, ...settled, contact: 'crm#old-person' });
  const operator = createOperator(table.client, table.name);
  const contact = { workspace: 'main', contactId: 'old-person' };

  const ids = await operator.eventsOf(contact);
  const read = await memory.events.read(ids);
  const ending = { reason: 'erased' as const, now: 9_000, rememberSeconds: 60 };
  for (const record of read.values())
    if (!(await operator.endParked(record, ending))) await operator.emptyEvent(record);
  const left = await memory.events.read(ids);

  expect(ids.toSorted()).toEqual(['old-to', 'old-waits']);
  expect([...left.values()].map(({ contactId }) => contactId)).toEqual([
    undefined,
    undefined,
  ]);
  expect(await operator.eventsOf(contact)).toEqual([]);
});

test('what an earlier version noted of a message that comes back is read (G4, G5)', async () => {
  const attempts = [{ at: 1_500, failed: 'unavailable' as const }];
  await put({
    pk: 'message#old',
    source: 'form',
    workspace: 'main',
    receivedAt: 1_000,
    events: ['e1', 'e2'],
    touching: ['e1'],
    progress: {
      e1: {
        attempts,
        inDoubt: {
          contactId: 'c1',
          clocks: { firstName: rowOf(clockA), [`attribute:${uuid}`]: rowOf(clockB) },
        },
      },
    },
  });

  const { progress } = await memory.events.recall({
    eventIds: ['e1', 'e2'],
    workspace: 'main',
    messageId: 'old',
    isFirstReceipt: false,
  });

  expect(progress?.touching).toEqual(['e1']);
  expect(progress?.events.e1).toMatchObject({
    attempts,
    inDoubt: {
      contactId: 'c1',
      clocks: { firstName: clockA, [`attribute:${uuid}`]: clockB },
    },
  });
});
