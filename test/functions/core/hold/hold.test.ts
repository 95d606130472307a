import { describe, expect, test } from 'vitest';
import { TransientFailure, type TransientReason } from '../../../../functions/core/errors.ts';
import {
  holdBack,
  isItsOwnFault,
  noteSuccess,
  type Pass,
  passHold,
} from '../../../../functions/core/hold/pass-hold.ts';
import type { Attempt } from '../../../../functions/core/memory/event-record.ts';
import { createMemoryHolds } from '../../../support/memory-holds.ts';

const minute = 60;

/** Deliveries of one workspace on a clock in seconds. */
function start() {
  const holds = createMemoryHolds();
  let seconds = 1_000_000;
  const deps = { holds, now: () => seconds * 1000, random: () => 0.5 };
  return {
    ...deps,
    wait: (more: number) => {
      seconds += more;
    },
    enter: async (workspace = 'main') => passHold(workspace, await holds.read(workspace), deps),
    fail: (
      pass: Pass,
      reason: TransientReason = 'unavailable',
      more: { id?: string; retryAfterSeconds?: number; attempts?: Attempt[] } = {},
    ) =>
      holdBack(
        pass,
        new TransientFailure(reason, { retryAfterSeconds: more.retryAfterSeconds }),
        { id: more.id ?? 'e', attempts: more.attempts ?? [] },
        deps,
      ),
    succeed: (pass: Pass) => noteSuccess(pass, deps),
  };
}

async function turnedAway(entering: Promise<Pass>): Promise<TransientFailure> {
  const failure = await entering.catch((error: unknown) => error);
  if (!(failure instanceof TransientFailure)) throw new Error('the way was free');
  return failure;
}

describe('G6: a workspace on hold', () => {
  test('steps grow from 15 s to 15 min, and the one that tries comes back as each ends', async () => {
    const { enter, fail, wait } = start();
    const waits: (number | undefined)[] = [];

    for (let step = 0; step < 9; step += 1) {
      const { waitSeconds } = await fail(await enter(), 'unavailable', { id: `e${step}` });
      waits.push(waitSeconds);
      wait(waitSeconds ?? 0);
    }

    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900, 900]);
  });

  test('lets nobody through before its time, and then one', async () => {
    const { enter, fail, wait } = start();
    await fail(await enter());

    const early = await turnedAway(enter());
    wait(15);
    const [first, second] = await Promise.allSettled([enter(), enter()]);

    expect(early).toMatchObject({ reason: 'on-hold', detail: 'unavailable', waitSeconds: 23 });
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('ends with the first success, for all', async () => {
    const { enter, fail, succeed, wait, holds } = start();
    await fail(await enter());
    wait(15);

    await succeed(await enter());

    expect(await enter()).toMatchObject({ probing: undefined });
    expect(await holds.read('main')).toEqual({ lastSuccessAt: expect.any(Number) });
  });

  test('whoever dies while it tries leaves the turn to another after half a minute', async () => {
    const { enter, fail, wait } = start();
    await fail(await enter());
    wait(15);
    await enter();

    expect((await turnedAway(enter())).waitSeconds).toBeLessThanOrEqual(10);
    wait(30);

    expect(await enter()).toMatchObject({ probing: { stepSeconds: 15 } });
  });

  test('does not slow another workspace', async () => {
    const { enter, fail } = start();

    await fail(await enter());

    expect(await enter('other')).toMatchObject({ probing: undefined });
    expect((await turnedAway(enter())).reason).toBe('on-hold');
  });

  test('several failures at once are one step', async () => {
    const { enter, fail, holds } = start();
    const passes = [await enter(), await enter(), await enter()];

    for (const [index, pass] of passes.entries())
      await fail(pass, 'unavailable', { id: `e${index}` });

    expect((await holds.read('main')).hold).toMatchObject({ stepSeconds: 15, isShared: true });
  });

  test('Retry-After counts where it is longer than the step', async () => {
    const { enter, fail } = start();

    expect(
      (await fail(await enter(), 'rate-limited', { retryAfterSeconds: 120 })).waitSeconds,
    ).toBe(120);
  });

  test.each<[TransientReason, string]>([
    ['ambiguous', 'unavailable'],
    ['key-rejected', 'key-rejected'],
    ['no-bridge-key', 'key-rejected'],
    ['rate-limited', 'rate-limited'],
  ])('%s is the hold %s', async (failure, reason) => {
    const { enter, fail, holds } = start();

    await fail(await enter(), failure);

    expect((await holds.read('main')).hold?.reason).toBe(reason);
  });

  test.each<[TransientReason]>([
    ['lease-taken'],
    ['ledger'],
    ['secrets'],
    ['queue'],
    ['out-of-time'],
  ])('%s says nothing about Bridge', async (reason) => {
    const { enter, fail, holds } = start();

    await fail(await enter(), reason);

    expect(await holds.read('main')).toEqual({});
  });
});

describe('G5: an event that keeps failing while others come through', () => {
  const failing = (now: number, count: number, spreadSeconds: number): Attempt[] =>
    Array.from({ length: count }, (_, index) => ({
      at: now - ((count - 1 - index) * spreadSeconds * 1000) / (count - 1),
      failed: 'unavailable',
    }));
  const bridge = (isAnswering: boolean) => ({ isAnswering: async () => isAnswering });

  test('lets others try first after three failures', async () => {
    const { enter, fail, wait, now } = start();
    const attempts: Attempt[] = [];
    const waits: (number | undefined)[] = [];
    for (let failures = 0; failures < 4; failures += 1) {
      const pass = await enter();
      attempts.push({ at: now(), failed: 'unavailable' });
      const { waitSeconds = 0 } = await fail(pass, 'unavailable', { attempts });
      waits.push(waitSeconds);
      wait(waitSeconds);
    }

    expect(waits).toEqual([15, 30, 60 + 60, 120 + 60]);
  });

  test.each([
    [
      'often, for long, while others came through and the workspace answers',
      6,
      15 * minute,
      true,
      true,
      false,
      true,
    ],
    ['too few failures', 5, 15 * minute, true, true, false, false],
    ['too short', 6, 14 * minute, true, true, false, false],
    ['nobody came through since', 6, 15 * minute, false, true, false, false],
    ['the workspace does not answer', 6, 15 * minute, true, false, false, false],
    ['others fail too', 6, 15 * minute, true, true, true, false],
  ])('%s', async (_, count, spread, othersSucceed, answers, othersFail, isGuilty) => {
    const { holds, now, enter, fail } = start();
    if (othersSucceed) await holds.release('main', now() - 60_000);
    if (othersFail) await fail(await enter(), 'unavailable', { id: 'other' });

    const guilty = await isItsOwnFault(
      'main',
      { id: 'e', attempts: failing(now(), count, spread) },
      { holds, now, bridge: bridge(answers) },
    );

    expect(guilty).toBe(isGuilty);
  });
});
