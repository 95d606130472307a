import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeMessage } from '../../../functions/core/message/message.ts';
import { messageSchema } from '../../../functions/core/message/message-schema.ts';
import { packMessages } from '../../../functions/core/receive/pack-messages.ts';
import { buildEvent, buildMessage, receivedAt } from '../../support/build-source.ts';

const base = {
  version: 1 as const,
  source: 'test-source',
  workspace: 'main',
  receivedAt,
  enqueuedAt: receivedAt,
  headers: { 'x-id': '1' },
  query: {},
};
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const keyed = (
  id: string,
  index: number,
  contactKey: string | undefined,
  body: unknown = {},
) => ({
  ...buildEvent({ id, index, body }),
  ...(contactKey === undefined ? {} : { contactKey }),
});

const read = (text: string) => messageSchema.parse(JSON.parse(text));

describe('packing the events of a request', () => {
  test('one message per contact key; an event that names nobody goes alone', () => {
    const events = [
      keyed('a', 0, 'K'),
      keyed('b', 1, 'L'),
      keyed('c', 2, undefined),
      keyed('d', 3, 'K'),
      keyed('e', 4, undefined),
    ];

    const { messages, tooLarge } = packMessages(base, events, { maxBytes: 10_000 });

    expect(tooLarge).toEqual([]);
    expect(
      messages.map(({ group, body }) => [
        group,
        read(body).contactKey,
        read(body).events.map(({ id }) => id),
      ]),
    ).toEqual([
      ['K', 'K', ['a', 'd']],
      ['L', 'L', ['b']],
      ['c', undefined, ['c']],
      ['e', undefined, ['e']],
    ]);
    expect(messages.map((message) => message.events)).toEqual([2, 1, 1, 1]);
  });

  test('a message is never over the limit; one event above it is named', () => {
    const events = [
      keyed('a', 0, 'K', 'x'.repeat(900)),
      keyed('b', 1, 'K', 'y'.repeat(900)),
      keyed('c', 2, 'K', 'z'.repeat(3_000)),
    ];

    const { messages, tooLarge } = packMessages(base, events, { maxBytes: 2_000 });

    expect(messages.map(({ body }) => read(body).events.map(({ id }) => id))).toEqual([
      ['a'],
      ['b'],
    ]);
    expect(tooLarge).toEqual([2]);
  });

  test('characters that grow when they are escaped count as they are sent', () => {
    const events = [0, 1, 2].map((index) =>
      keyed(`e${index}`, index, 'K', '\uFFFE'.repeat(200)),
    );

    const { messages, tooLarge } = packMessages(base, events, { maxBytes: 2_000 });

    expect(tooLarge).toEqual([]);
    expect(messages.map(({ events: count }) => count)).toEqual([1, 1, 1]);
  });

  test('every event ends in exactly one message, in order within its group, in text that SQS takes', () => {
    const body = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.jsonValue({ maxDepth: 1 }),
    );
    const event = fc.record({ contactKey: fc.constantFrom('K', 'L', undefined), body });

    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 12 }),
        fc.integer({ min: 400, max: 2_000 }),
        (parts, limit) => {
          const events = parts.map((part, index) =>
            keyed(`id-${index}`, index, part.contactKey, part.body),
          );

          const { messages, tooLarge } = packMessages(base, events, { maxBytes: limit });

          const packed = messages.map((message) => ({
            ...message,
            read: read(message.body),
          }));
          const indices = packed.flatMap((message) =>
            message.read.events.map(({ index }) => index),
          );
          expect([...indices, ...tooLarge].sort((a, b) => a - b)).toEqual(
            events.map(({ index }) => index),
          );
          for (const message of packed) {
            expect(Buffer.byteLength(message.body)).toBeLessThanOrEqual(limit);
            expect(message.body).not.toMatch(forbidden);
            expect(message.read.events).toHaveLength(message.events);
          }
          for (const group of new Set(packed.map((message) => message.group))) {
            const inGroup = packed
              .filter((message) => message.group === group)
              .flatMap(({ read: { events: own } }) => own);
            expect(inGroup.map(({ index }) => index)).toEqual(
              inGroup.map(({ index }) => index).sort((a, b) => a - b),
            );
          }
          for (const { read: whole } of packed)
            for (const own of whole.events)
              expect(own.body).toEqual(
                JSON.parse(JSON.stringify(events[own.index]?.body)),
              );
        },
      ),
      { numRuns: 100 },
    );
  });

  test('an event that would fit alone is never called too large because of its neighbours', () => {
    const body = fc.string({
      unit: fc.constantFrom('a', 'ñ', '\uFFFE', '\uFFFF', '\u0001', '😀', '"'),
      maxLength: 250,
    });

    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 6 }), (bodies) => {
        const events = bodies.map((text, index) => keyed(`id-${index}`, index, 'K', text));

        const together = packMessages(base, events, { maxBytes: 900 }).tooLarge;
        const alone = events.flatMap(
          (event) => packMessages(base, [event], { maxBytes: 900 }).tooLarge,
        );

        expect(together).toEqual(alone);
      }),
      { numRuns: 100 },
    );
  });
});

