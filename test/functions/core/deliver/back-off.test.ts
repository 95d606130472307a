import { describe, expect, test } from 'vitest';
import type { BridgeAnswer } from '../../../../functions/core/bridge/bridge-answer.ts';
import { TransientFailure } from '../../../../functions/core/errors.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const minute = 60_000;
const uuid = (n: number) => `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`;
const people = Array.from({ length: 100 }, (_, n) => ({ id: uuid(n) }));
const source = buildSource({
  contact: { id: 'id' },
  map: { firstName: 'first', lastName: 'last' },
});
const answered = (status: number, retryAfterSeconds?: number): BridgeAnswer => ({
  kind: 'answered',
  status,
  body: {},
  retryAfterSeconds,
});

/** One event of the nth person, in a message of its own. */
const messageOf = (n: number, more: Partial<Parameters<typeof buildMessage>[1]> = {}) =>
  buildMessage([buildEvent({ id: `e${n}`, body: { id: uuid(n), first: 'x' } })], {
    contactKey: `person ${n}`,
    ...more,
  });
/** Events of one person in one message, each with a field of its own. */
const pack = buildMessage(
  ['first', 'last'].map((field, index) =>
    buildEvent({ id: field, index, body: { id: uuid(0), [field]: 'x' } }),
  ),
  { contactKey: 'person 0' },
);

function start() {
  const delivery = createDelivery(source, people);
  return {
    ...delivery,
    /** Delivers, and Bridge answers the next PATCHes so. */
    failWith(message: typeof pack, ...answers: BridgeAnswer[]) {
      for (const answer of answers) delivery.bridge.fault('patch', answer);
      return delivery.deliver(message);
    },
    patches: () => delivery.bridge.patches().length,
  };
}

describe('G6: failures of Bridge', () => {
  test('of one event hold up nobody else', async () => {
    const { failWith, deliver, workspace } = start();

    await failWith(messageOf(1), answered(503));
    await failWith(messageOf(2), answered(503));

    expect((await deliver(messageOf(3))).endings).toEqual({ e3: { kind: 'delivered' } });
    expect(workspace().hold).toBeUndefined();
  });

  test('of three people put the workspace on hold, and then nothing is called or noted', async () => {
    const { failWith, deliver, bridge, progress } = start();
    for (const n of [1, 2, 3]) await failWith(messageOf(n), answered(429));
    const callsBefore = bridge.calls.length;
    const notedBefore = progress.size;

    const { putOffs, endings } = await deliver(messageOf(4));

    expect(putOffs).toMatchObject([
      { kind: 'hold', reason: 'on-hold', detail: 'rate-limited' },
    ]);
    expect(endings).toEqual({});
    expect([bridge.calls.length, progress.size]).toEqual([callsBefore, notedBefore]);
  });

  test('are over for all as soon as one came through after the hold', async () => {
    const { failWith, deliver, wait, workspace } = start();
    for (const n of [1, 2, 3]) await failWith(messageOf(n), answered(503));
    wait(15);

    const tried = await deliver(messageOf(4));
    const next = await deliver(messageOf(5));

    expect({ ...tried.endings, ...next.endings }).toMatchObject({
      e4: { kind: 'delivered' },
      e5: { kind: 'delivered' },
    });
    expect(workspace()).toMatchObject({ failing: [], hold: undefined });
  });

  test('keep an event that failed behind those who have not: it comes back after them', async () => {
    const { failWith, deliver } = start();
    const own = [];
    for (const n of [1, 2, 3]) own.push(await failWith(messageOf(n), answered(503)));

    const other = await deliver(messageOf(4));

    const [held = 0] = own.slice(-1).map(({ putOffs }) => putOffs[0]?.waitSeconds);
    expect(held).toBeGreaterThan(other.putOffs[0]?.waitSeconds ?? Number.NaN);
  });

  test('park events that are too old, on hold as well, with the last failure (G2)', async () => {
    const { failWith, deliver, wait } = start();
    for (const n of [1, 2, 3]) await failWith(messageOf(n), answered(503));

    wait(3 * 86_400);
    const { endings } = await deliver(messageOf(1));

    const detail = 'last ambiguous: PATCH contact: status 503';
    expect(endings).toEqual({ e1: { kind: 'parked', reason: 'too-old', detail } });
  });
});

