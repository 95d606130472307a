import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import { TransientFailure } from '../../../../functions/core/errors.ts';
import type { Message } from '../../../../functions/core/message/message.ts';
import { applyMerge } from '../../../../functions/core/person/apply-merge.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';
import { playEveryOrder } from '../../../support/every-order.ts';
import { createLinkWorld, heldAt, keyOf } from '../../../support/link-world.ts';

const ana: Contact = { id: 'ana', cellphone: '+34600111222' };
const bea: Contact = { id: 'bea', cellphone: '+34600333444' };
const source = buildSource({
  system: 'crm',
  contact: {
    externalId: 'id',
    match: ['cellphone'],
    ifNotFound: 'park',
    merge: { when: 'kind = "merge"', from: 'from', into: 'into' },
  },
  map: { firstName: 'first', cellphone: 'phone' },
});

function merge(from: number, into: number): Message {
  const id = `${from} into ${into}`;
  const event = buildEvent({ id, body: { kind: 'merge', from, into } });
  return buildMessage([event], { contactKey: `of ${id}` });
}

/** Ids that lead to contacts, before anything is merged. */
async function linked(ids: Record<number, string>, people = [ana, bea]) {
  const world = createLinkWorld(source, people);
  const link = { workspace: 'main', origin: 'match', at: 0, mayShare: true } as const;
  for (const [id, contactId] of Object.entries(ids))
    await world.memory.links.learnLink(keyOf(id), { ...link, contactId });
  const contactsOf = async (...of: number[]) =>
    Promise.all(
      of.map(async (id) => (await world.memory.links.readLink(keyOf(id))).contactId),
    );
  return { ...world, contactsOf };
}

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

describe('merges that belong together', () => {
  const chain = [merge(1, 2), merge(2, 3), merge(4, 3)];
  const circle = [merge(1, 2), merge(2, 3), merge(3, 1)];

  test.each([
    ...[1, 2, 3, 4].flatMap((id) => permutations(chain).map((order) => ({ id, order }))),
    ...[1, 2, 3].flatMap((id) => permutations(circle).map((order) => ({ id, order }))),
  ])(
    'lead all ids to the contact of one of them ($id), in whatever order they come',
    async ({ id, order }) => {
      const world = await linked({ [id]: 'ana' });

      for (const message of order) await world.deliver(message);

      const all = new Set(await world.contactsOf(1, 2, 3));
      expect(all).toEqual(new Set(['ana']));
      if (order[0] !== undefined && chain.includes(order[0]))
        expect(await world.contactsOf(4)).toEqual(['ana']);
    },
  );

  test.each([
    ['the one has a contact', { 1: 'ana' }],
    ['both have the same contact', { 1: 'ana', 2: 'ana' }],
    ['neither has one, and the first gets it later', {}],
  ])(
    'are opposite and come at the same moment (%s): both ids lead to it, in every order of their calls and after a crash at any',
    async (_, ids) => {
      const messages = [merge(1, 2), merge(2, 1)];

      const histories = await playEveryOrder(async () => {
        const world = await linked(ids);
        const unfinished = new Set(messages);
        return {
          tasks: messages.map((message) => async (gate) => {
            const { again } = await world.deliver(message, (own) =>
              heldAt(gate, ['links', 'claims'], own),
            );
            if (again === undefined) unfinished.delete(message);
          }),
          failure: () => new TransientFailure('ledger'),
          async check() {
            await world.deliverAll([...unfinished]);
            const links = buildEvent({ id: 'l', body: { id: 1, phone: ana.cellphone } });
            if (Object.keys(ids).length === 0)
              await world.deliverAll([buildMessage([links])]);
            expect(await world.contactsOf(1, 2)).toEqual(['ana', 'ana']);
          },
        };
      }, 1);

      expect(histories).toBeGreaterThan(20);
    },
  );

  test('lead the first id of a contact that was merged 25 times, each time into a new one, to it', async () => {
    const { deliver, contactsOf } = await linked({ 0: 'ana' });

    for (let n = 1; n <= 25; n += 1) await deliver(merge(n - 1, n));

    expect(await contactsOf(0, 12, 25)).toEqual(['ana', 'ana', 'ana']);
  });
});

