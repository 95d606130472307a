import { describe, expect, test } from 'vitest';
import { judgeWaits } from './judge-waits.ts';
import { minute, observe, second, start, twoOf } from './made-up.ts';

describe('the judge of waits', () => {
  function waiting(ms: number) {
    const observed = observe(twoOf({ sets: ['first'] }).slice(0, 1));
    const end = { how: 'delivered', at: start + 10 * second + ms };
    observed.observations.events.get('young')?.outcomes.push(end);
    return observed;
  }

  test('G5 G6 complains of an event that waits for longer than a death and a back-off', () => {
    const [short, long] = [waiting(18 * minute), waiting(18 * minute + 1)];

    expect(judgeWaits(short.history, short.observations, start)).toEqual([]);
    expect(judgeWaits(long.history, long.observations, start)).toHaveLength(1);
  });

  test('G6 counts from the end of what went wrong, but not of what went wrong later', () => {
    const { history, observations } = waiting(30 * minute);
    const outage = { from: start + 5 * minute, until: start + 13 * minute };
    const later = { from: start + 29 * minute, until: start + 40 * minute };

    observations.disturbances = [outage];
    expect(judgeWaits(history, observations, start)).toEqual([]);
    observations.disturbances = [later];
    expect(judgeWaits(history, observations, start)).toHaveLength(1);
  });

  test('G5 complains of others that wait, and of poison that is parked late', () => {
    const { history, observations } = observe(twoOf({ sets: ['first'] }));
    const end = (how: string, ms: number) => [{ how, at: start + 12 * second + ms }];
    const [poison, other] = [
      observations.events.get('young'),
      observations.events.get('old'),
    ];
    poison?.outcomes.push(...end('parked bridge-error', 90 * minute));
    other?.outcomes.push(...end('delivered', 3 * minute));

    const complaints = judgeWaits({ ...history, poison: ['young'] }, observations, start);

    expect(complaints).toEqual([
      'others waited for 180 s, and up to 180 s, beside poison',
      'young failed for 5402 s until it was parked',
    ]);
  });
});
