import { describe, expect, test } from 'vitest';
import { type CallKind, TransientFailure } from '../../../../functions/core/errors.ts';
import {
  giveTurnBack,
  noteFailure,
  noteSuccess,
  type Pass,
  passHold,
} from '../../../../functions/core/hold/breaker.ts';
import type { Hold } from '../../../../functions/core/memory/workspace-state.ts';
import {
  buildEvent,
  buildMessage,
  receivedAt as start,
} from '../../../support/build-source.ts';
import { createMemory } from '../../../support/memory.ts';

const second = 1_000;
const message = buildMessage([buildEvent({ id: 'e', body: {} })]);

/** A workspace, and copies of the function that deliver to it, each for a group of its own. */
function startWorkspace() {
  const { memory, workspace } = createMemory();
  let now = start;
  const as = (group: string) => ({ message, memory, now: () => now, group });
  const see = () => memory.workspaces.read('main');
  return {
    as,
    see,
    hold: () => workspace().hold,
    failing: () => workspace().failing.map(({ group }) => group),
    successes: () => workspace().successes,
    wait: (seconds: number) => {
      now += seconds * second;
    },
    /** What a delivery is let through with that begins now. */
    async pass(group: string): Promise<Pass> {
      const passing = await passHold(await see(), as(group));
      if ('hold' in passing) throw new Error('it has to wait');
      return passing.pass;
    },
    async fail(group: string, pass?: Pass, more: FailureOptions = {}) {
      const { isFirst = true, isFirstOfRun = true } = more;
      const { retryAfterSeconds, reason = 'unavailable' } = more;
      const failure = new TransientFailure(reason, { call: 'patch', retryAfterSeconds });
      const mine = pass ?? {
        seen: await see(),
        probing: undefined,
        hasAsked: false,
        at: now,
      };
      return noteFailure(failure, { reason, isFirst, isFirstOfRun }, mine, as(group));
    },
    async succeed(group: string, pass?: Pass, kinds: CallKind[] = ['patch']) {
      const mine = pass ?? {
        seen: await see(),
        probing: undefined,
        hasAsked: false,
        at: now,
      };
      await noteSuccess(new Set(kinds), mine, as(group));
    },
  };
}

interface FailureOptions {
  isFirst?: boolean;
  isFirstOfRun?: boolean;
  retryAfterSeconds?: number;
  reason?: 'unavailable' | 'rate-limited';
}

/** On hold for 15 s, after the first failures of three people. */
async function startOnHold(more: FailureOptions = {}) {
  const run = startWorkspace();
  for (const group of ['a', 'b', 'c']) await run.fail(group, undefined, more);
  return run;
}

describe('G6: the breaker opens', () => {
  test('at the third person’s first failure, with the reason of that', async () => {
    const run = startWorkspace();

    const states = [];
    for (const group of ['a', 'b', 'c'])
      states.push((await run.fail(group, undefined, { reason: 'rate-limited' })).hold);

    const opened: Hold = {
      reason: 'rate-limited',
      until: start + 15 * second,
      stepSeconds: 15,
      since: start,
      isProbed: false,
    };
    expect(states).toEqual([undefined, undefined, opened]);
    expect(run.hold()).toEqual(opened);
  });

  test.each<[string, [string, boolean][]]>([
    ['one person, however often', ['a', 'a', 'a', 'a'].map((group) => [group, true])],
    [
      'events that failed before, of however many people',
      ['a', 'b', 'c', 'd'].map((group, index) => [group, index < 2]),
    ],
  ])('not at failures of %s', async (_, failures) => {
    const run = startWorkspace();

    for (const [group, isFirst] of failures) await run.fail(group, undefined, { isFirst });

    expect(run.hold()).toBeUndefined();
  });

  test('not if something came through between them', async () => {
    const run = startWorkspace();
    await run.fail('a');
    await run.fail('b');

    await run.succeed('d');
    await run.fail('c');

    expect(run.hold()).toBeUndefined();
    expect(run.failing()).toEqual(['c']);
  });

  test('once, when two copies meet the third failure at the same moment', async () => {
    const run = startWorkspace();
    await run.fail('a');
    await run.fail('b');

    const [one, other] = await Promise.all([run.fail('c'), run.fail('d')]);

    expect(run.hold()).toMatchObject({ stepSeconds: 15, since: start });
    expect([one?.hold, other?.hold]).toEqual([run.hold(), run.hold()]);
  });

  test('for as long as Bridge asked any of the three to stay away', async () => {
    const run = startWorkspace();
    await run.fail('a', undefined, { retryAfterSeconds: 600 });
    await run.fail('b');

    await run.fail('c');

    expect(run.hold()?.until).toBe(start + 600 * second);
  });

  test('for as long as Bridge asked one of the three at a later failure, which does not count', async () => {
    const run = startWorkspace();
    await run.fail('a');
    await run.fail('a', undefined, { isFirst: false, retryAfterSeconds: 600 });
    await run.fail('b');
    expect(run.hold()).toBeUndefined();

    await run.fail('c');

    expect(run.hold()?.until).toBe(start + 600 * second);
  });

  test('and a later failure of somebody who was forgotten since counts for nothing', async () => {
    const run = startWorkspace();
    await run.fail('a');
    await run.succeed('b');

    await run.fail('a', undefined, { isFirst: false, retryAfterSeconds: 600 });

    expect(run.failing()).toEqual([]);
  });
});

