import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  EventProgress,
  EventRecord,
} from '../../../../functions/core/memory/event-record.ts';
import type { Memory } from '../../../../functions/core/memory/memory.ts';
import type { Message } from '../../../../functions/core/message/message.ts';
import { countParked } from '../../../../functions/edges/ledger/counts/count-parked.ts';
import { createMemory } from '../../../../functions/edges/ledger/create-memory.ts';
import {
  createOperator,
  type Operator,
} from '../../../../functions/edges/ledger/operator/operator.ts';
import { openLedgerTable } from '../../../support/ledger-table.ts';
import { day } from './implementations.ts';

let table: Awaited<ReturnType<typeof openLedgerTable>>;
let memory: Memory;
let operator: Operator;

beforeAll(async () => {
  table = await openLedgerTable();
  memory = createMemory(table.client, table.name, () => day);
  operator = createOperator(table.client, table.name);
});
afterAll(() => table.close());

let tests = 0;
/** A name of this test. */
const own = (name: string) => `${name}-${tests}`;
beforeEach(() => {
  tests += 1;
});

const messageWith = (...ids: string[]): Message => ({
  version: 1,
  source: own('form'),
  workspace: 'main',
  receivedAt: day,
  enqueuedAt: day + 1,
  headers: {},
  query: {},
  events: ids.map((id, index) => ({ id, idFrom: 'sender', index, body: 'a payload' })),
});

const event = (id: string, more: Partial<EventRecord>): EventRecord => ({
  id,
  source: own('form'),
  workspace: 'main',
  receivedAt: day,
  settledAt: day + 2_000,
  attempts: [],
  message: messageWith(id),
  ...more,
});
const parked = (id: string, more: Partial<EventRecord> = {}) =>
  event(id, { outcome: { kind: 'parked', reason: 'no-contact' }, ...more });
const delivered = (id: string, more: Partial<EventRecord> = {}) =>
  event(id, {
    outcome: { kind: 'delivered' },
    contactId: own('contact'),
    forgetAt: day + 60_000,
    keptUntil: day + 60_000,
    ...more,
  });

/** A text that cannot be compressed to less than half. */
const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');

const progress = (lastAt: number): EventProgress => ({
  attempts: [{ at: lastAt, failed: 'unavailable' }],
  failures: {
    count: 3,
    firstAt: day,
    lastAt,
    blamed: 0,
    reason: 'unavailable',
    call: 'patch',
    retryAt: lastAt + 15_000,
  },
});

const items = async () => {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.name }),
  );
  return new Map(Items.map((item) => [item.pk?.S, unmarshall(item)]));
};

test('events are found by their source while they are parked', async () => {
  const [waits, done] = [own('waits'), own('done')];
  await memory.events.settle([parked(waits), delivered(done)]);

  expect(await operator.parkedOf(own('form'))).toEqual([waits]);
  expect(await operator.allParked()).toContain(waits);
  expect(await operator.allParked()).not.toContain(done);
});

test('events are found by their contact, in its workspace, among more than a page holds (G10)', async () => {
  const contact = { workspace: 'main', contactId: own('contact') };
  const waits = own('waits');
  const done = Array.from({ length: 10 }, (_, index) => own(`done-${index}`));
  const large = { ...messageWith(own('large')), headers: { note: noise(250_000) } };
  await memory.events.settle([
    ...done.map((id) => delivered(id, { message: large })),
    parked(waits, { contactId: own('contact') }),
    delivered(own('of another'), { contactId: `${own('contact')}0` }),
    delivered(own('elsewhere'), { workspace: 'crm' }),
    parked(own('of nobody')),
  ]);
  await memory.links.learnLink(`main#crm#${own('hash')}`, {
    ...contact,
    origin: 'set',
    at: day,
    mayShare: false,
  });

  const found = await operator.eventsOf(contact);

  expect(found.toSorted()).toEqual([...done, waits].toSorted());
});

test('an event has no entry in the index by contact, and a link has (G10)', async () => {
  const contact = { workspace: 'main', contactId: own('contact') };
  await memory.events.settle([delivered(own('done')), parked(own('waits'), contact)]);
  await memory.links.learnLink(`main#crm#${own('hash')}`, {
    ...contact,
    origin: 'set',
    at: day,
    mayShare: false,
  });

  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.name, IndexName: 'byContact' }),
  );

  const keys = Items.map(({ pk }) => pk?.S ?? '').filter((pk) => pk.endsWith(`-${tests}`));
  expect(keys).toEqual([`link#main#crm#${own('hash')}`]);
});