describe('a merge of ids that have different contacts', () => {
  test('is parked for what Bridge answers if one may not be read, and holds up no event beside it (G5)', async () => {
    const { deliver, forbidden, contacts } = await linked({ 1: 'ana', 2: 'bea' });
    forbidden.add('bea');

    const { endings, again } = await deliver(
      buildMessage([
        buildEvent({ id: 'm', body: { kind: 'merge', from: 1, into: 2 } }),
        buildEvent({ id: 'e', index: 1, body: { id: 2, first: 'Bea' } }),
      ]),
    );

    expect(endings).toMatchObject({
      m: { kind: 'parked', reason: 'forbidden', detail: 'status 403' },
      e: { kind: 'delivered' },
    });
    expect(again).toBeUndefined();
    expect(contacts.get('bea')).toMatchObject({ firstName: 'Bea' });
  });

  test('ends as what Bridge answered, and throws nothing', async () => {
    const { open, forbidden } = await linked({ 1: 'ana', 2: 'bea' });
    forbidden.add('bea');
    const message = merge(1, 2);
    const event = message.events[0] ?? buildEvent({ id: 'none', body: {} });

    const applied = { event, from: [keyOf(1)], into: keyOf(2) };
    const ending = await applyMerge(applied, await open(message));

    expect(ending).toMatchObject({
      event,
      outcome: { kind: 'parked', reason: 'forbidden' },
    });
  });

  test('is parked and decides nothing while both are there', async () => {
    const { deliver, contactsOf } = await linked({ 1: 'ana', 2: 'bea' });

    const { endings } = await deliver(merge(1, 2));

    expect(Object.values(endings)).toMatchObject([
      { kind: 'parked', reason: 'ambiguous' },
    ]);
    expect(await contactsOf(1, 2)).toEqual(['ana', 'bea']);
  });

  test('waits while one was created a moment ago and does not show: it is not gone', async () => {
    const { deliver, memory, invisible, contactsOf, wait } = await linked({ 1: 'ana' });
    const created = { workspace: 'main', origin: 'created', at: receivedAt } as const;
    await memory.links.learnLink(keyOf(2), {
      ...created,
      contactId: 'bea',
      mayShare: true,
    });
    invisible.add('bea');

    const { again } = await deliver(merge(1, 2));
    wait(600);
    const { endings } = await deliver(merge(1, 2));

    expect(again).toBe('unavailable');
    expect(Object.values(endings)).toEqual([{ kind: 'ignored', reason: 'merge' }]);
    expect(await contactsOf(1, 2)).toEqual(['ana', 'ana']);
  });

  test('gives the one that is there the clocks and the doubts of the one that is gone (G4)', async () => {
    const { deliver, memory, contact } = await linked({ 1: 'ana', 2: 'bea' }, [bea]);
    const clock = { time: 9, receivedAt: 9, index: 0, eventId: 'newer' };
    const gone = { workspace: 'main', contactId: 'ana' };
    const doubts = [{ field: 'lastName', clock, notedAt: 9 }];
    await memory.contacts.lease(gone, { token: 't', now: 0, until: 1, doubts });
    await memory.contacts.free(gone, 't', {
      clocks: { firstName: clock },
      doubts,
    });

    await deliver(merge(1, 2));

    expect(contact('bea')).toMatchObject({ clocks: { firstName: clock }, doubts });
  });
});

test('an id is not merged while a contact is being created for it', async () => {
  const { deliver, memory, contactsOf, wait } = await linked({ 2: 'ana' });
  await memory.claims.claim([keyOf(1)], 'creates', receivedAt, receivedAt + 60_000);

  const early = await deliver(merge(1, 2));
  wait(60);
  await deliver(merge(1, 2));

  expect(early.again).toBe('lease-taken');
  expect(await contactsOf(1, 2)).toEqual(['ana', 'ana']);
});