describe('G6: while a workspace is on hold', () => {
  test('nobody passes before its end', async () => {
    const run = await startOnHold();
    run.wait(14);

    expect(await passHold(await run.see(), run.as('d'))).toEqual({ hold: run.hold() });
  });

  test('one of those who come after its end tries Bridge, the others wait for that', async () => {
    const run = await startOnHold();
    run.wait(15);
    const [seen, at] = [await run.see(), start + 15 * second];

    const [one, other] = await Promise.all([
      passHold(seen, run.as('d')),
      passHold(seen, run.as('e')),
    ]);

    expect(one).toEqual({ pass: { seen, probing: run.hold(), hasAsked: false, at } });
    expect(other).toEqual({ hold: run.hold() });
    expect(run.hold()).toMatchObject({ isProbed: true, until: start + 45 * second });
    expect(await passHold(await run.see(), run.as('f'))).toEqual({ hold: run.hold() });
  });

  test('another takes the turn of one that died over it', async () => {
    const run = await startOnHold();
    run.wait(15);
    await run.pass('d');

    run.wait(30);

    expect((await run.pass('e')).probing).toEqual(run.hold());
  });

  test('what was sent before it began and failed makes it no longer', async () => {
    const run = startWorkspace();
    const pass = await run.pass('d');
    for (const group of ['a', 'b', 'c']) await run.fail(group);
    const before = run.hold();
    run.wait(3);

    const state = await run.fail('d', pass);

    expect(run.hold()).toEqual(before);
    expect(state.hold).toEqual(before);
  });
});

describe('G6: a try that failed', () => {
  test.each([
    ['doubles the step', false, 30],
    ['after Bridge has answered the health check keeps the step', true, 15],
  ])('%s', async (_, hasAsked, stepSeconds) => {
    const run = await startOnHold();
    run.wait(20);

    await run.fail('d', { ...(await run.pass('d')), hasAsked });

    const until = start + (20 + stepSeconds) * second;
    expect(run.hold()).toMatchObject({
      stepSeconds,
      until,
      since: start,
      isProbed: false,
    });
  });

  test('lasts as long as Bridge asks', async () => {
    const run = await startOnHold();
    run.wait(15);

    await run.fail('d', await run.pass('d'), { retryAfterSeconds: 300 });

    expect(run.hold()?.until).toBe(start + 315 * second);
  });

  test.each([true, false])(
    'lasts as long as Bridge asks a run that began before it (first failure: %s)',
    async (isFirst) => {
      const run = startWorkspace();
      const pass = await run.pass('d');
      for (const group of ['a', 'b', 'c']) await run.fail(group);

      const state = await run.fail('d', pass, { isFirst, retryAfterSeconds: 600 });
      await run.fail('e', pass, { isFirst, retryAfterSeconds: 60 });

      expect(run.hold()?.until).toBe(start + 600 * second);
      expect(state.hold).toMatchObject({ stepSeconds: 15, isProbed: false });
    },
  );

  test('says nothing about the hold of another who took the turn meanwhile', async () => {
    const run = await startOnHold();
    run.wait(15);
    const late = await run.pass('d');
    run.wait(30);
    await run.pass('e');
    const before = run.hold();

    const state = await run.fail('d', late);

    expect(run.hold()).toEqual(before);
    expect(state.hold).toEqual(before);
  });
});