describe('G5: an event that fails', () => {
  test('backs off alone: 15 s, doubling up to 15 min, and is not touched before', async () => {
    const { failWith, deliver, bridge, wait } = start();
    const waits: number[] = [];

    for (let times = 0; times < 8; times += 1) {
      const { putOffs } = await failWith(messageOf(1), answered(429));
      const seconds = putOffs[0]?.waitSeconds ?? 0;
      waits.push(seconds);
      wait(seconds - 1);
      const calls = bridge.calls.length;
      const early = await deliver(messageOf(1));
      expect(early.putOffs).toMatchObject([{ kind: 'back-off', reason: 'rate-limited' }]);
      expect(bridge.calls).toHaveLength(calls);
      wait(1);
    }

    expect(waits).toEqual([16, 32, 63, 126, 252, 504, 900, 900]);
  });

  test('waits as long as Bridge asked for it, and nobody else does', async () => {
    const { failWith, deliver } = start();

    const { putOffs } = await failWith(messageOf(1), answered(429, 600));
    const other = await deliver(messageOf(2));

    expect(putOffs).toMatchObject([{ kind: 'failed', waitSeconds: 600 }]);
    expect(other.endings).toEqual({ e2: { kind: 'delivered' } });
  });

  /** One event fails again and again; after each failure somebody else's comes through, or not. */
  async function play(answers: BridgeAnswer[], hasCompany: boolean, maxMinutes: number) {
    const { failWith, deliver, wait, now, events } = start();
    const begin = now();
    let failures = 0;
    while (!events.has('e1') && now() - begin < maxMinutes * minute) {
      const { putOffs } = await failWith(messageOf(1), ...answers);
      failures += 1;
      wait(1);
      if (hasCompany) await deliver(messageOf(10 + failures));
      wait(putOffs[0]?.waitSeconds ?? 0);
    }
    const others = [...events.values()].filter(({ id }) => id !== 'e1');
    const outcome = events.get('e1')?.outcome;
    return { outcome, failures, others, minutes: (now() - begin) / minute };
  }

  test.each<[string, BridgeAnswer[], object]>([
    [
      'Bridge cannot take it',
      [answered(500)],
      { reason: 'bridge-error', detail: 'ambiguous: PATCH contact: status 500' },
    ],
    [
      'too much is asked for it',
      [answered(429)],
      { reason: 'bridge-error', detail: 'rate-limited: PATCH contact: status 429' },
    ],
    [
      'the key is refused for it, and good (G7)',
      [answered(401), answered(401)],
      { reason: 'forbidden', detail: 'denied: PATCH contact: status 401' },
    ],
  ])(
    '%s, while others come through: parked after 15 min, and nobody else',
    async (...row) => {
      const [, answers, ending] = row;

      const { outcome, others, minutes } = await play(answers, true, 60);

      expect(outcome).toMatchObject({ kind: 'parked', ...ending });
      expect(minutes).toBeGreaterThanOrEqual(15);
      expect(minutes).toBeLessThanOrEqual(30);
      expect(others.map((record) => record.outcome?.kind)).toEqual(
        others.map(() => 'delivered'),
      );
    },
  );

  test.each<[string, BridgeAnswer[]]>([
    ['Bridge cannot take it', [answered(500)]],
    ['the key is refused for it, and good (G7)', [answered(401), answered(401)]],
  ])(
    '%s, while nobody else comes through: kept, it may be an outage',
    async (_, answers) => {
      const { outcome, failures } = await play(answers, false, 24 * 60);

      expect(outcome).toBeUndefined();
      expect(failures).toBeGreaterThan(90);
    },
  );
});

