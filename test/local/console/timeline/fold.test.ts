import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timelineRowSchema } from '../../../../local/console/api/timeline.ts';
import type { LogLine } from '../../../../local/console/timeline/facts/log-line.ts';
import { accepted, line, putOff, rowsOf, settled, storeOf } from './lines.ts';

describe('a request and what it brought are one row', () => {
  test('accepted, put off, delivered', () => {
    const [row] = rowsOf(storeOf([accepted(1000), putOff(2000), settled(17_000)]));

    expect(row).toMatchObject({
      key: 'request-1',
      at: 1000,
      source: 'form',
      state: 'accepted',
      keyUsed: 'current',
      accepted: 1,
      words: 'accepted 1',
      outcomes: { delivered: 1 },
      events: [
        {
          id: 'event-1',
          state: 'delivered',
          sent: ['firstName'],
          at: 17_000,
          putOffs: 1,
          endings: 1,
          words: 'delivered',
        },
      ],
    });
  });

  test.each([
    ['request refused', 'wrong-signature', 401, 'refused'],
    ['request refused', 'unknown-source', 404, 'stray'],
    ['request put off', 'secrets', 503, 'put-off'],
  ])('%s %s', (message, reason, status, state) => {
    const [row] = rowsOf(
      storeOf([line(1000, { message, requestId: 'request-1', reason, status })]),
    );

    expect(row).toMatchObject({ state, status, cause: reason });
    expect(row?.words).toBe(`${status} ${reason}`);
    expect(row?.causeWords).toMatch(/\.$/);
  });

  test('a bug, and a handshake', () => {
    const place = { source: 'form', requestId: 'request-1' };
    const bug = line(1, { message: 'bug', ...place, status: 503, detail: 'TypeError' });
    const greeted = line(1, { message: 'handshake answered', ...place, status: 200 });

    expect(rowsOf(storeOf([bug]))[0]).toMatchObject({ state: 'put-off', cause: 'bug' });
    expect(rowsOf(storeOf([greeted]))[0]).toMatchObject({
      state: 'handshake',
      words: '200 answered',
    });
  });

  test('what is put off says until when; what waits for its workspace waits', () => {
    const waiting = putOff(5000, { message: 'event waits for its workspace' });

    expect(rowsOf(storeOf([accepted(1000), putOff(2000)]))[0]?.events).toMatchObject([
      { state: 'retry', retryAt: 17_000, words: 'retry in 15 s (unavailable)' },
    ]);
    expect(rowsOf(storeOf([putOff(2000), waiting]))[0]?.events).toMatchObject([
      { state: 'waits', retryAt: 20_000, putOffs: 2 },
    ]);
  });

  test('an event that is replayed: the newest end counts, the earlier one is not lost', () => {
    const parked = settled(2000, { outcome: 'parked', reason: 'no-contact', sent: [] });
    const lines = [accepted(1000), parked, putOff(9000), settled(10_000)];

    expect(rowsOf(storeOf(lines))[0]?.events).toMatchObject([
      { state: 'delivered', endings: 2, putOffs: 1 },
    ]);
    expect(rowsOf(storeOf(lines.slice(0, 2)))[0]?.events).toMatchObject([
      { state: 'parked', reason: 'no-contact', words: 'parked no-contact' },
    ]);
  });

  test('a message that SQS hands out twice does not make a delivered event a duplicate', () => {
    const again = settled(3000, { outcome: 'duplicate' });

    expect(rowsOf(storeOf([settled(2000), again]))[0]?.events).toMatchObject([
      { state: 'delivered', endings: 1 },
    ]);
  });

  test('the same event in another request is a duplicate there', () => {
    const other = { requestId: 'request-2' };
    const lines = [
      accepted(1000),
      settled(2000),
      accepted(3000, other),
      settled(4000, { ...other, outcome: 'duplicate' }),
    ];

    const rows = rowsOf(storeOf(lines));

    expect(rows.map(({ key, events }) => [key, events[0]?.state])).toEqual([
      ['request-2', 'duplicate'],
      ['request-1', 'delivered'],
    ]);
  });

  test('what the queue drops, because it has just come, is a duplicate: in whatever order lines come', () => {
    const at = (time: number) => accepted(time, { requestId: `at-${time}` });
    const lines = [1000, 200_000, 300_999, 301_000, 500_000].map(at);

    for (const order of [lines, lines.toReversed(), [...lines, ...lines]])
      expect(
        rowsOf(storeOf(order)).map(({ key, events }) => [key, events[0]?.state]),
      ).toEqual([
        ['at-500000', 'duplicate'],
        ['at-301000', 'queued'],
        ['at-300999', 'duplicate'],
        ['at-200000', 'duplicate'],
        ['at-1000', 'queued'],
      ]);
  });

  test('an event whose request is not known has a row of its own', () => {
    const [row] = rowsOf(storeOf([settled(2000, { requestId: undefined })]));

    expect(row).toMatchObject({ key: 'event:event-1', state: 'unknown' });
  });

  test('of many events the first 20 are shown, and all are counted', () => {
    const ids = Array.from({ length: 30 }, (_, index) => `event-${index}`);
    const lines = [
      accepted(1000, { accepted: 30, eventIds: ids.slice(0, 20) }),
      ...ids.map((eventId, index) => settled(2000 + index, { eventId })),
    ];

    const [row] = rowsOf(storeOf(lines));

    expect(row?.events.map(({ id }) => id)).toEqual(ids.slice(0, 20));
    expect(row?.outcomes).toEqual({ delivered: 30 });
  });

  test('of many events those that need a person are shown, then those that need time', () => {
    const ids = Array.from({ length: 40 }, (_, index) => `event-${index + 10}`);
    const lines = [
      accepted(1000, { accepted: 40, eventIds: ids.slice(0, 20) }),
      ...ids.map((eventId) => settled(2000, { eventId })),
      putOff(3000, { eventId: 'event-45' }),
      settled(3000, { eventId: 'event-48', outcome: 'parked', reason: 'no-contact' }),
      settled(3000, { eventId: 'event-47', outcome: 'parked', reason: 'no-contact' }),
    ];

    const [row] = rowsOf(storeOf(lines));
    const [inAnotherOrder] = rowsOf(storeOf(lines.toReversed()));

    expect(row?.events.map(({ id }) => id)).toEqual([
      'event-47',
      'event-48',
      'event-45',
      ...ids.slice(0, 17),
    ]);
    expect(inAnotherOrder).toEqual(row);
  });

  test('of many events the one that is asked for is shown', () => {
    const ids = Array.from({ length: 40 }, (_, index) => `event-${index + 10}`);
    const store = storeOf([
      accepted(1000, { accepted: 40, eventIds: ids.slice(0, 20) }),
      ...ids.map((eventId) => putOff(2000, { eventId })),
    ]);
    const isIn = (row: ReturnType<typeof store.row>) =>
      row?.events.some(({ id }) => id === 'event-49');

    expect(isIn(store.row('request-1', 'event-49'))).toBe(true);
    expect(isIn(store.rowOfEvent('event-49'))).toBe(true);
    expect(isIn(store.row('request-1'))).toBe(false);
    expect(store.row('request-1', 'nobody')).toEqual(store.row('request-1'));
  });

  test('what receive says beside stands with the request', () => {
    const place = { source: 'form', requestId: 'request-1' };
    const times = line(1, { message: 'event times unreadable', ...place, count: 2 });

    const [row] = rowsOf(storeOf([accepted(2), times]));

    expect(row?.notes).toEqual([
      expect.stringContaining('events.time of 2 cannot be read'),
    ]);
  });
});