test('the parked events of all sources are counted, and no others, and the oldest is known', async () => {
  const before = await countParked(table.client, table.name);
  const longAgo = 0;

  await memory.events.settle([
    parked(own('a')),
    parked(own('b'), { settledAt: longAgo }),
    delivered(own('c')),
  ]);

  expect(await countParked(table.client, table.name)).toEqual({
    count: before.count + 2,
    oldestAt: longAgo,
  });
});

test('while nothing is parked there is no oldest', async () => {
  const empty = await openLedgerTable();

  const counted = await countParked(empty.client, empty.name);
  await empty.close();

  expect(counted).toEqual({ count: 0, oldestAt: undefined });
});

test('the request that brought an event is remembered with it, while it waits and after', async () => {
  const [open, done] = [own('open'), own('done')];
  const message = { ...messageWith(open), requestId: own('request') };
  const noted = { touching: [], events: { [open]: progress(day) } };
  await memory.events.saveProgress(own('m'), message, noted);
  await memory.events.settle([delivered(done, { requestId: own('request') })]);

  const all = await operator.allEvents();

  expect(
    all.filter(({ requestId }) => requestId === own('request')).map(({ id }) => id),
  ).toEqual(expect.arrayContaining([open, done]));
  const waiting = await operator.findWaiting([open, done]);
  expect([...waiting.values()].map(({ requestId }) => requestId)).toEqual([
    own('request'),
  ]);
});

test('links are found by their contact', async () => {
  const contact = { workspace: 'main', contactId: own('contact') };
  const key = `main#crm#${own('hash')}`;
  await memory.links.learnLink(key, {
    ...contact,
    origin: 'set',
    at: day,
    mayShare: false,
  });

  expect(await operator.linkKeysOf(contact)).toEqual([key]);
});

test('an event that waits is listed, and found with its last failure, until it has ended', async () => {
  const [open, done] = [own('open'), own('done')];
  const save = (messageId: string, ...noted: [string, EventProgress][]) =>
    memory.events.saveProgress(own(messageId), messageWith(open, done), {
      touching: [],
      events: Object.fromEntries(noted),
    });
  await save('m1', [open, progress(day + 1)], [done, progress(day + 1)]);
  await save('m2', [open, progress(day + 9)]);
  await memory.events.settle([delivered(done)]);

  const listed = await operator.allEvents();
  const found = await operator.findWaiting([open, own('unknown')]);

  const { attempts } = progress(day + 9);
  const seen = { id: open, source: own('form'), workspace: 'main', receivedAt: day };
  expect(listed.find(({ id }) => id === open)).toEqual({ ...seen, attempts });
  expect(listed.filter(({ id }) => id === done)).toEqual([delivered(done)]);
  expect(found).toEqual(new Map([[open, { ...seen, progress: progress(day + 9) }]]));
});

test('payloads are read wherever they are kept, each with the id of its event', async () => {
  const [waits, kept, apart] = [own('waits'), own('kept'), own('apart')];
  const moved = own('moved');
  const records = [
    parked(waits),
    delivered(kept),
    delivered(apart, { keptUntil: day + 30_000 }),
    parked(moved, { message: messageWith(own('before')) }),
  ];
  await memory.events.settle(records);

  const read = [...(await memory.events.read([waits, kept, apart, moved])).values()];
  const payloads = await operator.payloadsOf(read);
  const recordOf = (wanted: string) =>
    read.find(({ id }) => id === wanted) ?? parked('missing');

  expect(payloads.map(({ events }) => events[0]?.id).sort()).toEqual(
    [waits, kept, apart, moved].sort(),
  );
  expect(await operator.payloadOf(recordOf(kept))).toMatchObject({
    keptUntil: day + 60_000,
  });
  expect(await operator.payloadOf(recordOf(apart))).toEqual({
    message: messageWith(apart),
    keptUntil: day + 30_000,
  });
  expect(await operator.payloadOf(recordOf(waits))).toBeUndefined();
});

test('every payload and every merge is a trace', async () => {
  const [kept, apart] = [own('kept'), own('apart')];
  const [merged, into] = [`main#crm#${own('a')}`, `main#crm#${own('b')}`];
  await memory.events.settle([delivered(kept), delivered(apart, { keptUntil: day + 1 })]);
  await memory.links.mergeLink(merged, into, day, undefined);

  const traces = await Array.fromAsync(operator.traces());

  for (const id of [kept, apart]) {
    const message = messageWith(id);
    expect(traces).toContainEqual({
      eventId: id,
      message,
      text: JSON.stringify(message),
    });
  }
  expect(traces).toContainEqual({ merged, into });
});