describe('G5: a pack that did not simply succeed', () => {
  test('goes together if none of it was tried before', async () => {
    const { deliver, bridge } = start();

    await deliver(pack);

    expect(bridge.patches()).toEqual([{ firstName: 'x', lastName: 'x' }]);
  });

  test('is sent one event at a time afterwards, each settled before the next', async () => {
    const { failWith, deliver, bridge, events, wait } = start();
    const { putOffs } = await failWith(pack, answered(503));
    wait(33);
    const settledThen: string[][] = [];
    bridge.refuse(() => {
      settledThen.push([...events.keys()]);
      return false;
    });

    const again = await deliver(pack);

    expect(putOffs.map(({ event, kind }) => [event.id, kind])).toEqual([
      ['first', 'failed'],
      ['last', 'failed'],
    ]);
    expect(bridge.patches().slice(1)).toEqual([{ firstName: 'x' }, { lastName: 'x' }]);
    expect(settledThen).toEqual([[], ['first']]);
    expect(again.putOffs).toEqual([]);
  });

  test('is not held up by one of it while Bridge answers a health check', async () => {
    const { failWith, wait, bridge } = start();
    await failWith(pack, answered(429));
    wait(16);

    const { putOffs, endings } = await failWith(pack, answered(429));

    expect(putOffs).toMatchObject([{ event: { id: 'first' }, kind: 'failed' }]);
    expect(endings).toEqual({ last: { kind: 'delivered' } });
    expect(bridge.calls.slice(1).map(({ kind }) => kind)).toEqual([
      'patch',
      'search',
      'patch',
    ]);
  });

  test('sends first what failed least, so that one bad event does not stand before the others', async () => {
    const { failWith, deliver, bridge, wait } = start();
    await failWith(pack, answered(429));
    wait(16);
    bridge.fault('search', answered(503));
    await failWith(pack, answered(429));
    wait(33);

    await deliver(pack);

    expect(bridge.patches().slice(2)).toEqual([{ lastName: 'x' }, { firstName: 'x' }]);
  });

  test('ends its run if Bridge does not answer that either: the others are put off untouched', async () => {
    const { failWith, wait, bridge, patches } = start();
    await failWith(pack, answered(429));
    wait(16);
    bridge.fault('search', answered(503));

    const { putOffs } = await failWith(pack, answered(429));

    expect(putOffs).toMatchObject([
      { event: { id: 'first' }, kind: 'failed', reason: 'rate-limited' },
      { event: { id: 'last' }, kind: 'waits', reason: 'unavailable' },
    ]);
    expect(patches()).toBe(2);
  });
});

describe('a run that has no time left', () => {
  /** From the nth PATCH on there is no time for another. */
  function startWithTimeFor(sends: number) {
    const run = start();
    let left = sends;
    run.bridge.refuse(() => {
      if (left === 0) throw new TransientFailure('out-of-time', { call: 'patch' });
      left -= 1;
      return false;
    });
    return run;
  }
  const two = buildMessage([1, 2].flatMap((n) => messageOf(n).events));

  test('goes on in the next: what it has not come to is no failure', async () => {
    const { deliver, workspace } = startWithTimeFor(1);

    const { putOffs, endings } = await deliver(two);

    expect(endings).toEqual({ e1: { kind: 'delivered' } });
    expect(putOffs).toMatchObject([
      { event: { id: 'e2' }, kind: 'waits', reason: 'out-of-time' },
    ]);
    expect(workspace().failing).toEqual([]);
  });

  test('backs off the event that does not fit into a whole run: it would come for good', async () => {
    const { deliver, workspace } = startWithTimeFor(0);

    const { putOffs } = await deliver(messageOf(1));

    expect(putOffs).toMatchObject([
      { event: { id: 'e1' }, kind: 'failed', reason: 'unavailable' },
    ]);
    expect(workspace().failing).toHaveLength(1);
  });
});

test('G2: what cannot be recalled is not touched, and comes back whole', async () => {
  const { deliver, fail, bridge } = start();
  fail('events.recall');

  const { failure, putOffs } = await deliver(messageOf(1, { receivedAt }));

  expect(failure).toBeInstanceOf(TransientFailure);
  expect([putOffs, bridge.calls]).toEqual([[], []]);
});