describe('a crash has a row, without the words of the error', () => {
  const error = { errorType: 'TypeError', errorMessage: 'Jane Doe is not a function' };

  test.each([
    `2026-01-01T00:00:00.000Z\tERROR\tInvoke Error\t${JSON.stringify({ ...error, stack: ['Jane Doe', '    at run (deliver.mjs:1:2)'] })}`,
    JSON.stringify({
      level: 'ERROR',
      requestId: 'lambda',
      message: { ...error, stackTrace: ['Jane Doe', '    at run (deliver.mjs:1:2)'] },
    }),
  ])('%#', (text) => {
    const crash: LogLine = { at: 7, functionName: 'Deliver', text };

    expect(rowsOf(storeOf([crash, crash]))).toEqual([
      expect.objectContaining({
        state: 'unknown',
        cause: 'crashed',
        words: 'failed Deliver: Invoke Error TypeError at run (deliver.mjs:1:2)',
      }),
    ]);
  });

  test('one that was stopped on this machine', () => {
    const text = 'RequestId: r-1 Error: Task timed out after 30.00 seconds';

    expect(rowsOf(storeOf([{ at: 7, functionName: 'Receive', text }]))[0]?.words).toBe(
      'failed Receive: Task timed out after 30.00 seconds',
    );
  });

  test('one that Lambda stopped', () => {
    const record = { requestId: 'lambda', status: 'timeout', metrics: {} };
    const text = JSON.stringify({ time: 'now', type: 'platform.report', record });

    expect(rowsOf(storeOf([{ at: 7, functionName: 'Deliver', text }]))[0]?.words).toBe(
      'failed Deliver: Lambda timeout',
    );
  });
});

