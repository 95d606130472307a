import { describe, expect, test } from 'vitest';
import type {
  BridgeAnswer,
  Contact,
} from '../../../../functions/core/bridge/bridge-answer.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const ana: Contact = { id: 'ana', email: 'ana@example.com' };
const bea: Contact = { id: 'bea', email: 'bea@example.com' };
const answered = (status: number): BridgeAnswer => ({
  kind: 'answered',
  status,
  body: {},
});
const uuid = '11111111-2222-4333-8444-555555555555';
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
        detail: 'PATCH contact: status 422',
        answer: '{"message":"not acceptable"}',
      },
      c: { kind: 'delivered' },
    });
    expect(delivery.bridge.contacts.get('ana')).toMatchObject({ firstName: 'C' });
    expect(delivery.contact('ana')?.token).toBeUndefined();
  });

  test('of a refused pack the oldest is sent first, and each is settled before the next', async () => {
    const delivery = createDelivery(source(), [ana]);
    const settledThen: string[][] = [];
    delivery.bridge.refuse(({ lastName }) => {
      settledThen.push([...delivery.events.keys()]);
      return lastName === 'bad';
    });
    const events = [
      event('c', { last: 'C' }, { time: receivedAt - 1_000 }),
      event('a', { last: 'A' }, { time: receivedAt - 3_000, index: 1 }),
      event('b', { last: 'bad' }, { time: receivedAt - 500, index: 2 }),
    ];

    await delivery.deliver(buildMessage(events));

    const sent = delivery.bridge.patches().map(({ lastName }) => lastName);
    expect(sent).toEqual(['bad', 'A', 'C', 'bad']);
    expect(settledThen).toEqual([[], [], ['a'], ['a', 'c']]);
  });

  test('a 403 is about the contact: the whole pack is parked, and nothing is sent apart', async () => {
    const delivery = createDelivery(source(), [ana, bea]);
    for (let times = 0; times < 2; times += 1)
      delivery.bridge.fault('patch', answered(403));
    const events = [
      event('a', { first: 'A' }),
      event('b', { last: 'B' }, { index: 1 }),
      event('other', { email: bea.email, first: 'Bea' }, { index: 2 }),
    ];

    const { endings } = await delivery.deliver(buildMessage(events));

    const forbidden = {
      kind: 'parked',
      reason: 'forbidden',
      detail: 'PATCH contact: status 403',
    };
    expect(endings).toMatchObject({
      a: forbidden,
      b: forbidden,
      other: { kind: 'delivered' },
    });
    const ofAna = { firstName: 'A', lastName: 'B', email: 'ana@example.com' };
    const ofBea = { firstName: 'Bea', email: bea.email };
    expect(delivery.bridge.patches()).toEqual([ofAna, ofAna, ofBea]);
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
    const older = buildMessage([
      event('old', { first: 'Old' }, { time: receivedAt - 9_000 }),
    ]);

    const first = await delivery.deliver(message);
    delivery.wait(10);
    const meanwhile = await delivery.deliver(older);
    delivery.wait(22);
    const again = await delivery.deliver(message);
    const afterwards = await delivery.deliver(older);

    expect(first.failure).toMatchObject({
      kind: 'failed',
      reason: 'ambiguous',
      waitSeconds: 32,
    });
    expect(meanwhile.failure).toMatchObject({ kind: 'waits', reason: 'lease-taken' });
    expect(meanwhile.putOffs[0]?.waitSeconds).toBeGreaterThanOrEqual(22);
    expect(again.endings).toEqual({ new: { kind: 'delivered' } });
    expect(afterwards.endings).toEqual({ old: { kind: 'stale' } });
    expect(delivery.bridge.contacts.get('ana')?.firstName).toBe('New');
    expect(delivery.events.get('new')?.attempts).toHaveLength(2);
  });

  test('what is older waits until it is known, also after the lease, and calls nobody', async () => {
    const delivery = createDelivery(source({ contact: { id: 'id' } }), [{ id: uuid }]);
    const byId = (id: string, first: string, time: number) =>
      buildMessage([event(id, { id: uuid, first, email: undefined }, { time })]);
    delivery.bridge.fault('patch', unanswered, true);
    await delivery.deliver(byId('new', 'New', receivedAt));
    delivery.wait(33);
    const callsBefore = delivery.bridge.calls.length;

    const older = await delivery.deliver(byId('old', 'Old', receivedAt - 9_000));

    expect(older.putOffs).toMatchObject([{ kind: 'waits', reason: 'in-doubt' }]);
    expect(delivery.bridge.calls).toHaveLength(callsBefore);
    expect(delivery.bridge.contacts.get(uuid)?.firstName).toBe('New');
    expect(delivery.workspace().failing).toHaveLength(1);
  });

  test.each([[500], [502], [503], [504], [408]])(
    'a server or gateway that gave up (%i) counts as unanswered',
    async (status) => {
      const delivery = createDelivery(source(), [ana]);
      delivery.bridge.fault('patch', answered(status));

      const { failure } = await delivery.deliver(
        buildMessage([event('e', { first: 'x' })]),
      );

      expect(failure?.reason).toBe('ambiguous');
      expect(delivery.contact('ana')?.until).toBe(delivery.now() + 32_000);
    },
  );

  test('one that certainly did not arrive frees the contact at once', async () => {
    const delivery = createDelivery(source(), [ana]);
    delivery.bridge.fault('patch', { kind: 'notSent', code: 'ECONNREFUSED' });

    const { failure } = await delivery.deliver(buildMessage([event('e', { first: 'x' })]));

    expect(failure?.reason).toBe('unavailable');
    expect(delivery.contact('ana')?.token).toBeUndefined();
  });

  test('a look at the contact that was not answered keeps nothing', async () => {
    const delivery = createDelivery(
      source({ map: { email: 'email', firstName: { from: 'first', overwrite: false } } }),
      [ana],
    );
    delivery.bridge.fault('get', unanswered);

    const { failure } = await delivery.deliver(buildMessage([event('e', { first: 'x' })]));

    expect(failure?.reason).toBe('unavailable');
    expect(delivery.contact('ana')?.token).toBeUndefined();
    expect(delivery.contact('ana')?.doubts).toEqual([]);
  });
});

