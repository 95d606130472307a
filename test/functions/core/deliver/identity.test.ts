import { describe, expect, test } from 'vitest';
import { toLinkKey } from '../../../../functions/core/memory/links.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const ana = {
  id: '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8',
  firstName: 'Ana',
  cellphone: '+34600111222',
  email: 'ana@example.com',
};
const bea = {
  id: '9f1b1f0e-5a38-4c55-8d39-2f3a3e7a1c11',
  firstName: 'Bea',
  cellphone: '+34600333444',
  email: 'bea@example.com',
};

const crm = (more: Partial<NonNullable<SourceInput['contact']>> = {}) =>
  buildSource({
    system: 'crm',
    contact: {
      externalId: 'id',
      match: ['cellphone', 'email'],
      merge: { when: 'kind = "merge"', from: 'from', into: 'into' },
      ...more,
    },
    map: {
      firstName: 'first',
      lastName: { from: 'last', default: 'Unknown' },
      cellphone: 'phone',
      email: 'email',
    },
  });

let events = 0;
/** A message with these events, each a minute after the one before unless it says when. */
function messageOf(...bodies: object[]) {
  return buildMessage(
    bodies.map((body, index) =>
      buildEvent({
        id: `e${++events}`,
        index,
        time: receivedAt - 600_000 + index * 1000,
        body,
      }),
    ),
    { receivedAt: receivedAt + events },
  );
}

function start(source = crm(), contacts = [ana, bea]) {
  const delivery = createDelivery(source, contacts);
  return {
    ...delivery,
    links: delivery.memory.links,
    keyOf: (id: string) => toLinkKey('fake-pepper', 'main', 'crm', id),
    async send(...bodies: object[]) {
      const message = messageOf(...bodies);
      const { endings, failure } = await delivery.deliver(message);
      return {
        ids: message.events.map(({ id }) => id),
        outcomes: message.events.map(({ id }) => endings[id]),
        failure,
      };
    },
    calls: () => delivery.bridge.calls.splice(0).map(({ kind }) => kind),
  };
}

describe("the sender's own id", () => {
  test('is linked to the contact that a match key finds, and from then on costs one call', async () => {
    const { send, calls } = start();

    await send({ id: 1, first: 'Anna', phone: '+34600111222' });
    expect(calls()).toEqual(['search', 'patch']);
    await send({ id: 1, first: 'Ana María' });
    expect(calls()).toEqual(['patch']);
  });

  test('still finds the person after number and email have changed', async () => {
    const { send, bridge } = start();
    await send({ id: 1, phone: '+34600111222' });

    await send({ id: 1, phone: '+34600999999', email: 'new@example.com' });

    expect(bridge.contacts.get(ana.id)).toMatchObject({
      cellphone: '+34600999999',
      email: 'new@example.com',
    });
  });

  test('a number that belongs to a contact of another id finds nobody, and the event is parked: numbers change hands', async () => {
    const { send, bridge } = start(crm({ ifNotFound: ['create', 'park'] }));
    await send({ id: 1, phone: '+34600111222' });

    const { outcomes } = await send({ id: 2, first: 'Carla', phone: '+34600111222' });

    expect(outcomes).toMatchObject([{ kind: 'parked', reason: 'ambiguous' }]);
    expect(bridge.contacts.get(ana.id)).toMatchObject({ firstName: 'Ana' });
    expect(bridge.contacts.size).toBe(2);
  });

  test('of two contacts with one number, the one that is nobody else is taken', async () => {
    const { send, bridge } = start(crm(), [ana, { ...bea, cellphone: ana.cellphone }]);
    await send({ id: 1, email: 'ana@example.com', first: 'Ana' });

    await send({ id: 2, first: 'Beatriz', phone: ana.cellphone });

    expect(bridge.contacts.get(bea.id)).toMatchObject({ firstName: 'Beatriz' });
  });

  test.each([[{ nested: 1 }], [[1, 2]], [true], [1.5]])(
    '%j is none and parks the event',
    async (id) => {
      const { send, calls } = start();

      expect((await send({ id, first: 'Ana' })).outcomes).toMatchObject([
        { kind: 'parked', reason: 'invalid-value' },
      ]);
      expect(calls()).toEqual([]);
    },
  );

  test.each(['', '\u200b', ' \u2060 ', '\u3164', '\ufeff', ['\u00ad', null], []])(
    'an event without it is matched as ever, and %j links nobody',
    async (id) => {
      const { send, bridge } = start();

      await send({ id, first: 'Anna', phone: '+34600111222' });
      await send({ id, first: 'Beatriz', phone: '+34600333444' });

      expect(bridge.contacts.get(ana.id)).toMatchObject({ firstName: 'Anna' });
      expect(bridge.contacts.get(bea.id)).toMatchObject({ firstName: 'Beatriz' });
    },
  );

  test.each(['\u200b501', '501\ufeff', '\u00a0501 ', '5\u00ad01', ['501\u200e', '']])(
    '%j is 501: what nobody can see is not part of it',
    async (id) => {
      const { send, calls } = start();
      await send({ id: 501, phone: '+34600111222' });
      calls();

      await send({ id, first: 'Anna' });

      expect(calls()).toEqual(['patch']);
    },
  );

  test('is merged, however it is written', async () => {
    const { send, bridge } = start();
    await send({ id: '501', phone: '+34600111222' });

    await send({ kind: 'merge', from: ['\u200b501', '\u200b'], into: '502\u2060' });
    await send({ id: 502, first: 'Anna' });

    expect(bridge.contacts.get(ana.id)).toMatchObject({ firstName: 'Anna' });
  });
});

