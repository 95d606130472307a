import { describe, expect, test } from 'vitest';
import { recallEvents, rememberSeconds } from '../../../../functions/core/deliver/recall-events.ts';
import type { EventRecord } from '../../../../functions/core/memory/event-record.ts';
import type { Message } from '../../../../functions/core/message.ts';
import {
  buildConfig,
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';

const config = buildConfig(buildSource());
const day = 86_400_000;

const record = (id: string, more: Partial<EventRecord> = {}): EventRecord => ({
  id,
  source: 'test-source',
  workspace: 'main',
  receivedAt,
  attempts: [],
  outcome: { kind: 'delivered' },
  ...more,
});

function recall(message: Message, records: EventRecord[] = [], now = message.receivedAt + 1_000) {
  const { open, endings } = recallEvents(
    message,
    new Map(records.map((known) => [known.id, known])),
    config,
    now,
  );
  return {
    open: open.map(({ id }) => id),
    endings: Object.fromEntries(endings.map(({ event, outcome }) => [event.id, outcome])),
  };
}

const one = (
  more: Partial<Parameters<typeof buildEvent>[0]> = {},
  message: Partial<Message> = {},
) => buildMessage([buildEvent({ id: 'e', body: {}, ...more })], message);

describe('G3: what is remembered, and for how long', () => {
  test('an event that has ended is a duplicate, whatever its end', () => {
    const ends = [
      { kind: 'delivered' },
      { kind: 'stale' },
      { kind: 'ignored', reason: 'not-found' },
      { kind: 'parked', reason: 'no-contact' },
    ] as const;

    for (const outcome of ends)
      expect(recall(one(), [record('e', { outcome })]).endings).toEqual({
        e: { kind: 'duplicate' },
      });
  });

  test('an event that was only tried is open', () => {
    const { outcome: _, ...tried } = record('e', { attempts: [{ at: 1 }], creating: true });

    expect(recall(one(), [tried]).open).toEqual(['e']);
  });

  test.each([
    ['an id of the sender', {}, 30 * day],
    ['content with an event time', { idFrom: 'content', time: receivedAt }, 30 * day],
    ['content without an event time', { idFrom: 'content' }, 600_000],
  ] as const)('%s', (_, event, memory) => {
    const at = (ms: number) =>
      recall(one(event, { receivedAt: receivedAt + ms }), [record('e')]).open;

    expect(at(memory - 1)).toEqual([]);
    expect(at(memory)).toEqual(['e']);
    expect(
      rememberSeconds(buildEvent({ id: 'e', body: {}, ...event }), config.delivery) * 1000,
    ).toBe(memory);
  });

  test('a form sends A, B, A: the second A counts once ten minutes have passed', () => {
    const [first, second] = [60_000, 660_000].map((ms) =>
      one({ id: 'A', idFrom: 'content' }, { receivedAt: receivedAt + ms }),
    );

    expect(recall(first as Message, [record('A'), record('B')]).endings).toEqual({
      A: { kind: 'duplicate' },
    });
    expect(recall(second as Message, [record('A'), record('B')]).open).toEqual(['A']);
  });

  test('the queue handing over the same message late is still a duplicate', () => {
    expect(recall(one({ idFrom: 'content' }), [record('e')], receivedAt + 2 * day).endings).toEqual(
      { e: { kind: 'duplicate' } },
    );
  });

  test('an event that is in its message twice is delivered once', () => {
    const message = buildMessage([
      buildEvent({ id: 'e', body: 1 }),
      buildEvent({ id: 'e', body: 1, index: 1 }),
    ]);

    expect(recall(message)).toEqual({ open: ['e'], endings: { e: { kind: 'duplicate' } } });
  });

  test('a replay bypasses the memory and the age, not the rest', () => {
    const old = { replay: true, receivedAt: receivedAt - 20 * day };

    expect(
      recall(one({}, old), [record('e', { receivedAt: old.receivedAt })], receivedAt).open,
    ).toEqual(['e']);
    expect(recall(one({}, { replay: true, source: 'gone' })).endings).toEqual({
      e: { kind: 'parked', reason: 'source-removed' },
    });
  });
});

describe('what cannot go on is parked', () => {
  test('G1: what receive could not read, with where and why', () => {
    const bad = {
      reason: 'bad-expression',
      where: 'events.time',
      detail: 'D3030 at character 8',
    } as const;

    expect(recall(one({ unreadable: bad })).endings).toEqual({
      e: { kind: 'parked', reason: 'bad-expression', detail: 'events.time: D3030 at character 8' },
    });
    expect(
      recall(one({ unreadable: { reason: 'unexpected-shape', where: 'events.split: list' } }))
        .endings,
    ).toEqual({
      e: { kind: 'parked', reason: 'unexpected-shape', detail: 'events.split: list' },
    });
  });

  test('what is older than maxEventAge, and not a moment before', () => {
    expect(recall(one(), [], receivedAt + 3 * day).open).toEqual(['e']);
    expect(recall(one(), [], receivedAt + 3 * day + 1).endings).toEqual({
      e: { kind: 'parked', reason: 'too-old' },
    });
  });

  test('a duplicate is never parked again', () => {
    const done = [record('e')];

    expect(
      recall(
        one({ unreadable: { reason: 'unexpected-shape', where: 'x' } }),
        done,
        receivedAt + 9 * day,
      ).endings,
    ).toEqual({
      e: { kind: 'duplicate' },
    });
  });
});

describe('a replay of what receive could not read', () => {
  const replayed = (reason: 'bad-expression' | 'unexpected-shape') =>
    one({ unreadable: { reason, where: 'events.time' } }, { replay: true });

  test('is tried with the expressions of today', () => {
    expect(recall(replayed('bad-expression')).open).toEqual(['e']);
  });

  test('stays parked while it is a whole request that was never split', () => {
    expect(recall(replayed('unexpected-shape')).endings).toEqual({
      e: { kind: 'parked', reason: 'unexpected-shape', detail: 'events.time' },
    });
  });
});
