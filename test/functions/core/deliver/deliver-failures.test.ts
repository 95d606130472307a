import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BridgeAnswer, Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import type { Ledger } from '../../../../functions/core/memory/event-record.ts';
import type { Message } from '../../../../functions/core/message.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const ana: Contact = { id: 'ana', email: 'ana@example.com' };
const answered = (status: number): BridgeAnswer => ({ kind: 'answered', status, body: {} });
const unanswered: BridgeAnswer = { kind: 'ambiguous', code: 'timeout' };

const source = (file: SourceInput = {}) =>
  buildSource({
    map: { firstName: 'first', lastName: 'last', email: 'email' },
    contact: { match: ['email'] },
    ...file,
  });
const event = (id: string, body: Record<string, unknown>, more = {}) =>
  buildEvent({ id, body: { email: 'ana@example.com', ...body }, ...more });

describe('G5: one bad event never takes down another', () => {
  test('a PATCH refused for its content is retried event by event, and only the guilty is parked', async () => {
    const delivery = createDelivery(source(), [ana]);
    delivery.bridge.refuse(({ lastName }) => lastName === 'bad');
    const events = [
      event('a', { first: 'A' }),
      event('b', { last: 'bad' }, { index: 1 }),
      event('c', { first: 'C' }, { index: 2 }),
    ];

    const { endings } = await delivery.deliver(buildMessage(events));

    expect(endings).toMatchObject({
      a: { kind: 'delivered' },
      b: {
        kind: 'parked',
        reason: 'refused',
        detail: 'status 422',
        answer: '{"message":"not acceptable"}',
      },
      c: { kind: 'delivered' },
    });
    expect(delivery.bridge.contacts.get('ana')).toMatchObject({ firstName: 'C' });
    expect(delivery.contact('ana')?.token).toBeUndefined();
  });

  test('the next event of the contact is delivered, and the refused one may be older than it', async () => {
    const delivery = createDelivery(source(), [ana]);
    delivery.bridge.refuse(({ lastName }) => lastName === 'bad');

    await delivery.deliver(buildMessage([event('b', { last: 'bad' })]));
    const next = await delivery.deliver(
      buildMessage([event('c', { last: 'good' }, { time: receivedAt - 1 })]),
    );

    expect(next.endings).toEqual({ c: { kind: 'delivered' } });
    expect(delivery.bridge.contacts.get('ana')?.lastName).toBe('good');
  });
});

describe('G4: a PATCH that was sent and not answered', () => {
  test('keeps the contact until Bridge has certainly settled, then is sent again', async () => {
    const delivery = createDelivery(source(), [ana]);
    delivery.bridge.fault('patch', unanswered, true);
    const message = buildMessage([event('new', { first: 'New' })]);
    const older = buildMessage([event('old', { first: 'Old' }, { time: receivedAt - 9_000 })]);

    const first = await delivery.deliver(message);
    delivery.wait(10);
    await delivery.holds.release('main');
    const meanwhile = await delivery.deliver(older);
    delivery.wait(20);
    const again = await delivery.deliver(message);
    const afterwards = await delivery.deliver(older);

    expect(first.failure).toMatchObject({ reason: 'ambiguous', waitSeconds: 30 });
    expect(meanwhile.failure).toMatchObject({ reason: 'lease-taken', retryAfterSeconds: 20 });
    expect(again.endings).toEqual({ new: { kind: 'delivered' } });
    expect(afterwards.endings).toEqual({ old: { kind: 'stale' } });
    expect(delivery.bridge.contacts.get('ana')?.firstName).toBe('New');
    expect(delivery.events.get('new')?.attempts).toHaveLength(2);
  });

  test.each([[502], [504], [408]])(
    'a gateway that gave up (%i) counts as unanswered',
    async (status) => {
      const delivery = createDelivery(source(), [ana]);
      delivery.bridge.fault('patch', answered(status));

      const { failure } = await delivery.deliver(buildMessage([event('e', { first: 'x' })]));

      expect(failure?.reason).toBe('ambiguous');
      expect(delivery.contact('ana')?.until).toBe(delivery.now() + 30_000);
    },
  );

  test('one that certainly did not arrive frees the contact at once', async () => {
    const delivery = createDelivery(source(), [ana]);
    delivery.bridge.fault('patch', { kind: 'notSent', code: 'ECONNREFUSED' });

    const { failure } = await delivery.deliver(buildMessage([event('e', { first: 'x' })]));

    expect(failure?.reason).toBe('unavailable');
    expect(delivery.contact('ana')?.token).toBeUndefined();
  });

  test('a search that was not answered keeps nothing', async () => {
    const delivery = createDelivery(
      source({ map: { email: 'email', firstName: { from: 'first', overwrite: false } } }),
      [ana],
    );
    delivery.bridge.fault('get', unanswered);

    const { failure } = await delivery.deliver(buildMessage([event('e', { first: 'x' })]));

    expect(failure?.reason).toBe('ambiguous');
    expect(delivery.contact('ana')?.token).toBeUndefined();
  });
});

