import { describe, expect, test } from 'vitest';
import {
  clockSkewSeconds,
  settlingSeconds,
} from '../../../functions/core/config/delivery-times.ts';
import { checkLimits, limits } from '../../../lib/config/limits.ts';
import { UserError } from '../../../lib/report.ts';
import { exampleSettings, exampleStack } from '../example-stack.ts';

const day = 86_400;

function reportOf(delivery: Partial<typeof exampleSettings.delivery>): string | undefined {
  try {
    checkLimits({
      ...exampleSettings,
      delivery: { ...exampleSettings.delivery, ...delivery },
    });
    return undefined;
  } catch (error) {
    return (error as UserError).lines.join('\n');
  }
}

describe('limits', () => {
  test('stand in order: function, lease, visibility, retention', () => {
    expect(limits.deliverTimeoutSeconds).toBeLessThan(limits.leaseSeconds);
    expect(limits.leaseSeconds).toBeLessThanOrEqual(limits.visibilitySeconds);
    expect(limits.visibilitySeconds).toBeGreaterThanOrEqual(
      6 * limits.deliverTimeoutSeconds,
    );
    expect(limits.receiveTimeoutSeconds).toBeLessThan(30);
  });

  test('G4 a lease outlives the last request of a run by more than clocks may differ', () => {
    const lastRequestSeconds = limits.deliverTimeoutSeconds - settlingSeconds;
    const longestSettleSeconds = limits.leaseSeconds - limits.deliverTimeoutSeconds;

    const slackSeconds = limits.leaseSeconds - lastRequestSeconds - longestSettleSeconds;

    expect(slackSeconds).toBeGreaterThanOrEqual(clockSkewSeconds);
  });

  test.each([
    ['requestTimeout', { requestTimeoutSeconds: 10 }],
    ['settle', { settleSeconds: 30 }],
    ['maxEventAge', { maxEventAgeSeconds: 4 * day }],
  ])('accept a %s at its bound', (_setting, delivery) => {
    expect(reportOf(delivery)).toBeUndefined();
  });

  test.each([
    [
      'requestTimeout',
      { requestTimeoutSeconds: 11 },
      'delivery.requestTimeout is 11 s, but must be 10 s or less',
      'Write requestTimeout: 10 s',
    ],
    [
      'settle',
      { settleSeconds: 31 },
      'delivery.settle is 31 s, but must be 30 s or less',
      'Write settle: 30 s',
    ],
    [
      'maxEventAge',
      { maxEventAgeSeconds: 5 * day },
      'delivery.maxEventAge is 5 days, but must be 4 days or less',
      'Write maxEventAge: 4 days',
    ],
  ])(
    'refuse a %s above it and say what to write',
    (_setting, delivery, problem, advice) => {
      const report = reportOf(delivery);

      expect(report).toContain(problem);
      expect(report).toContain(advice);
    },
  );

  test('are reported all at once', () => {
    expect(
      reportOf({ requestTimeoutSeconds: 60, settleSeconds: 60 })?.split('\n'),
    ).toHaveLength(2);
  });

  test('hold for the stack', () => {
    expect(() =>
      exampleStack({ delivery: { ...exampleSettings.delivery, settleSeconds: 45 } }),
    ).toThrow(UserError);
  });
});
