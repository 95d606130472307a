import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { plainHash } from '../../../../functions/core/canonical.ts';
import { Rejection } from '../../../../functions/core/errors.ts';
import { type Message, writeMessage } from '../../../../functions/core/message/message.ts';
import {
  assertAllPacked,
  packMessages,
} from '../../../../functions/core/receive/pack-messages.ts';
import { buildEvent, receivedAt } from '../../../support/build-source.ts';

const base = {
  version: 1 as const,
  source: 'test-source',
  workspace: 'main',
  receivedAt,
  enqueuedAt: receivedAt,
  headers: {},
  query: {},
};

/** Events of one contact key, one for each body. */
const eventsOf = (bodies: unknown[], contactKey: string | undefined = 'K') =>
  bodies.map((body, index) => ({
    ...buildEvent({ id: `id-${index}`, index, body }),
    contactKey,
  }));
const readBack = (body: string): Message => JSON.parse(body);
const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('a message made of written events is the message written as a whole', () => {
  const bodies = fc.array(fc.jsonValue({ stringUnit: 'binary' }), { minLength: 1 });
  const context = fc.dictionary(fc.string(), fc.string({ unit: 'binary' }), {
    maxKeys: 3,
  });

  fc.assert(
    fc.property(bodies, context, fc.option(fc.string()), (values, headers, key) => {
      const events = eventsOf(values, key ?? undefined);
      const own = { ...base, headers, requestId: 'r' };
      const { messages } = packMessages(own, events, { maxBytes: 2_000 });

      for (const { body } of messages) {
        const ids = readBack(body).events.map(({ id }) => id);
        const members = events
          .filter(({ id }) => ids.includes(id))
          .map(({ contactKey: _, ...event }) => event);
        const whole = { ...own, contactKey: key ?? 'K', events: members };
        expect(body).toBe(writeMessage(whole));
      }
    }),
    { numRuns: 30 },
  );
});

test('each event is written once, however many of them there are', () => {
  const body = { toJSON: vi.fn(() => 'text') };
  const { messages } = packMessages(base, eventsOf(Array(250).fill(body)), {
    maxEventBytes: 1_000,
  });

  expect(messages.map(({ events }) => events)).toEqual([100, 100, 50]);
  expect(body.toJSON).toHaveBeenCalledTimes(250);
});

describe('packing as many events as there is room for', () => {
  test('a message has no room for the first event of the next one', () => {
    const bodies = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'ñ', '"'), maxLength: 90 }),
      {
        minLength: 2,
        maxLength: 30,
      },
    );

    fc.assert(
      fc.property(bodies, fc.integer({ min: 500, max: 1_500 }), (texts, limit) => {
        const { messages, tooLarge } = packMessages(base, eventsOf(texts), {
          maxBytes: limit,
        });
        const packed = messages.map(({ body }) => readBack(body));

        expect(tooLarge).toEqual([]);
        for (const [index, { events, ...shared }] of packed.slice(0, -1).entries()) {
          const next = packed[index + 1]?.events.slice(0, 1) ?? [];
          expect(sizeOf({ ...shared, events: [...events, ...next] })).toBeGreaterThan(
            limit,
          );
        }
      }),
      { numRuns: 100, examples: [[['a'.repeat(90), 'a'.repeat(90)], 500]] },
    );
  });

  test('what is exactly as large as the limit fits, one byte more does not', () => {
    const whole = { ...base, contactKey: 'K', events: [0, 1].map((index) => one(index)) };
    const [first = whole.events[0]] = whole.events;
    function one(index: number) {
      return buildEvent({ id: `id-${index}`, index, body: 'text' });
    }
    const pack = (count: number, limit: number) => {
      const packed = packMessages(base, eventsOf(Array(count).fill('text')), {
        maxBytes: limit,
      });
      return [packed.messages.map(({ events }) => events), packed.tooLarge];
    };
    const two = sizeOf(whole);
    const alone = sizeOf({ ...whole, events: [first] });

    expect(pack(2, two)).toEqual([[2], []]);
    expect(pack(2, two - 1)).toEqual([[1, 1], []]);
    expect(pack(1, alone)).toEqual([[1], []]);
    expect(pack(1, alone - 1)).toEqual([[], [0]]);
  });

  test('a hundred events, however small', () => {
    const counts = [99, 100, 101, 250].map((count) =>
      packMessages(base, eventsOf(Array(count).fill(1))).messages.map(
        ({ events }) => events,
      ),
    );

    expect(counts).toEqual([[99], [100], [100, 1], [100, 100, 50]]);
  });

  test('200 KB, unless another limit is given', () => {
    const kilobytes = (count: number) => 'x'.repeat(count * 1024);

    const { messages, tooLarge } = packMessages(
      base,
      eventsOf([kilobytes(99), kilobytes(100), kilobytes(199), kilobytes(200)]),
    );

    expect(messages.map(({ events }) => events)).toEqual([2, 1]);
    expect(tooLarge).toEqual([3]);
  });

  test('no events make no message', () => {
    expect(packMessages(base, [])).toEqual({ messages: [], tooLarge: [] });
  });
});

describe('a message', () => {
  test('says once whose its events are', () => {
    const [message] = packMessages(base, eventsOf(['a', 'b'])).messages;

    expect(readBack(message?.body ?? '')).toEqual({
      ...base,
      contactKey: 'K',
      events: ['a', 'b'].map((body, index) =>
        buildEvent({ id: `id-${index}`, index, body }),
      ),
    });
  });

  test('is known as a repetition by the ids of its events, in their order', () => {
    const [message] = packMessages(base, eventsOf(['a', 'b'])).messages;

    expect(message?.dedup).toBe(plainHash('id-0', 'id-1'));
  });
});

describe('G5: an event that is too large', () => {
  test('is named by where it stands, with the limit', () => {
    const refuse = () => assertAllPacked({ messages: [], tooLarge: [2, 7] });

    expect(refuse).toThrow(Rejection);
    expect(refuse).toThrow(/larger than 204800 bytes.*the others are/);
    expect(refuse).toThrow(
      expect.objectContaining({
        status: 413,
        error: 'event-too-large',
        paths: ['[2]', '[7]'],
      }),
    );
  });

  test('is none of those that fit', () => {
    expect(() => assertAllPacked({ messages: [], tooLarge: [] })).not.toThrow();
  });
});

test('packing asks whether it goes on, and ends where it does not', () => {
  const events = ['a', 'b', 'c'].map((id, index) => buildEvent({ id, index, body: id }));
  let asked = 0;
  const goesOn = () => {
    asked += 1;
    if (asked > 2) throw new Error('no more');
  };

  expect(() => packMessages(base, events, { goesOn })).toThrow('no more');
});