describe('Bridge’s own id and match keys', () => {
  test.each([`\u200b${ana.id}`, ` ${ana.id.toUpperCase()}\ufeff`])(
    'the contact of %j is found',
    async (ref) => {
      const { send, calls } = start(crm({ id: 'ref' }));

      await send({ ref, first: 'Anna' });

      expect(calls()).toEqual(['patch']);
    },
  );

  test('an id that nobody can see is none', async () => {
    const { send, bridge } = start(crm({ id: 'ref' }));

    await send({ ref: '\u200b', first: 'Anna', phone: '+34600111222' });

    expect(bridge.contacts.get(ana.id)).toMatchObject({ firstName: 'Anna' });
  });

  test.each([
    [{ cellphone: 'numbers' }, { numbers: ['+34600111222'] }],
    [{ cellphone: 'numbers' }, { numbers: [null, '+34 600 111 222', ''] }],
    [{ email: 'mails' }, { mails: ['Ana@example.com', ' \u200b'] }],
  ])('a list of one is that one, as in a map: %j of %j', async (key, body) => {
    const { send, bridge } = start(crm({ match: [key] }));

    await send({ ...body, first: 'Anna' });

    expect(bridge.contacts.get(ana.id)).toMatchObject({ firstName: 'Anna' });
  });

  test('several numbers find nobody', async () => {
    const { send } = start(crm({ match: [{ cellphone: 'numbers' }] }));

    const numbers = ['+34600111222', '+34600333444'];

    expect((await send({ numbers, first: 'Anna' })).outcomes).toMatchObject([
      { kind: 'parked', reason: 'no-contact' },
    ]);
  });
});

