import { describe, expect, test } from 'vitest';
import { readEvents } from '../../../../functions/core/receive/read-events.ts';
import {
  buildMessage,
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const ana = { id: '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8', email: 'ana@example.com' };
const bea = { id: '9f1b1f0e-5a38-4c55-8d39-2f3a3e7a1c11', email: 'bea@example.com' };
const dayMs = 86_400_000;

interface Sent {
  /** Ms after the first. */
  at?: number;
  body: unknown;
  query?: Record<string, string>;
  headers?: Record<string, string>;
}

async function read(file: SourceInput, { at = 0, body, query = {}, headers = {} }: Sent) {
  const request = { body, headers, query, receivedAt: receivedAt + at };
  return (await readEvents(buildSource(file), request, 'fake-pepper')).events;
}

/** The ids of the events of one request. */
async function idsOf(file: SourceInput, sent: Sent) {
  return (await read(file, sent)).map(({ id }) => id);
}

/** Receives and delivers requests one after the other; gives how their events ended, in order. */
async function deliver(file: SourceInput, requests: Sent[]) {
  const delivery = createDelivery(buildSource(file), [{ ...ana }, { ...bea }]);
  const outcomes: (string | undefined)[] = [];
  for (const sent of requests) {
    const { at = 0, query = {}, headers = {} } = sent;
    delivery.wait(Math.max(0, (receivedAt + at + 1_000 - delivery.now()) / 1_000));
    for (const { contactKey, ...event } of await read(file, sent)) {
      const more = { receivedAt: receivedAt + at, query, headers };
      const { endings } = await delivery.deliver(
        buildMessage([event], contactKey === undefined ? more : { ...more, contactKey }),
      );
      outcomes.push(endings[event.id]?.kind);
    }
  }
  const firstName = ({ id }: typeof ana) => delivery.bridge.contacts.get(id)?.firstName;
  return { outcomes, ana: firstName(ana), bea: firstName(bea) };
}

describe('G2: without an id of the sender, people are told apart wherever they stand', () => {
  test('around the list', async () => {
    const file: SourceInput = {
      events: { split: 'changes' },
      contact: { match: [{ email: '$request.user.email' }] },
      map: { firstName: 'stage' },
    };
    const body = (email: string) => ({ user: { email }, changes: [{ stage: 'won' }] });

    const ended = await deliver(file, [
      { body: body(ana.email) },
      { at: 5_000, body: body(bea.email) },
    ]);

    expect(ended).toEqual({
      outcomes: ['delivered', 'delivered'],
      ana: 'won',
      bea: 'won',
    });
  });

  test.each(['query', 'headers'] as const)('in $%s', async (place) => {
    const file: SourceInput = {
      contact: { match: [{ email: `$${place}.email` }] },
      map: { firstName: 'stage' },
    };
    const sent = ({ email }: typeof ana, at: number) => ({
      at,
      body: { stage: 'won' },
      [place]: { email },
    });

    const ended = await deliver(file, [sent(ana, 0), sent(bea, 5_000)]);

    expect(ended).toEqual({
      outcomes: ['delivered', 'delivered'],
      ana: 'won',
      bea: 'won',
    });
  });

  test.each<[string, SourceInput['contact']]>([
    ['contact.key groups several', { key: '"all"', match: [{ email: '$query.email' }] }],
    ['they share a phone number', { match: ['cellphone', { email: '$query.email' }] }],
  ])('where %s', async (_, contact) => {
    const file: SourceInput = {
      contact,
      map: { firstName: 'stage', cellphone: 'phone' },
    };
    const body = { stage: 'won', phone: '+34600000000' };

    const [first, second] = await Promise.all(
      [ana, bea].map(({ email }) => idsOf(file, { body, query: { email } })),
    );

    expect(second).not.toEqual(first);
  });

  test('where the chosen content leaves them out', async () => {
    const file: SourceInput = { events: { content: 'stage' } };

    const [first, second] = await Promise.all(
      [ana, bea].map(({ email }) => idsOf(file, { body: { email, stage: 'won' } })),
    );

    expect(second).not.toEqual(first);
  });

  test.each<[string, SourceInput]>([
    ['contact.key', { contact: { key: '$number($request.user)', match: ['email'] } }],
    [
      'an expression that looks for the contact',
      { contact: { match: [{ email: '$number($request.user)' }] } },
    ],
    [
      'events.transform',
      { events: { split: 'changes', transform: '$number($request.user)' } },
    ],
  ])('where %s fails: neither is taken for a repetition of the other', async (_, file) => {
    const split: SourceInput = {
      ...file,
      events: { split: 'changes', ...file.events },
    };

    const [first, second] = await Promise.all(
      ['a', 'b'].map((user) =>
        idsOf(split, { body: { user, changes: [{ stage: 'won' }] } }),
      ),
    );

    expect(second).not.toEqual(first);
  });
});

describe('G2: where an expression fails, whatever another reads still tells events apart', () => {
  const body = { when: 'soon' };
  const match = [{ email: '$headers.user' }];

  test.each<[string, SourceInput]>([
    ['the time', { events: { time: '$number(when)' }, contact: { match } }],
    ['the transform', { events: { transform: '$number(when)' }, contact: { match } }],
    ['another key', { contact: { match: [...match, { cellphone: '$number(when)' }] } }],
    ["the sender's id", { events: { id: ['$number(when)'] }, contact: { match } }],
    [
      'the time, and the map says who it is',
      {
        events: { time: '$number(when)' },
        contact: { match: ['email'] },
        map: { email: '$headers.`user`' },
      },
    ],
  ])('%s fails: the person in a header does', async (_, file) => {
    const [a] = await idsOf(file, {
      body,
      headers: { user: 'ana@example.com', trace: '1' },
    });
    const [b] = await idsOf(file, {
      body,
      headers: { user: 'bea@example.com', trace: '2' },
    });
    const [again] = await idsOf(file, {
      body,
      headers: { user: 'ana@example.com', trace: '3' },
    });

    expect(a).not.toBe(b);
    expect(again).toBe(a);
  });

  test('the person fails: the time in a header does', async () => {
    const file: SourceInput = {
      events: { time: '$headers.at' },
      contact: { match: [{ email: '$number(when)' }] },
    };

    const [nine] = await idsOf(file, { body, headers: { at: '2026-01-01T09:00:00Z' } });
    const [ten] = await idsOf(file, { body, headers: { at: '2026-01-01T10:00:00Z' } });

    expect(nine).not.toBe(ten);
  });
});

describe('G3: without an id of the sender, the time is part of what happened', () => {
  const stages = ['A', 'B', 'A'];

  test.each([
    ['in the event', 'at'],
    ['around the list', '$request.sentAt'],
    ['in $query', '$query.at'],
  ])('A, B, A, a day apart, with the time %s: A counts again', async (_, time) => {
    const file: SourceInput = {
      events: { split: 'contacts', time },
      contact: { match: ['email'] },
      map: { email: 'email', firstName: 'stage' },
    };
    const requests = stages.map((stage, index) => {
      const at = new Date(receivedAt + index * dayMs).toISOString();
      const contact = { email: ana.email, stage, ...(time === 'at' ? { at } : {}) };
      return {
        at: index * dayMs,
        body: { sentAt: at, contacts: [contact] },
        query: { at },
      };
    });

    const ended = await deliver(file, requests);

    expect(ended.outcomes).toEqual(['delivered', 'delivered', 'delivered']);
    expect(ended.ana).toBe('A');
  });

  test.each([
    '$now()',
    '$receivedAt',
    '$millis()',
    'at ? at : $now()',
    '$floor($millis() / 1000)',
  ])(
    'the time of receipt (%s) is no time of the sender: a repetition stays one, for ten minutes',
    async (time) => {
      const file: SourceInput = {
        events: { time },
        map: { email: 'email', firstName: 'stage' },
      };
      const body = (stage: string) => ({ email: ana.email, stage });

      const ended = await deliver(file, [
        { at: 300, body: body('A') },
        { at: 9_000, body: body('A') },
        { at: dayMs, body: body('B') },
        { at: 2 * dayMs, body: body('A') },
      ]);

      expect(ended.outcomes).toEqual(['delivered', 'duplicate', 'delivered', 'delivered']);
      expect(ended.ana).toBe('A');
    },
  );

  test('a time of day that takes its date from the time of receipt is a time', async () => {
    const file: SourceInput = { events: { time: '$toMillis(at, "[H01]:[m01]")' } };

    const [event] = await read(file, { body: { at: '09:30' } });

    expect(event?.time).toBe(receivedAt - 1_800_000);
  });

  test('nothing else around the event tells a repetition apart', async () => {
    const file: SourceInput = {
      events: { split: 'contacts', time: '$request.sentAt' },
      contact: { match: [{ email: '$query.email' }] },
    };
    const sent = (attempt: number): Sent => ({
      at: attempt * 1_000,
      body: { attempt, sentAt: receivedAt, contacts: [{ stage: 'won' }] },
      headers: { 'x-attempt': `${attempt}` },
      query: { attempt: `${attempt}`, email: ana.email },
    });

    expect(await idsOf(file, sent(1))).toEqual(await idsOf(file, sent(2)));
  });
});

describe('G2: two events of one request never share an id unless they are equal', () => {
  const file: SourceInput = {
    events: { split: 'items', id: ['$headers.`webhook-id`'] },
    contact: { match: ['email'] },
    map: { email: 'email', firstName: 'first' },
  };
  const headers = { 'webhook-id': 'msg_1' };
  const items = [
    { email: ana.email, first: 'A' },
    { email: bea.email, first: 'B' },
    { email: ana.email, first: 'C' },
  ];
  const sent: Sent = { body: { items }, headers };

  test('one id for a whole request: nothing is lost, its repetition changes nothing', async () => {
    const ended = await deliver(file, [sent, { ...sent, at: 60_000 }]);

    expect(ended.outcomes).toEqual([
      ...['delivered', 'delivered', 'delivered'],
      ...['duplicate', 'duplicate', 'duplicate'],
    ]);
  });

  test("the first keeps the sender's id, the others have theirs in any order", async () => {
    const [first, second, third] = items;
    const [alone] = await idsOf(file, { body: { items: [first] }, headers });

    const ids = await idsOf(file, sent);
    const turned = await idsOf(file, {
      body: { items: [first, third, second] },
      headers,
    });

    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toBe(alone);
    expect(turned).toEqual([ids[0], ids[2], ids[1]]);
  });

  test('equal events stay one, with an id of the sender and without', async () => {
    const twice = { body: { items: [items[0], items[1], items[0], items[1]] }, headers };
    const withoutId: SourceInput = { ...file, events: { split: 'items' } };

    for (const ids of [await idsOf(file, twice), await idsOf(withoutId, twice)])
      expect([ids[2], ids[3], new Set(ids).size]).toEqual([ids[0], ids[1], 2]);
  });

  test('content chosen to leave out the attempt still knows a repetition', async () => {
    const content = '$sift($, function($v, $k) { $k != "attempt" })';
    const chosen: SourceInput = {
      ...file,
      events: { ...file.events, split: 'items', content },
    };
    const attempt = (number: number): Sent => ({
      body: { items: items.map((item) => ({ ...item, attempt: number })) },
      headers,
    });

    expect(await idsOf(chosen, attempt(2))).toEqual(await idsOf(chosen, attempt(1)));
  });
});