describe('a contact that is gone', () => {
  const byId = source({ contact: { id: 'bridgeId' } });

  test('parks the event that carries its id', async () => {
    const { endings } = await createDelivery(byId).deliver(
      buildMessage([event('e', { bridgeId: uuid, first: 'x' })]),
    );

    expect(endings).toEqual({ e: { kind: 'parked', reason: 'contact-missing' } });
  });

  test('found by search and deleted since: is looked for once more', async () => {
    const delivery = createDelivery(source(), [ana]);
    const gone = { id: 'gone', email: 'ana@example.com' };
    delivery.bridge.fault('search', {
      kind: 'answered',
      status: 200,
      body: { contacts: [gone] },
    });

    const { endings } = await delivery.deliver(buildMessage([event('e', { first: 'x' })]));

    expect(endings).toEqual({ e: { kind: 'delivered' } });
    expect(delivery.bridge.calls.filter(({ kind }) => kind === 'patch')).toHaveLength(2);
    expect(delivery.events.get('e')?.contactId).toBe('ana');
  });

  test('is there all the same: the 404 was about something that the content names', async () => {
    const delivery = createDelivery(source(), [ana]);
    for (let times = 0; times < 4; times += 1)
      delivery.bridge.fault('patch', answered(404));

    const { endings } = await delivery.deliver(
      buildMessage([event('a', { first: 'x' }), event('b', { last: 'y' }, { index: 1 })]),
    );

    const refused = {
      kind: 'parked',
      reason: 'refused',
      detail: 'PATCH contact: status 404',
    };
    expect(endings).toMatchObject({ a: refused, b: { kind: 'delivered' } });
  });

  test('a 404 means nothing while the workspace itself does not answer', async () => {
    const delivery = createDelivery(byId);
    delivery.bridge.fault('search', answered(404));

    const { failure, endings } = await delivery.deliver(
      buildMessage([event('e', { bridgeId: uuid, first: 'x' })]),
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
    const delivery = createDelivery(grouped, [ana, bea]);
    await delivery.deliver(
      buildMessage([event('z', { email: 'bea@example.com', last: 'Z' })]),
    );
    const lease = { token: 'other', now: delivery.now(), until: delivery.now() + 7_000 };
    const ref = { workspace: 'main', contactId: 'bea' };
    await delivery.memory.contacts.lease(ref, { ...lease, doubts: [] });

    const first = await delivery.deliver(buildMessage(events));

    expect(first.putOffs).toMatchObject([
      { event: { id: 'b' }, kind: 'waits', reason: 'lease-taken', waitSeconds: 9 },
    ]);
    expect(first.endings).toEqual({
      nothing: { kind: 'ignored', reason: 'nothing-to-send' },
      a: { kind: 'delivered' },
    });
    expect(delivery.events.get('a')?.outcome).toEqual({ kind: 'delivered' });
    const progress = [...delivery.progress.values()].at(-1);
    expect(progress?.events.b?.attempts).toEqual([]);
  });

  test('a run that has to stop puts off what it has not come to, each event under its own id', async () => {
    const delivery = createDelivery(grouped, [ana, bea]);
    delivery.fail('contacts.lease', 1);

    const first = await delivery.deliver(buildMessage(events));
    const second = await delivery.deliver(buildMessage(events));

    expect(first.putOffs).toMatchObject([
      { event: { id: 'b' }, kind: 'waits', reason: 'ledger' },
    ]);
    expect(second.endings).toMatchObject({
      a: { kind: 'duplicate' },
      b: { kind: 'delivered' },
    });
    expect(second.putOffs).toEqual([]);
  });

  test('an attempt is a PATCH sent for this event, not for its neighbours', async () => {
    const delivery = createDelivery(grouped, [ana, bea]);

    await delivery.deliver(buildMessage(events));

    expect(
      [...delivery.events.values()].map(({ id, attempts }) => [id, attempts.length]),
    ).toEqual([
      ['nothing', 0],
      ['a', 1],
      ['b', 1],
    ]);
  });
});
