import { describe, expect, test } from 'vitest';
import { TransientFailure } from '../../../../functions/core/errors.ts';
import { parkedFor, withFailure } from '../../../../functions/core/hold/failures.ts';
import type { Failures } from '../../../../functions/core/memory/event-record.ts';
import type { WorkspaceState } from '../../../../functions/core/memory/workspace-state.ts';
import { receivedAt as start } from '../../../support/build-source.ts';

const minute = 60_000;
const nobody: WorkspaceState = { failing: [], successes: {} };

/** The failures of an event of group `me` at these minutes, with the workspace as it is then. */
function failAt(
  minutes: number[],
  stateAt: (minutes: number) => WorkspaceState = () => nobody,
  reason: 'unavailable' | 'denied' = 'unavailable',
): Failures {
  let failures: Failures | undefined;
  for (const at of minutes) {
    const failure = {
      ...new TransientFailure(reason, { detail: 'status 500' }),
      call: 'patch',
    };
    const given = { group: 'me', now: start + at * minute, random: 0 };
    failures = withFailure(failures, failure as never, stateAt(at), given);
  }
  if (failures === undefined) throw new Error('no failure');
  return failures;
}

/** Somebody else's PATCH succeeded a minute before. */
const others = (at: number): WorkspaceState => ({
  failing: [],
  successes: { patch: { at: start + (at - 1) * minute, group: 'you' } },
});

describe('G5 an event that fails backs off alone', () => {
  test('15 s, doubling, up to 15 min', () => {
    const waits = Array.from({ length: 9 }, (_, count) => {
      const { retryAt, lastAt } = failAt(Array.from({ length: count + 1 }, (_, at) => at));
      return (retryAt - lastAt) / 1000;
    });

    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900, 900]);
  });

  test('as long as Bridge asked for, if that is longer', () => {
    const failure = new TransientFailure('rate-limited', {
      call: 'search',
      retryAfterSeconds: 600,
    });
    const given = { group: 'me', now: start, random: 0 };

    const { retryAt } = withFailure(undefined, failure as never, nobody, given);

    expect(retryAt).toBe(start + 600_000);
  });
});

describe('G5 an event is parked for its own failures', () => {
  test('when two of them each followed a success of somebody else, after 15 min', () => {
    const failures = failAt([0, 5, 20], others);

    expect(parkedFor(failures, start + 20 * minute)).toMatchObject({
      reason: 'bridge-error',
      detail: 'unavailable: status 500',
    });
  });

  test('as forbidden if its key was refused although the workspace takes it', () => {
    expect(
      parkedFor(failAt([0, 5, 20], others, 'denied'), start + 20 * minute)?.reason,
    ).toBe('forbidden');
  });

  test.each<[string, number[], (at: number) => WorkspaceState]>([
    ['within 15 min of the first', [0, 5, 14], others],
    ['after one such failure', [0, 20], others],
    ['while nobody comes through', [0, 5, 20, 40, 4000], () => nobody],
    [
      'when only its own person comes through',
      [0, 5, 20, 40],
      (at) => ({
        failing: [],
        successes: { patch: { at: start + at * minute, group: 'me' } },
      }),
    ],
    [
      'when others come through on another kind of call',
      [0, 5, 20, 40],
      (at) => ({
        failing: [],
        successes: { search: { at: start + at * minute, group: 'you' } },
      }),
    ],
    [
      'for failures while the workspace is on hold',
      [0, 5, 20, 40],
      (at) => ({
        ...others(at),
        hold: {
          reason: 'unavailable',
          until: 0,
          stepSeconds: 15,
          since: 0,
          isProbed: true,
        },
      }),
    ],
  ])('not %s', (_, minutes, stateAt) => {
    const failures = failAt(minutes, stateAt);

    expect(parkedFor(failures, start + (minutes.at(-1) ?? 0) * minute)).toBeUndefined();
  });

  test('also when the last success was its own person’s, and one of others came before it', () => {
    const state = (at: number): WorkspaceState => ({
      failing: [],
      successes: {
        patch: {
          at: start + at * minute,
          group: 'me',
          othersAt: start + (at - 1) * minute,
        },
      },
    });

    expect(parkedFor(failAt([0, 5, 20], state), start + 20 * minute)).toBeDefined();
  });
});