describe('a contact that is gone', () => {
  const byId = source({ contact: { id: 'bridgeId' } });
  const id = '11111111-2222-4333-8444-555555555555';

  test('parks the event that carries its id', async () => {
    const { endings } = await createDelivery(byId).deliver(
      buildMessage([event('e', { bridgeId: id, first: 'x' })]),
    );

    expect(endings).toEqual({ e: { kind: 'parked', reason: 'contact-missing' } });
  });

  test('found by search and deleted since: is looked for once more', async () => {
    const delivery = createDelivery(source(), [ana]);
    delivery.bridge.fault('patch', answered(404));

    const { endings } = await delivery.deliver(buildMessage([event('e', { first: 'x' })]));

    expect(endings).toEqual({ e: { kind: 'delivered' } });
    expect(delivery.bridge.calls.filter(({ kind }) => kind === 'patch')).toHaveLength(2);
  });

  test('a 404 means nothing while the workspace itself does not answer', async () => {
    const delivery = createDelivery(byId);
    delivery.bridge.fault('search', answered(404));

    const { failure, endings } = await delivery.deliver(
      buildMessage([event('e', { bridgeId: id, first: 'x' })]),
    );

    expect(failure?.reason).toBe('unavailable');
    expect(endings).toEqual({});
  });
});

describe('G2: what ended is settled, even if something else has to be tried again', () => {
  const grouped = source({ contact: { match: ['email'], key: '"everyone"' } });
  const events = [
    event('nothing', { email: '' }),
    event('a', { first: 'A' }),
    event('b', { first: 'B', email: 'bea@example.com' }),
  ];

  test('of two contacts the first is settled, the second tried again', async () => {
    const delivery = createDelivery(grouped, [ana, { id: 'bea', email: 'bea@example.com' }]);
    await delivery.deliver(buildMessage([event('z', { email: 'bea@example.com', last: 'Z' })]));
    delivery.ledger.lease(
      { workspace: 'main', contactId: 'bea' },
      'somebody',
      delivery.now(),
      delivery.now() + 7_000,
    );

    const first = await delivery.deliver(buildMessage(events));

    expect(first.failure).toMatchObject({ reason: 'lease-taken', retryAfterSeconds: 7 });
    expect(first.endings).toEqual({
      nothing: { kind: 'ignored', reason: 'nothing-to-send' },
      a: { kind: 'delivered' },
    });
    expect(delivery.events.get('a')?.outcome).toEqual({ kind: 'delivered' });
    expect(delivery.events.get('b')?.attempts ?? []).toEqual([]);
  });

  test('an attempt is a PATCH sent for this event, not for its neighbours', async () => {
    const delivery = createDelivery(grouped, [ana, { id: 'bea', email: 'bea@example.com' }]);

    await delivery.deliver(buildMessage(events));

    expect([...delivery.events.values()].map(({ id, attempts }) => [id, attempts.length])).toEqual([
      ['nothing', 0],
      ['a', 1],
      ['b', 1],
    ]);
  });
});