describe('G6: a success', () => {
  test('of the one that tries Bridge ends the hold', async () => {
    const run = await startOnHold();
    run.wait(15);

    await run.succeed('d', await run.pass('d'));

    expect(run.hold()).toBeUndefined();
    expect((await run.pass('e')).probing).toBeUndefined();
  });

  test('counts from the beginning of its run: it may be older than a failure meanwhile', async () => {
    const run = startWorkspace();
    const pass = await run.pass('a');
    run.wait(20);

    await run.succeed('a', pass);

    expect(run.successes().patch?.at).toBe(start);
  });

  test('that began before the hold does not end it: Retry-After is kept (A9)', async () => {
    const run = startWorkspace();
    const pass = await run.pass('d');
    for (const group of ['a', 'b', 'c'])
      await run.fail(group, undefined, {
        reason: 'rate-limited',
        retryAfterSeconds: 120,
      });
    const before = run.hold();

    await run.succeed('d', pass);

    expect(run.hold()).toEqual(before);
    expect(before?.until).toBe(start + 120 * second);
  });

  test('of a try that took too long does not end the hold of the next', async () => {
    const run = await startOnHold();
    run.wait(15);
    const late = await run.pass('d');
    run.wait(30);
    await run.fail('e', await run.pass('e'));
    const before = run.hold();

    await run.succeed('d', late);

    expect(run.hold()).toEqual(before);
  });

  test('is noted every 10 s at most, for each kind of call', async () => {
    const run = startWorkspace();
    await run.succeed('a');
    run.wait(9);
    await run.succeed('b', undefined, ['patch', 'search']);
    const within = run.successes();
    run.wait(1);

    await run.succeed('b', undefined, ['patch', 'search']);

    const search = { at: start + 9 * second, group: 'b', othersAt: undefined };
    expect(within).toEqual({
      patch: { at: start, group: 'a', othersAt: undefined },
      search,
    });
    expect(run.successes()).toEqual({
      patch: { at: start + 10 * second, group: 'b', othersAt: start },
      search,
    });
  });

  test('is noted at once while somebody fails, and forgives the failures before it', async () => {
    const run = startWorkspace();
    await run.succeed('a');
    run.wait(1);
    await run.fail('b');

    await run.succeed('a');

    expect(run.successes().patch?.at).toBe(start + second);
    expect(run.failing()).toEqual([]);
  });

  test('keeps when somebody else had the last one, for those who ask about others', async () => {
    const run = startWorkspace();
    const noted = [];
    for (const group of ['a', 'a', 'b', 'b', 'a']) {
      await run.succeed(group);
      noted.push(run.successes().patch?.othersAt);
      run.wait(20);
    }

    const later = (seconds: number) => start + seconds * second;
    expect(noted).toEqual([undefined, undefined, later(20), later(20), later(60)]);
  });
});

describe('G6: a turn that said nothing about Bridge', () => {
  test('goes to the next at once, with the hold as it was', async () => {
    const run = await startOnHold();
    run.wait(15);
    const before = run.hold();

    await giveTurnBack(await run.pass('d'), run.as('d'));

    expect(run.hold()).toEqual(before);
    expect((await run.pass('e')).probing).toBeDefined();
  });

  test('is not given back over the turn of another', async () => {
    const run = await startOnHold();
    run.wait(15);
    const late = await run.pass('d');
    run.wait(30);
    await run.pass('e');
    const before = run.hold();

    await giveTurnBack(late, run.as('d'));

    expect(run.hold()).toEqual(before);
  });

  test('is nothing to give back without a hold', async () => {
    const run = startWorkspace();

    await giveTurnBack(await run.pass('d'), run.as('d'));

    expect(run.hold()).toBeUndefined();
  });
});
