import { describe, expect, test } from 'vitest';
import { TransientFailure } from '../../../../functions/core/errors.ts';
import {
  askedSeconds,
  asksFirst,
  holdReasonOf,
  openedBy,
  probed,
  prolonged,
  waitSeconds,
} from '../../../../functions/core/hold/hold.ts';
import type { Hold } from '../../../../functions/core/memory/workspace-state.ts';
import { receivedAt as now } from '../../../support/build-source.ts';

const hold: Hold = {
  reason: 'unavailable',
  until: now + 15_000,
  stepSeconds: 15,
  since: now,
  isProbed: false,
};

describe('G6 the breaker opens', () => {
  test('at the first failures of three people, not of two or of one three times', () => {
    const failing = ['a', 'b', 'b', 'a'].map((group) => ({ group, at: now }));

    const opened = [
      openedBy(failing, 'unavailable', now),
      openedBy([...failing, { group: 'c', at: now }], 'unavailable', now),
    ];

    expect(opened).toEqual([undefined, hold]);
  });

  test('for as long as Bridge asked one of them to wait', () => {
    const failing = ['a', 'b', 'c'].map((group) => ({ group, at: now }));
    const asked = { group: 'b', at: now, retryAt: now + 600_000 };

    expect(openedBy([...failing, asked], 'rate-limited', now)?.until).toBe(now + 600_000);
  });

  test.each([
    ['unavailable', 'unavailable'],
    ['ambiguous', 'unavailable'],
    ['rate-limited', 'rate-limited'],
    ['key-rejected', 'key-rejected'],
    ['no-bridge-key', 'key-rejected'],
    ['denied', 'key-rejected'],
    ['lease-taken', undefined],
    ['in-doubt', undefined],
    ['ledger', undefined],
    ['out-of-time', undefined],
  ] as const)('%s is a failure of Bridge: %s', (reason, expected) => {
    expect(holdReasonOf(reason)).toBe(expected);
  });
});

describe('G6 a hold', () => {
  test('doubles its step up to 15 min with each probe that fails', () => {
    const steps: number[] = [];
    let next = hold;
    for (let tries = 0; tries < 8; tries += 1) {
      next = prolonged(
        next,
        { reason: 'unavailable', isOfBridge: true, retryAfterSeconds: 0 },
        now,
      );
      steps.push(next.stepSeconds);
    }

    expect(steps).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
    expect(next).toMatchObject({ until: now + 900_000, since: now, isProbed: false });
  });

  test('keeps its step when Bridge has answered the health check before an event fails', () => {
    const again = {
      reason: 'unavailable',
      isOfBridge: false,
      retryAfterSeconds: 0,
    } as const;

    expect(prolonged(hold, again, now + 20_000)).toMatchObject({
      stepSeconds: 15,
      until: now + 35_000,
    });
  });

  test('lasts as long as Bridge asks', () => {
    const asked = {
      reason: 'rate-limited',
      isOfBridge: true,
      retryAfterSeconds: 120,
    } as const;

    expect(prolonged(hold, asked, now).until).toBe(now + 120_000);
  });

  test('is tried for no longer than a run can take', () => {
    expect(probed(hold, now + 15_000)).toMatchObject({
      until: now + 45_000,
      isProbed: true,
    });
  });
});

describe('G6 a probe makes the health check first', () => {
  test.each([
    ['not while the hold is short', 30, false, false],
    ['if its event failed before', 15, true, true],
    ['once the hold is long', 60, false, true],
  ])('%s', (_, stepSeconds, hasFailed, expected) => {
    expect(asksFirst({ ...hold, stepSeconds }, hasFailed)).toBe(expected);
  });
});

describe('G6 deliveries that wait come back', () => {
  test.each([
    ['by chance within the spread after the hold', 0.5, false, 23],
    ['and after those if they failed before', 0.5, true, 38],
    ['at the end of the hold at the earliest', 0, false, 15],
  ])('%s', (_, random, hasFailed, expected) => {
    expect(waitSeconds(hold, now, random, hasFailed)).toBe(expected);
  });

  test('within seconds while Bridge is being tried', () => {
    const trying = probed(hold, now);

    expect([0, 1].map((random) => waitSeconds(trying, now, random, false))).toEqual([
      5, 10,
    ]);
  });
});

describe('Retry-After', () => {
  test('counts up to an hour, also after an ambiguous answer; what a contact stays taken does not', () => {
    const ask = (reason: 'rate-limited' | 'ambiguous', retryAfterSeconds: number) =>
      askedSeconds(new TransientFailure(reason, { retryAfterSeconds }));

    expect([
      ask('rate-limited', 7),
      ask('rate-limited', 1e9),
      ask('ambiguous', 32),
    ]).toEqual([7, 3600, 32]);
  });
});