describe('events that come before their person is known', () => {
  test('are parked and go back into the queue as soon as the id is linked', async () => {
    const { send, requeued, deliver, bridge } = start();
    const { outcomes } = await send({ id: 7, first: 'Anna' });
    expect(outcomes).toMatchObject([{ kind: 'parked', reason: 'no-contact' }]);

    await send({ id: 7, phone: '+34600111222' });

    expect(requeued).toMatchObject([
      { replay: true, events: [{ body: { id: 7, first: 'Anna' } }] },
    ]);
    for (const message of requeued) await deliver(message);
    expect(bridge.contacts.get(ana.id)).toMatchObject({ firstName: 'Anna' });
  });

  test('are put back once for a contact, and are on the list until they end there', async () => {
    const { send, requeued, deliver, links, keyOf } = start();
    const { ids } = await send({ id: 7, first: 'Anna' });
    await send({ id: 7, phone: '+34600111222' });
    await send({ id: 7, last: 'Ríos' });
    const waitingThen = (await links.readLink(keyOf('7'))).waiting;

    const [putBack, ...more] = requeued.splice(0);
    if (putBack !== undefined) await deliver(putBack);

    expect(more).toEqual([]);
    expect(waitingThen).toEqual(ids);
    expect((await links.readLink(keyOf('7'))).waiting).toEqual([]);
  });

  test('are put back by themselves when the link is made while they are being parked', async () => {
    const { send, requeued, links, keyOf } = start();
    const waitForLink = links.waitForLink;
    links.waitForLink = async (key, id) => {
      await waitForLink(key, id);
      await links.learnLink(keyOf('7'), {
        workspace: 'main',
        contactId: ana.id,
        origin: 'set',
        at: 0,
        mayShare: true,
      });
    };

    await send({ id: 7, first: 'Anna' });

    expect(requeued).toHaveLength(1);
  });
});

describe('the events of one person in one message', () => {
  test('share what they know: the name comes with the number of its neighbour, in one PATCH', async () => {
    const { send, calls, bridge } = start();

    const { outcomes } = await send(
      { id: 5, first: 'Anna' },
      { id: 5, last: 'Ríos' },
      { id: 5, phone: '+34600111222' },
    );

    expect(outcomes.map((outcome) => outcome?.kind)).toEqual([
      'delivered',
      'delivered',
      'delivered',
    ]);
    expect(calls()).toEqual(['search', 'patch']);
    expect(bridge.contacts.get(ana.id)).toMatchObject({
      firstName: 'Anna',
      lastName: 'Ríos',
    });
  });

  test('create one contact, and a default of the one gives way to a value of the other (G9)', async () => {
    const { send, calls, bridge } = start(crm({ ifNotFound: 'create' }), []);

    await send({ id: 5, last: 'Ríos' }, { id: 5, phone: '+34600111222' });

    expect(calls()).toEqual(['search', 'create', 'patch']);
    expect([...bridge.contacts.values()]).toMatchObject([
      { lastName: 'Ríos', cellphone: '+34600111222' },
    ]);
  });

  test('without an id they are told apart by what they are looked for by', async () => {
    const { send, bridge } = start();

    await send(
      { first: 'Anna', phone: '+34600111222' },
      { first: 'Beatriz', email: 'bea@example.com' },
    );

    expect([...bridge.contacts.values()]).toMatchObject([
      { firstName: 'Anna' },
      { firstName: 'Beatriz' },
    ]);
  });
});