describe('G4, G5: whatever fails, and wherever it crashes, the newest values are there in the end', () => {
  interface Part {
    body: { first?: string; last?: string };
    time: number;
    inMessage: number;
  }
  const bridgeFault = fc.record({
    on: fc.constantFrom('search', 'patch'),
    answer: fc.constantFrom(answered(503), answered(429), unanswered, {
      kind: 'notSent',
      code: 'ECONNREFUSED',
    } as const),
    applied: fc.boolean(),
  });
  const ledgerFault = fc.record({
    method: fc.constantFrom<keyof Ledger>('recall', 'lease', 'commit', 'release', 'settle', 'note'),
    skip: fc.nat(2),
  });
  const good = fc.record(
    { first: fc.constantFrom('a', 'b', 'c'), last: fc.constantFrom('x', 'y') },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    { weight: 4, arbitrary: good },
    { weight: 1, arbitrary: fc.constant({ last: 'bad' }) },
  );
  const parts = fc.array(
    fc.record({ body, time: fc.integer({ min: 0, max: 9 }), inMessage: fc.nat(2) }),
    { minLength: 1, maxLength: 6 },
  );

  /** Delivers every message again and again until none has to be tried once more. */
  async function deliverAll(
    delivery: ReturnType<typeof createDelivery>,
    messages: Message[],
  ): Promise<void> {
    let open = messages;
    for (let round = 0; open.length > 0; round += 1) {
      expect(round).toBeLessThan(30);
      const again: Message[] = [];
      for (const message of open) {
        const { failure } = await delivery.deliver(message);
        if (failure !== undefined) again.push(message);
      }
      open = again;
      delivery.wait(61);
    }
  }

  function newestValues(list: Part[]): Part['body'] {
    const oldestFirst = list
      .map((part, index) => ({ ...part, index }))
      .sort((a, b) => b.time - a.time || a.index - b.index);
    return Object.assign(
      {},
      ...oldestFirst.map((part) => part.body).filter(({ last }) => last !== 'bad'),
    );
  }

  test('and every event has one outcome', async () => {
    const faults = fc.tuple(
      fc.array(bridgeFault, { maxLength: 5 }),
      fc.array(ledgerFault, { maxLength: 5 }),
    );

    await fc.assert(
      fc.asyncProperty(parts, faults, async (list, [ofBridge, ofLedger]) => {
        const delivery = createDelivery(source(), [ana]);
        delivery.bridge.refuse(({ lastName }) => lastName === 'bad');
        for (const { on, answer, applied } of ofBridge)
          delivery.bridge.fault(on, answer, applied && answer.kind === 'ambiguous');
        for (const { method, skip } of ofLedger) delivery.fail(method, skip);
        const events = list.map((part, index) =>
          event(`e${index}`, part.body, { index, time: receivedAt - part.time }),
        );
        const groups = Map.groupBy(events, ({ index }) => list[index]?.inMessage);

        await deliverAll(
          delivery,
          [...groups.values()].map((group) => buildMessage(group)),
        );

        const { first, last } = newestValues(list);
        const contact = delivery.bridge.contacts.get('ana');
        expect([contact?.firstName, contact?.lastName]).toEqual([first, last]);
        expect(
          [...delivery.events.values()].filter(({ outcome }) => outcome === undefined),
        ).toEqual([]);
        expect(delivery.events.size).toBe(events.length);
      }),
      { numRuns: 150 },
    );
  });
});

describe('G5: an event that kills the function', () => {
  test('is parked after some deliveries without a word, and those beside it are delivered', async () => {
    const delivery = createDelivery(source(), [
      ana,
      { id: 'bea', email: 'bea@example.com' },
      { id: 'eva', email: 'eva@example.com' },
    ]);
    delivery.bridge.refuse(({ firstName }) => {
      if (firstName === 'Deadly') throw new Error('killed');
      return false;
    });
    const message = buildMessage([
      event('a', { first: 'Ana' }),
      event('b', { email: 'bea@example.com', first: 'Deadly' }),
      event('c', { email: 'eva@example.com', first: 'Eva' }),
    ]);

    let deaths = 0;
    for (let receive = 0; receive < 8; receive += 1) {
      await delivery.deliver(message).catch(() => {
        deaths += 1;
      });
      delivery.wait(180);
    }

    expect(delivery.events.get('b')?.outcome).toMatchObject({ kind: 'parked', reason: 'crashed' });
    expect(deaths).toBe(4);
    expect([delivery.events.get('a')?.outcome, delivery.events.get('c')?.outcome]).toEqual([
      { kind: 'delivered' },
      { kind: 'delivered' },
    ]);
  });

  test('a delivery that ends in order is no try, however often it has to be repeated', async () => {
    const delivery = createDelivery(source(), [ana]);
    const message = buildMessage([event('a', { first: 'Ana' })]);

    for (let receive = 0; receive < 6; receive += 1) {
      delivery.fail('lease');
      await delivery.deliver(message);
    }

    expect(delivery.events.get('a')).toMatchObject({ tries: 0 });
    expect((await delivery.deliver(message)).endings).toEqual({ a: { kind: 'delivered' } });
  });
});