test('lines that are no concern of the timeline make no row', () => {
  const others = [
    'START RequestId',
    '{',
    '[]',
    'null',
    '{"message":7}',
    '{"message":"x"}',
  ];

  const lines = others.map((text, at) => ({ at, text, functionName: 'Deliver' }));

  expect(rowsOf(storeOf(lines))).toEqual([]);
});

const requestId = fc.constantFrom('r-1', 'r-2', undefined);
const eventId = fc.constantFrom('e-1', 'e-2', 'e-3');
const at = fc.integer({ min: 0, max: 8 });
const anyLine = fc.oneof(
  fc
    .tuple(at, requestId, fc.array(eventId), fc.nat(2))
    .map(([when, id, eventIds, ignored]) =>
      accepted(when, { requestId: id, eventIds, ignored }),
    ),
  fc
    .tuple(at, requestId, eventId, fc.constantFrom('delivered', 'duplicate', 'parked'))
    .map(([when, id, event, outcome]) =>
      settled(when, { requestId: id, eventId: event, outcome }),
    ),
  fc
    .tuple(
      at,
      requestId,
      eventId,
      fc.constantFrom('event put off', 'event waits for its workspace'),
    )
    .map(([when, id, event, message]) =>
      putOff(when, { requestId: id, eventId: event, message }),
    ),
  fc
    .tuple(at, requestId, fc.constantFrom('request refused', 'request put off', 'bug'))
    .map(([when, id, message]) =>
      line(when, { message, requestId: id, reason: 'queue', status: 503 }),
    ),
  fc
    .tuple(at, requestId, fc.nat(3))
    .map(([when, id, count]) =>
      line(when, { message: 'event times unreadable', requestId: id, count }),
    ),
  at.map((when) => ({
    at: when,
    functionName: 'Deliver',
    text: '1\tERROR\tInvoke Error\t{"errorType":"Error"}',
  })),
);

test('in whatever order lines come, and however often, the rows are the same', async () => {
  const lines = fc.array(anyLine, { maxLength: 25 });
  const shuffled = lines.chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray([...given, ...given], { minLength: given.length * 2 }),
    ),
  );

  await fc.assert(
    fc.asyncProperty(shuffled, async ([given, again]) => {
      const rows = rowsOf(storeOf(given));

      expect(rowsOf(storeOf(again))).toEqual(rows);
      for (const row of rows) timelineRowSchema.parse({ ...row, version: 0 });
    }),
  );
});

test('a line that is known already is no change', () => {
  const timeline = storeOf([accepted(1000), settled(2000)]);
  const { version } = timeline.list({ limit: 1 });

  timeline.addLine(settled(2000));
  timeline.addLine(accepted(1000));
  const again = timeline.list({ limit: 1 }).version;
  timeline.addLine(settled(2001));

  expect(again).toBe(version);
  expect(timeline.list({ limit: 1 }).version).toBe(version + 1);
});
