import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import { TransientFailure } from '../../../../functions/core/errors.ts';
import type { Message } from '../../../../functions/core/message/message.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';
import { type History, playEveryOrder } from '../../../support/every-order.ts';
import { createLinkWorld, heldAt, keyOf } from '../../../support/link-world.ts';
import { volume } from '../../../support/volume.ts';

const ana: Contact = { id: 'ana', firstName: 'Ana', cellphone: '+34600111222' };
const source = buildSource({
  system: 'crm',
  contact: {
    externalId: 'id',
    match: ['cellphone'],
    ifNotFound: 'park',
    merge: { when: 'kind = "merge"', from: 'from', into: 'into' },
  },
  map: { firstName: 'first', lastName: 'last', cellphone: 'phone' },
});

/** Times go up with the messages, groups are different: they may be delivered side by side. */
function messageOf(id: string, body: object): Message {
  return buildMessage([buildEvent({ id, body, time: receivedAt })], {
    contactKey: `of ${id}`,
  });
}

type World = ReturnType<typeof createLinkWorld>;

/** Plays the deliveries of these messages side by side; what they put back is delivered after. */
async function play(
  prepare: () => Promise<World>,
  messages: Message[],
  check: Check,
  maxFaults = 1,
): Promise<number> {
  return playEveryOrder(async (): Promise<History> => {
    const world = await prepare();
    const unfinished = new Set<Message>();
    return {
      tasks: messages.map((message) => async (gate) => {
        unfinished.add(message);
        const { again } = await world.deliver(message, (own) =>
          heldAt(gate, ['links', 'events'], own),
        );
        if (again === undefined) unfinished.delete(message);
      }),
      failure: () => new TransientFailure('ledger'),
      async check() {
        await world.deliverAll([...unfinished]);
        await world.deliverPutBack();
        await check(world);
      },
    };
  }, maxFaults);
}

type Check = (world: World) => Promise<void>;

/** The event is at the contact; the next event of its id finds nothing left to do. */
const isAt =
  (contactId: string): Check =>
  async (world) => {
    expect(world.events.get('waits')?.outcome).toEqual({ kind: 'delivered' });
    expect(world.contacts.get(contactId)).toMatchObject({ firstName: 'Anna' });
    await world.deliverAll([messageOf('later', { id: 1, last: 'Ríos' })]);
    expect(world.queue).toEqual([]);
    expect((await world.memory.links.readLink(keyOf(1))).waiting).toEqual([]);
  };

/** The crash or failure at any call; at `npm test` in the first test alone. */
const moreFaults = volume(0, 1);
const waits = messageOf('waits', { id: 1, first: 'Anna' });
const learn = {
  workspace: 'main',
  origin: 'set',
  at: receivedAt,
  mayShare: true,
} as const;

describe('an event is parked while another run changes what its id leads to: in every order of their calls, with a crash or a failure at any, it is delivered (G2)', () => {
  test('the id is linked by an event with a match key', async () => {
    const links = messageOf('links', { id: 1, phone: ana.cellphone });

    const histories = await play(
      async () => createLinkWorld(source, [ana]),
      [waits, links],
      isAt('ana'),
    );

    expect(histories).toBeGreaterThan(200);
  });

  test('its contact is gone, and the id is linked to another', async () => {
    const links = messageOf('links', { id: 1, phone: '+34600999999' });
    const prepare = async () => {
      const world = createLinkWorld(source, [{ id: 'new', cellphone: '+34600999999' }]);
      await world.memory.links.learnLink(keyOf(1), { ...learn, contactId: 'ana' });
      return world;
    };

    const histories = await play(prepare, [waits, links], isAt('new'), moreFaults);

    expect(histories).toBeGreaterThan(moreFaults === 0 ? 20 : 500);
  });

  test('the id is merged into one that has no contact yet', async () => {
    const merge = messageOf('merge', { kind: 'merge', from: 1, into: 2 });
    const links = messageOf('links', { id: 2, phone: ana.cellphone });

    const histories = await play(
      async () => createLinkWorld(source, [ana]),
      [waits, merge],
      async (world) => {
        await world.deliverAll([links]);
        await world.deliverPutBack();
        await isAt('ana')(world);
      },
      moreFaults,
    );

    expect(histories).toBeGreaterThan(moreFaults === 0 ? 20 : 300);
  });
});

test('the id is merged into one that has a contact while an event is parked: in every order it is delivered there (G2)', async () => {
  const merge = messageOf('merge', { kind: 'merge', from: 1, into: 2 });
  const prepare = async () => {
    const world = createLinkWorld(source, [ana]);
    await world.memory.links.learnLink(keyOf(2), { ...learn, contactId: 'ana' });
    return world;
  };

  const histories = await play(prepare, [waits, merge], isAt('ana'), 0);

  expect(histories).toBeGreaterThan(20);
});

test('a merge of an id that was merged before is finished after a crash at any call: all ids are one, and what waited for the one between goes along (G2)', async () => {
  const merge = messageOf('merge', { kind: 'merge', from: 1, into: 3 });
  const waitsBetween = messageOf('waits', { id: 2, first: 'Anna' });
  const prepare = async () => {
    const world = createLinkWorld(source, [ana]);
    await world.deliver(messageOf('first', { kind: 'merge', from: 1, into: 2 }));
    await world.deliver(waitsBetween);
    return world;
  };

  const histories = await play(prepare, [merge], async (world) => {
    const links = [1, 2, 3].map((id) => world.memory.links.readLink(keyOf(id)));
    expect(new Set((await Promise.all(links)).map(({ key }) => key))).toEqual(
      new Set([keyOf(3)]),
    );
    await world.deliverAll([messageOf('links', { id: 3, phone: ana.cellphone })]);
    await world.deliverPutBack();
    await isAt('ana')(world);
  });

  expect(histories).toBeGreaterThan(10);
});

test('a merge that names an id which was merged before takes along what waits, though the function dies (G2)', async () => {
  const merge = messageOf('merge', { kind: 'merge', from: 1, into: 3 });
  const prepare = async () => {
    const world = createLinkWorld(source, [ana]);
    await world.deliver(messageOf('first', { kind: 'merge', from: 1, into: 2 }));
    await world.deliver(waits);
    await world.memory.links.learnLink(keyOf(3), { ...learn, contactId: 'ana' });
    return world;
  };

  const histories = await play(prepare, [merge], isAt('ana'));

  expect(histories).toBeGreaterThan(10);
});