describe('queue text', () => {
  test('G10: group and dedup are hashes, the same for the same events', () => {
    const event = keyed('id-1', 0, 'hashed-key', { email: 'CANARY@example.com' });

    const [first] = packMessages(base, [event], { maxBytes: 5_000 }).messages;
    const [again] = packMessages(
      { ...base, enqueuedAt: receivedAt + 9, headers: {} },
      [event],
      { maxBytes: 5_000 },
    ).messages;

    expect(again?.dedup).toBe(first?.dedup);
    expect(`${first?.group} ${first?.dedup}`).not.toContain('CANARY');
    expect(first?.dedup).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test('every character arrives as it left', () => {
    const text =
      '\u0000\u0008\u000b\ufffe\uffff\ud800\udc00\ud83d\ude00 \ud800 "\\ \u2028';
    const message = buildMessage([buildEvent({ id: 'a', body: { [text]: text } })]);

    const written = writeMessage(message);

    expect(written).not.toMatch(forbidden);
    expect(read(written)).toEqual(message);
  });

  test('a message from before it had a requestId is read (G2)', () => {
    const { requestId: _, ...older } = buildMessage([buildEvent({ id: 'a', body: 1 })]);

    expect(read(JSON.stringify(older))).toEqual(older);
    expect(read(JSON.stringify({ ...older, requestId: 'r1' })).requestId).toBe('r1');
  });

  test('a message of another shape is refused whole', () => {
    const message = buildMessage([buildEvent({ id: 'a', body: 1 })]);

    expect(messageSchema.safeParse({ ...message, version: 2 }).success).toBe(false);
    expect(messageSchema.safeParse({ ...message, extra: 1 }).success).toBe(false);
    expect(messageSchema.safeParse({ ...message, events: [] }).success).toBe(false);
  });
});

describe('a message as earlier versions put it into the queue', () => {
  const place = { version: 1, source: 'form', workspace: 'main' };
  const times = { receivedAt: 1_000, enqueuedAt: 1_001 };
  const around = { headers: { 'x-id': '1' }, query: {} };
  const event = { id: 'e1', idFrom: 'sender', index: 0, body: { deep: [{ '': '' }] } };
  const shapes: Record<string, object> = {
    'the first': { ...place, ...times, ...around, events: [event] },
    'of a replay': { ...place, ...times, ...around, replay: true, events: [event] },
    'of several events of one person': {
      ...place,
      ...times,
      ...around,
      contactKey: 'K',
      events: [
        { ...event, time: 900 },
        { ...event, id: 'e2', index: 1, envelope: { list: [] }, eventCount: 2 },
      ],
    },
    'of what could not be read': {
      ...place,
      ...times,
      ...around,
      events: [
        {
          ...event,
          repetitionId: 'e2',
          unreadable: { reason: 'bad-expression', where: 'events.time' },
        },
      ],
    },
    'with the id of its request': {
      ...place,
      ...times,
      ...around,
      requestId: 'r1',
      events: [event],
    },
  };

  test.each(Object.entries(shapes))('%s is read as it is (G2, G5)', (_, shape) => {
    expect(read(JSON.stringify(shape))).toEqual(shape);
  });
});
