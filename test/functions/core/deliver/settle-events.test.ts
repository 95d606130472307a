import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toRecords } from '../../../../functions/core/deliver/settle-events.ts';
import { retryDelaySeconds } from '../../../../functions/core/hold/retry-delay.ts';
import type {
  Attempt,
  Ending,
  EventRecord,
} from '../../../../functions/core/memory/event-record.ts';
import type { FieldReason } from '../../../../functions/core/reasons/field-reason.ts';
import {
  buildConfig,
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';

const now = receivedAt + 5_000;
const event = buildEvent({ id: 'e', body: { email: 'a@b.co' } });
const other = buildEvent({ id: 'f', body: 1, index: 1 });
const message = buildMessage([event, other]);

function settle(
  endings: Ending[],
  known: EventRecord[] = [],
  attempts: [string, Attempt[]][] = [],
  keepDays = 14,
) {
  const made = new Map(attempts);
  const records = new Map(known.map((record) => [record.id, record]));
  const config = buildConfig(buildSource());
  config.delivery = { ...config.delivery, keepEventsSeconds: keepDays * 86_400 };
  return toRecords(endings, {
    message,
    config,
    records,
    attemptsOf: (id) => [...(records.get(id)?.attempts ?? []), ...(made.get(id) ?? [])],
    now: () => now,
  });
}

const reasons: FieldReason[] = [
  { field: 'email', said: { kind: 'set' }, decided: 'sent' },
];

describe('G2: what the ledger keeps of an event', () => {
  test('an accepted one is remembered as long as its repetition is refused, its content as long as it may be replayed', () => {
    const [record] = settle(
      [
        {
          event,
          outcome: { kind: 'delivered' },
          contactId: 'c',
          foundBy: 'link',
          reasons,
        },
      ],
      [],
      [['e', [{ at: 7 }]]],
    );

    expect(record).toEqual({
      id: 'e',
      source: 'test-source',
      workspace: 'main',
      receivedAt,
      outcome: { kind: 'delivered' },
      settledAt: now,
      attempts: [{ at: 7 }],
      contactId: 'c',
      foundBy: 'link',
      reasons,
      forgetAt: now + 30 * 86_400_000,
      message: { ...message, events: [event] },
      keptUntil: now + 14 * 86_400_000,
    });
  });

  test.each<[string, Ending['outcome'], number]>([
    ['nothing is to be kept', { kind: 'delivered' }, 0],
    ['its person was erased', { kind: 'ignored', reason: 'erased' }, 14],
  ])('without its content where %s', (_, outcome, keepDays) => {
    const [record] = settle([{ event, outcome }], [], [], keepDays);

    expect(record).toMatchObject({ outcome, forgetAt: now + 30 * 86_400_000 });
    expect(record?.message).toBeUndefined();
  });

  test('a parked one is kept without an end, with a message that carries it alone', () => {
    const [record] = settle([
      { event: other, outcome: { kind: 'parked', reason: 'refused', answer: 'no' } },
    ]);

    expect(record).toMatchObject({
      id: 'f',
      outcome: { kind: 'parked' },
      message: { ...message, events: [other] },
    });
    expect(record?.forgetAt).toBeUndefined();
  });

  test('a parked one that waits is marked with the contact that its id led to', () => {
    const outcome = { kind: 'parked', reason: 'contact-missing' } as const;
    const [waiting, missing] = settle([
      { event, outcome, contactId: 'gone', waitsFor: 'main#crm#1' },
      { event: other, outcome, contactId: 'gone' },
    ]);

    expect(waiting).toMatchObject({ waitsFor: 'main#crm#1', putBackFor: 'gone' });
    expect(missing?.putBackFor).toBeUndefined();
  });

  test('one that is parked for another reason after it waited is still on that list', () => {
    const outcome = { kind: 'parked', reason: 'refused' } as const;
    const before = { id: 'e', source: 's', workspace: 'main', receivedAt, attempts: [] };

    const [record] = settle([{ event, outcome }], [{ ...before, waitsFor: 'main#crm#1' }]);

    expect(record).toMatchObject({ outcome, waitsFor: 'main#crm#1' });
  });

  test('a duplicate leaves the record of the first as it is', () => {
    expect(settle([{ event, outcome: { kind: 'duplicate' } }])).toEqual([]);
  });

  test('attempts of earlier deliveries stay', () => {
    const before: EventRecord = {
      id: 'e',
      source: 'test-source',
      workspace: 'main',
      receivedAt,
      attempts: [{ at: 1, failed: 'unavailable' }, { at: 2 }],
    };

    expect(
      settle(
        [{ event, outcome: { kind: 'delivered' } }],
        [before],
        [
          ['e', [{ at: 3 }]],
          ['f', [{ at: 4 }]],
        ],
      )[0]?.attempts,
    ).toEqual([{ at: 1, failed: 'unavailable' }, { at: 2 }, { at: 3 }]);
  });
});

describe('G2: the same content again, long after it was parked', () => {
  const parked: EventRecord = {
    id: 'e',
    source: 'test-source',
    workspace: 'main',
    receivedAt: receivedAt - 86_400_000,
    attempts: [],
    outcome: { kind: 'parked', reason: 'no-contact' },
    message: buildMessage([event], { receivedAt: receivedAt - 86_400_000 }),
  };

  test('takes over the id, and the parked one moves to an id of its own', () => {
    const records = settle([{ event, outcome: { kind: 'delivered' } }], [parked]);

    expect(records).toHaveLength(2);
    const id = `e.${parked.receivedAt}`;
    expect(records[0]).toEqual({
      ...parked,
      id,
      message: { ...parked.message, events: [{ ...event, id }] },
    });
    expect(records[1]).toMatchObject({ id: 'e', outcome: { kind: 'delivered' } });
  });

  test('its own replay replaces it', () => {
    const own = { ...parked, receivedAt };

    expect(
      settle([{ event, outcome: { kind: 'delivered' } }], [own]).map(({ id }) => id),
    ).toEqual(['e']);
  });
});

describe('G3: a replay learns the id that a repetition by the sender gets', () => {
  const reread = { ...event, repetitionId: 'r' };
  const delivered: Ending = {
    event: reread,
    outcome: { kind: 'delivered' },
    contactId: 'c',
  };

  test('the event ends under the id it was parked with, the other is remembered as long', () => {
    const [ended, remembered, ...rest] = settle([delivered]);

    expect(ended).toMatchObject({
      id: 'e',
      outcome: { kind: 'delivered' },
      contactId: 'c',
    });
    expect(remembered).toEqual({
      id: 'r',
      source: 'test-source',
      workspace: 'main',
      receivedAt,
      outcome: { kind: 'delivered' },
      settledAt: now,
      attempts: [],
      forgetAt: ended?.forgetAt,
    });
    expect(rest).toEqual([]);
  });

  test('not while it is parked still, and not over what became of a repetition', () => {
    const parked: Ending = {
      event: reread,
      outcome: { kind: 'parked', reason: 'no-contact' },
    };
    const repetition: EventRecord = {
      id: 'r',
      source: 'test-source',
      workspace: 'main',
      receivedAt: receivedAt + 1,
      attempts: [],
      outcome: { kind: 'delivered' },
    };

    expect(settle([parked]).map(({ id }) => id)).toEqual(['e']);
    expect(settle([delivered], [repetition]).map(({ id }) => id)).toEqual(['e']);
  });
});

describe('when to try again', () => {
  const inputs = [
    fc.integer({ min: 1, max: 2_000 }),
    fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
  ] as const;
  const random = fc.double({ min: 0, max: 1, noNaN: true });

  test('never before what Bridge asked for, never less than a second, never more than half an hour', () => {
    fc.assert(
      fc.property(...inputs, random, (receives, asked, chance) => {
        const delay = retryDelaySeconds(receives, asked, chance);

        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(Math.max(1, asked ?? 0));
        expect(delay).toBeLessThanOrEqual(1_800);
      }),
    );
  });

  test('the step doubles to a quarter of an hour, with full jitter', () => {
    const longest = [1, 2, 3, 9, 10, 1_000].map((receives) =>
      retryDelaySeconds(receives, undefined, 1),
    );

    expect(longest).toEqual([2, 4, 8, 512, 900, 900]);
    expect(retryDelaySeconds(9, undefined, 0)).toBe(1);
    expect(retryDelaySeconds(9, undefined, 0.5)).toBe(256);
  });
});
