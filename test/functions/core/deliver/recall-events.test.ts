import { describe, expect, test } from 'vitest';
import type { DeployedConfig } from '../../../../functions/core/config/bridge-schema.ts';
import type { OpenMessage } from '../../../../functions/core/deliver/delivery.ts';
import {
  recallEvents,
  rememberSeconds,
} from '../../../../functions/core/deliver/recall-events.ts';
import type {
  EventProgress,
  EventRecord,
  Failures,
} from '../../../../functions/core/memory/event-record.ts';
import type { Message } from '../../../../functions/core/message/message.ts';
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

interface Known {
  records?: EventRecord[];
  progress?: Record<string, EventProgress>;
  now?: number;
  config?: DeployedConfig;
}

function recall(message: Message, known: Known = {}) {
  const {
    records = [],
    progress = {},
    now = message.receivedAt + 1_000,
    config: own,
  } = known;
  const { open, endings } = recallEvents({
    message,
    config: own ?? config,
    records: new Map(records.map((record) => [record.id, record])),
    progress: { touching: [], events: progress },
    now: () => now,
  } as Partial<OpenMessage> as OpenMessage);
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
      expect(recall(one(), { records: [record('e', { outcome })] }).endings).toEqual({
        e: { kind: 'duplicate' },
      });
  });

  test('an event that was only tried is open', () => {
    const { outcome: _, ...tried } = record('e', {
      attempts: [{ at: 1 }],
      creating: true,
    });

    expect(recall(one(), { records: [tried] }).open).toEqual(['e']);
  });

  test.each([
    ['an id of the sender', {}, 30 * day],
    ['content with an event time', { idFrom: 'content', time: receivedAt }, 30 * day],
    ['content without an event time', { idFrom: 'content' }, 600_000],
  ] as const)('%s', (_, event, memory) => {
    const at = (ms: number) =>
      recall(one(event, { receivedAt: receivedAt + ms }), { records: [record('e')] }).open;

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

    const records = [record('A'), record('B')];
    expect(recall(first as Message, { records }).endings).toEqual({
      A: { kind: 'duplicate' },
    });
    expect(recall(second as Message, { records }).open).toEqual(['A']);
  });

  test('the queue handing over the same message late is still a duplicate', () => {
    const late = { records: [record('e')], now: receivedAt + 2 * day };

    expect(recall(one({ idFrom: 'content' }), late).endings).toEqual({
      e: { kind: 'duplicate' },
    });
  });

  test('an event that is in its message twice is delivered once', () => {
    const message = buildMessage([
      buildEvent({ id: 'e', body: 1 }),
      buildEvent({ id: 'e', body: 1, index: 1 }),
    ]);

    expect(recall(message)).toEqual({
      open: ['e'],
      endings: { e: { kind: 'duplicate' } },
    });
  });

  test('a replay bypasses the memory and the age, not the rest', () => {
    const old = { replay: true, receivedAt: receivedAt - 20 * day };
    const records = [record('e', { receivedAt: old.receivedAt })];

    expect(recall(one({}, old), { records, now: receivedAt }).open).toEqual(['e']);
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
      e: {
        kind: 'parked',
        reason: 'bad-expression',
        detail: 'events.time: D3030 at character 8',
      },
    });
    expect(
      recall(
        one({ unreadable: { reason: 'unexpected-shape', where: 'events.split: list' } }),
      ).endings,
    ).toEqual({
      e: { kind: 'parked', reason: 'unexpected-shape', detail: 'events.split: list' },
    });
  });

  test('G2: what is older than maxEventAge, and not a moment before', () => {
    expect(recall(one(), { now: receivedAt + 3 * day }).open).toEqual(['e']);
    expect(recall(one(), { now: receivedAt + 3 * day + 1 }).endings).toEqual({
      e: { kind: 'parked', reason: 'too-old' },
    });
  });

  test('G2: what failed last is the likeliest reason why it could not be delivered', () => {
    const failures: Failures = {
      count: 9,
      firstAt: receivedAt,
      lastAt: receivedAt + 2 * day,
      blamed: 0,
      reason: 'rate-limited',
      call: 'search',
      detail: 'GET contacts (search): status 429',
      retryAt: receivedAt + 2 * day,
    };
    const progress = { e: { attempts: [], failures } };

    expect(recall(one(), { progress, now: receivedAt + 4 * day }).endings).toEqual({
      e: {
        kind: 'parked',
        reason: 'too-old',
        detail: 'last rate-limited: GET contacts (search): status 429',
      },
    });
  });

  test('what has no source or no workspace any more', () => {
    const noWorkspace = { ...config, workspaces: {} };

    expect(recall(one({}, { source: 'gone' })).endings).toEqual({
      e: { kind: 'parked', reason: 'source-removed' },
    });
    expect(recall(one(), { config: noWorkspace }).endings).toEqual({
      e: { kind: 'parked', reason: 'workspace-removed' },
    });
  });

  test('a duplicate is never parked again', () => {
    const unreadable = { reason: 'unexpected-shape', where: 'x' } as const;
    const late = { records: [record('e')], now: receivedAt + 9 * day };

    expect(recall(one({ unreadable }), late).endings).toEqual({
      e: { kind: 'duplicate' },
    });
  });
});

describe('G5: an event that deliveries vanished with', () => {
  const crashed = {
    e: { kind: 'parked', reason: 'crashed', detail: '3 deliveries ended without a word' },
  };

  test.each([
    ['after two of them is tried', 2, ['e'], {}],
    ['after three is parked untouched', 3, [], crashed],
  ])('%s', (_, deaths, open, endings) => {
    const progress = { e: { attempts: [], deaths } };

    expect(recall(one(), { progress })).toEqual({ open, endings });
  });

  test('is known by its record, where a version before 0.2 counted', () => {
    const { outcome: _, ...tried } = record('e', { tries: 3 });

    expect(recall(one(), { records: [tried] }).endings).toEqual(crashed);
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