describe('a contact that is gone from Bridge', () => {
  async function linkedThenDeleted(source = crm()) {
    const flow = start(source);
    await flow.send({ id: 1, first: 'Ana', phone: '+34600111222' });
    flow.bridge.contacts.delete(ana.id);
    flow.calls();
    return flow;
  }

  test('parks the event: nobody who was deleted comes back by himself', async () => {
    const { send, bridge } = await linkedThenDeleted(crm({ ifNotFound: 'create' }));

    expect((await send({ id: 1, first: 'Ana', phone: '+34600111222' })).outcomes).toEqual([
      { kind: 'parked', reason: 'contact-missing' },
    ]);
    expect(bridge.contacts.size).toBe(1);
  });

  test('lets the event go on by itself once the id leads to another contact', async () => {
    const { send, links, keyOf, requeued, deliver, bridge } = await linkedThenDeleted();
    await send({ id: 1, first: 'Anna' });
    await send({ id: 1, last: 'Ríos' });
    expect(requeued).toEqual([]);
    bridge.contacts.set({ id: 'new', cellphone: '+34600111222' });

    await send({ id: 1, phone: '+34600111222' });

    expect(requeued).toHaveLength(2);
    for (const message of requeued) await deliver(message);
    expect(bridge.contacts.get('new')).toMatchObject({
      firstName: 'Anna',
      lastName: 'Ríos',
    });
    expect((await links.readLink(keyOf('1'))).waiting).toEqual([]);
  });

  test('is created again, or passed over, where the source says so', async () => {
    const again = await linkedThenDeleted(
      crm({ ifNotFound: 'create', ifDeleted: 'create' }),
    );
    const never = await linkedThenDeleted(crm({ ifDeleted: 'ignore' }));

    await again.send({ id: 1, first: 'Ana', phone: '+34600111222' });
    const { outcomes } = await never.send({ id: 1, first: 'Ana', phone: '+34600111222' });

    expect([...again.bridge.contacts.values()]).toMatchObject([
      { firstName: 'Bea' },
      { firstName: 'Ana' },
    ]);
    expect(outcomes).toEqual([{ kind: 'ignored', reason: 'contact-deleted' }]);
  });

  test('gives its place to the one that a match key finds, and nothing older than its last value is written there (G4)', async () => {
    const { send, bridge, links, keyOf, deliver } = await linkedThenDeleted();
    bridge.contacts.set({ id: 'new', firstName: 'Ana', cellphone: '+34600111222' });

    await send({ id: 1, last: 'Ríos', phone: '+34600111222' });
    await deliver(
      buildMessage([
        buildEvent({
          id: 'old',
          time: receivedAt - 9_000_000,
          body: { id: 1, first: 'older' },
        }),
      ]),
    );

    expect(bridge.contacts.get('new')).toMatchObject({
      firstName: 'Ana',
      lastName: 'Ríos',
    });
    expect(await links.readLink(keyOf('1'))).toMatchObject({ contactId: 'new' });
  });

  test('when every contact answers 404 because the base URL is wrong, nothing is parked, created or re-linked', async () => {
    const { send, bridge } = await linkedThenDeleted(
      crm({ ifNotFound: 'create', ifDeleted: 'create' }),
    );
    bridge.fault('search', { kind: 'answered', status: 404, body: '' });

    const { outcomes, failure } = await send({
      id: 1,
      first: 'Ana',
      phone: '+34600111222',
    });

    expect([outcomes, failure?.reason]).toEqual([[undefined], 'unavailable']);
    expect(bridge.contacts.size).toBe(1);
  });
});

describe('a link into another workspace, which a mistaken import makes', () => {
  const elsewhere = '0b0c5b0e-0d9e-4f4e-9a55-7f1f0f5d2a10';
  async function linkedElsewhere() {
    const flow = start();
    const link = {
      workspace: 'main',
      contactId: elsewhere,
      origin: 'import' as const,
      at: 0,
      mayShare: true,
    };
    await flow.links.learnLink(flow.keyOf('1'), link);
    return flow;
  }

  test('leads nowhere: a match key finds the contact of this workspace, and the link leads there from then on', async () => {
    const { send, links, keyOf, bridge } = await linkedElsewhere();

    await send({ id: 1, first: 'Anna', phone: '+34600111222' });

    expect(bridge.contacts.get(ana.id)).toMatchObject({ firstName: 'Anna' });
    expect(await links.readLink(keyOf('1'))).toMatchObject({ contactId: ana.id });
  });

  test('parks what no key finds, and creates nobody', async () => {
    const { send, bridge } = await linkedElsewhere();

    expect((await send({ id: 1, first: 'Anna' })).outcomes).toEqual([
      { kind: 'parked', reason: 'contact-missing' },
    ]);
    expect(bridge.contacts.size).toBe(2);
  });

  test('is forbidden where Bridge answers 403 to it and takes the key (G7)', async () => {
    const { send, bridge } = await linkedElsewhere();
    for (let times = 0; times < 2; times += 1)
      bridge.fault('patch', { kind: 'answered', status: 403, body: '' });

    expect((await send({ id: 1, first: 'Anna' })).outcomes).toMatchObject([
      { kind: 'parked', reason: 'forbidden' },
    ]);
  });
});