/** What an event says of its person beside the payload. */
const why: Pick<EventRecord, 'foundBy' | 'reasons'> = {
  foundBy: 'email',
  reasons: [{ field: 'email', said: { kind: 'set' }, decided: 'sent' }],
};

test('a parked event that is ended by hand has no payload, and waits for nobody (G2)', async () => {
  const [id, key] = [own('event'), `main#crm#${own('hash')}`];
  const record = parked(id, { waitsFor: key, contactId: own('contact'), ...why });
  const ending = { reason: 'erased' as const, now: day + 9_000, rememberSeconds: 60 };
  await memory.events.settle([record]);
  await memory.links.waitForLink(key, id);

  const asOfBefore = await operator.endParked({ ...record, settledAt: day }, ending);
  const isEnded = await operator.endParked(record, ending);
  const again = await operator.endParked(record, ending);

  expect([asOfBefore, isEnded, again]).toEqual([false, true, false]);
  expect((await memory.events.read([id])).get(id)).toEqual({
    id,
    source: own('form'),
    workspace: 'main',
    receivedAt: day,
    outcome: { kind: 'ignored', reason: 'erased' },
    settledAt: day + 9_000,
    attempts: [],
    forgetAt: day + 69_000,
  });
  expect((await memory.links.readLink(key)).waiting).toEqual([]);
});

test('an event that is emptied is remembered, without payload and contact (G10)', async () => {
  const [together, apart] = [own('together'), own('apart')];
  const records = [
    delivered(together, why),
    delivered(apart, { keptUntil: day + 1, ...why }),
  ];
  await memory.events.settle(records);

  for (const record of records) await operator.emptyEvent(record);
  const read = await memory.events.read([together, apart]);

  for (const record of read.values())
    expect(record).toMatchObject({ reasons: undefined, foundBy: undefined });

  expect(JSON.stringify([...(await items()).values()])).not.toContain(
    `"${own('contact')}`,
  );
  for (const record of (await memory.events.read([together, apart])).values())
    expect(record).toMatchObject({
      outcome: { kind: 'delivered' },
      contactId: undefined,
    });
  expect(await operator.payloadsOf([delivered(apart, { message: undefined })])).toEqual(
    [],
  );
});

test('a tombstone leaves nothing of the contact but that it was erased (G10)', async () => {
  const contact = { workspace: 'main', contactId: own('contact') };
  const [crm, shop] = [`main#crm#${own('a')}`, `main#shop#${own('b')}`];
  const clock = { time: day, receivedAt: day, index: 0, eventId: 'e1' };
  const doubts = [{ field: 'email', clock, notedAt: day }];
  const lease = { token: 't', now: day, until: day + 60_000, doubts };
  for (const key of [crm, shop])
    await memory.links.learnLink(key, {
      ...contact,
      origin: 'set',
      at: day,
      mayShare: false,
    });
  await memory.contacts.lease(contact, lease);
  await memory.contacts.free(contact, 't', { clocks: { email: clock }, doubts: [] });
  await memory.contacts.lease(contact, lease);

  const known = await operator.tombstones.readPerson(contact);
  const erasure = { at: day + 1, forgetAt: day + 60_000 };
  const ids = await operator.tombstones.ofContact(contact, 't', known.linkKeys, erasure);
  for (const key of ids) await operator.tombstones.ofLink(key, erasure);

  expect(known.hasClocks).toBe(true);
  expect([known.linkKeys.toSorted(), ids.toSorted()]).toEqual([
    [crm, shop],
    [crm, shop],
  ]);
  const [pk, expiresAt] = [`contact#main#${contact.contactId}`, day / 1000 + 60];
  const left = await items();
  expect(left.get(pk)).toEqual({ pk, erasedAt: day + 1, expiresAt });
  expect(left.get(`link#${crm}`)).toEqual({
    pk: `link#${crm}`,
    erasedAt: day + 1,
    expiresAt,
  });
});

test('a contact that another run has is not erased under its hands', async () => {
  const contact = { workspace: 'main', contactId: own('contact') };
  await memory.contacts.lease(contact, {
    token: 't',
    now: day,
    until: day + 1,
    doubts: [],
  });

  const erasing = operator.tombstones.ofContact(contact, 'other', [], {
    at: day,
    forgetAt: day,
  });

  await expect(erasing).rejects.toMatchObject({ reason: 'lease-lost' });
});
