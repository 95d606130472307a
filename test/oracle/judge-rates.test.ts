import { describe, expect, test } from 'vitest';
import type { History } from './history.ts';
import { judgeRates } from './judge-rates.ts';
import { observe, second, start, twoOf } from './made-up.ts';
import type { Run, SeenCall } from './runs.ts';

describe('the judge of rates', () => {
  function run(
    at: number,
    given: Partial<Run>,
    ...calls: [name: string, answer: number][]
  ): Run {
    const seen = calls.map(([name, answer]): SeenCall => {
      const time = start + at * second;
      return { name, at: time, answer, answeredAt: time };
    });
    const usual = { how: 'failed' as const, putOff: [], isTroubled: false };
    return { at: start + at * second, ...usual, ...given, calls: seen };
  }

  function judgeRuns(runs: Run[], outages: History['outages'] = []): string[] {
    const { history, observations } = observe(twoOf({ sets: ['first'] }));
    observations.messages.get('young')?.runs.push(...runs);
    return judgeRates({ ...history, outages }, observations);
  }

  test('G5 complains of an event that is tried before its back-off is over', () => {
    const fails = (at: number) => run(at, {}, ['PATCH contact', 500]);

    expect(judgeRuns([fails(0), fails(15), fails(45), fails(105)])).toEqual([]);
    expect(judgeRuns([fails(0), fails(15), fails(30)]).join()).toContain(
      'early after failure 2',
    );
  });

  test('G5 counts no failure that could not be written down', () => {
    const fails = (at: number) => run(at, { isTroubled: true }, ['GET search', 500]);

    expect(judgeRuns([fails(0), fails(1), fails(2)])).toEqual([]);
  });

  test('G6 complains of a call while a message waits for its workspace, a lease or a doubt', () => {
    const waits = (why: string, name: string) => run(0, { putOff: [why] }, [name, 200]);

    expect(judgeRuns([waits('hold', 'GET attributes')])).toHaveLength(1);
    expect(judgeRuns([waits('in-doubt', 'PATCH contact')])).toHaveLength(1);
    expect(judgeRuns([waits('lease-taken', 'GET attributes')])).toEqual([]);
  });

  test('G4 complains of a call for an event that knew of the doubt that it waits for', () => {
    const meets = run(0, { putOff: ['in-doubt'] }, ['GET attributes', 200]);
    const waits = run(60, { putOff: ['in-doubt'] });
    const asks = run(120, { putOff: ['in-doubt'] }, ['GET attributes', 200]);

    expect(judgeRuns([meets, waits])).toEqual([]);
    expect(judgeRuns([meets, waits, asks])).toHaveLength(1);
    expect(judgeRuns([{ ...meets, isTroubled: true }, asks])).toEqual([]);
  });

  test('G6 lets an event that failed before make the health check, and no other', () => {
    const fails = run(0, {}, ['PATCH contact', 500]);
    const asks = run(60, { putOff: ['lease-taken'] }, ['GET anything', 200]);

    expect(judgeRuns([fails, asks])).toEqual([]);
    expect(judgeRuns([asks])).toHaveLength(1);
  });

  test('G5 complains of more PATCHes than a message may cost', () => {
    const writes = (at: number) => run(at, {}, ['PATCH contact', 200]);

    expect(judgeRuns([writes(0), writes(15)])).toEqual([]);
    expect(judgeRuns([writes(0), writes(15), writes(30)])).toHaveLength(1);
  });

  test('G6 complains of an outage that is asked all the time', () => {
    const asks = (at: number) => {
      const one = run(at, { isTroubled: true }, ['GET search', 503]);
      for (const call of one.calls) call.outage = 0;
      return one;
    };
    const many = Array.from({ length: 10 }, (_, index) => asks(index));

    expect(judgeRuns(many, [{ at: 0, seconds: 60 }])).toEqual([]);
    expect(judgeRuns([...many, asks(10)], [{ at: 0, seconds: 60 }])).toHaveLength(1);
  });
});