describe('a merge in the sender’s system', () => {
  const merge = (from: unknown, into: unknown) => ({ kind: 'merge', from, into });

  test.each([
    ['the one that remains was linked', [2]],
    ['the one that is no more was linked', [1]],
    ['both were linked to one contact', [1, 2]],
  ])(
    '%s: from then on both ids are that contact, and nothing is written',
    async (_, linked) => {
      const { send, calls, links, keyOf } = start();
      for (const id of linked) {
        const link = {
          workspace: 'main',
          contactId: ana.id,
          origin: 'set' as const,
          at: 0,
          mayShare: true,
        };
        await links.learnLink(keyOf(String(id)), link);
      }

      expect((await send(merge([1], 2))).outcomes).toEqual([
        { kind: 'ignored', reason: 'merge' },
      ]);
      expect(calls()).toEqual([]);
      for (const id of ['1', '2'])
        expect(await links.readLink(keyOf(id))).toMatchObject({
          key: keyOf('2'),
          contactId: ana.id,
        });
    },
  );

  test('of ids that nobody knows is remembered, and what waited for the one goes back when the other is found', async () => {
    const { send, requeued, deliver, bridge } = start();
    await send({ id: 1, first: 'Anna' });
    await send(merge(1, 2));
    for (const message of requeued.splice(0)) await deliver(message);

    await send({ id: 2, phone: '+34600111222' });
    for (const message of requeued) await deliver(message);

    expect(bridge.contacts.get(ana.id)).toMatchObject({ firstName: 'Anna' });
  });

  test('of two different contacts is parked: Bridge has the person twice and nobody guesses', async () => {
    const { send, links, keyOf } = start();
    await send({ id: 1, phone: '+34600111222' });
    await send({ id: 2, phone: '+34600333444' });

    expect((await send(merge([1], 2))).outcomes).toMatchObject([
      { kind: 'parked', reason: 'ambiguous' },
    ]);
    expect(await links.readLink(keyOf('1'))).toMatchObject({ contactId: ana.id });
  });

  test('goes through once one of them is gone, with the newest clock of each field of both (G4)', async () => {
    const { send, bridge, links, keyOf, deliver } = start();
    await send({ id: 1, first: 'Ana', phone: '+34600111222' });
    await send({ id: 2, phone: '+34600333444' });
    bridge.contacts.delete(ana.id);

    await send(merge([1], 2));
    await deliver(
      buildMessage([
        buildEvent({
          id: 'older',
          time: receivedAt - 9_000_000,
          body: { id: 1, first: 'older' },
        }),
      ]),
    );

    expect(await links.readLink(keyOf('1'))).toMatchObject({ contactId: bea.id });
    expect(bridge.contacts.get(bea.id)).toMatchObject({ firstName: 'Bea' });
  });

  test.each([
    [merge(undefined, 2), 'contact.merge.from: no-id'],
    [merge([2], 2), 'contact.merge.from: no-id'],
    [merge(1, undefined), 'contact.merge.into: no-id'],
    [merge(1, [2, 3]), 'contact.merge.into: several-ids'],
  ])('%j is parked with what is missing', async (body, detail) => {
    expect((await start().send(body)).outcomes).toEqual([
      { kind: 'parked', reason: 'invalid-value', detail, answer: undefined },
    ]);
  });
});

describe('two deliveries that create one person', () => {
  test('the second waits while the first has not written, and then finds the contact (G3)', async () => {
    const { deliver, bridge, wait } = start(crm({ ifNotFound: 'create' }), []);
    const first = messageOf({
      first: 'Ana',
      phone: '+34600111222',
      email: 'ana@example.com',
    });
    const second = messageOf({
      last: 'Ríos',
      phone: '+34600555666',
      email: 'ana@example.com',
    });
    bridge.fault('patch', { kind: 'answered', status: 503, body: '' });

    expect((await deliver(first)).failure?.reason).toBe('ambiguous');
    expect((await deliver(second)).failure?.reason).toBe('lease-taken');
    wait(40);
    await deliver(first);
    await deliver(second);

    expect([...bridge.contacts.values()]).toMatchObject([
      { firstName: 'Ana', lastName: 'Ríos', email: 'ana@example.com' },
    ]);
  });
});
