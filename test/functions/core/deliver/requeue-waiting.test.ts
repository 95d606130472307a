import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import { requeueWaiting } from '../../../../functions/core/deliver/requeue-waiting.ts';
import type { EventRecord } from '../../../../functions/core/memory/event-record.ts';
import type {
  Message,
  OutgoingMessage,
} from '../../../../functions/core/message/message.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';
import { createLinkWorld, keyOf } from '../../../support/link-world.ts';
import { createMemory } from '../../../support/memory.ts';

const source = buildSource({
  system: 'crm',
  contact: { externalId: 'id', match: ['cellphone', 'email'], ifNotFound: 'park' },
  map: { firstName: 'first', lastName: 'last', cellphone: 'phone', email: 'email' },
});
const ana: Contact = { id: 'ana', cellphone: '+34600111222' };
const twins: Contact[] = [
  { id: 'one', cellphone: '+34600999999' },
  { id: 'two', cellphone: '+34600999999', email: 'two@example.com' },
];

const messageOf = (id: string, body: object): Message =>
  buildMessage([buildEvent({ id, body })]);

/** One event on the list of an id that leads to `new`, and what is known of it. */
async function putBack(known: Partial<EventRecord> | undefined) {
  const { memory, events } = createMemory();
  const message = messageOf('e', {});
  const base = { source: 'test-source', workspace: 'main', receivedAt, attempts: [] };
  if (known !== undefined) events.set('e', { id: 'e', ...base, message, ...known });
  await memory.links.waitForLink(keyOf(1), 'e');
  const queued: OutgoingMessage[] = [];
  const enqueue = async (_: string, messages: OutgoingMessage[]) =>
    void queued.push(...messages);
  const link = await memory.links.readLink(keyOf(1));
  await requeueWaiting({ ...link, contactId: 'new', learnedAt: 1 }, { memory, enqueue });
  return {
    queued: queued.length,
    waiting: (await memory.links.readLink(keyOf(1))).waiting,
    putBackFor: events.get('e')?.putBackFor,
  };
}

const parked = { kind: 'parked', reason: 'no-contact' } as const;

describe('an event on the waiting list of an id that leads to a contact', () => {
  test('goes back, and stays on the list until it ends', async () => {
    expect(await putBack({ outcome: parked, waitsFor: keyOf(1) })).toEqual({
      queued: 1,
      waiting: ['e'],
      putBackFor: 'new',
    });
  });

  test.each<[string, Partial<EventRecord> | undefined]>([
    ['is being parked at this moment', undefined],
    ['is being tried', {}],
    [
      'went back for this contact',
      { outcome: parked, waitsFor: keyOf(1), putBackFor: 'new' },
    ],
    ['is parked for another reason', { outcome: { kind: 'parked', reason: 'refused' } }],
    // It leaves the list when it settles; taken off here, one that is parked just now would miss.
    ['has ended and is not parked', { outcome: { kind: 'delivered' } }],
  ])('stays there and does not go back if it %s (G2)', async (_, known) => {
    expect(await putBack(known)).toMatchObject({ queued: 0, waiting: ['e'] });
  });
});

describe('the linked contact is gone, and several others have the number', () => {
  async function goneAndAmbiguous() {
    const world = createLinkWorld(source, [ana, ...twins]);
    await world.deliver(messageOf('first', { id: 1, phone: '+34600111222' }));
    world.contacts.delete('ana');
    const parking = messageOf('waits', { id: 1, first: 'Anna', phone: '+34600999999' });
    const { endings } = await world.deliver(parking);
    return { ...world, endings };
  }

  test('the event is parked once and waits: its id leads where it led before (G2)', async () => {
    const { endings, queue, memory } = await goneAndAmbiguous();

    expect(endings).toMatchObject({ waits: { kind: 'parked', reason: 'ambiguous' } });
    expect(queue).toEqual([]);
    expect((await memory.links.readLink(keyOf(1))).waiting).toEqual(['waits']);
  });

  test('it stays parked while other events of the id come, and is delivered once the id leads elsewhere (G2)', async () => {
    const { deliver, queue, contacts, events } = await goneAndAmbiguous();
    await deliver(messageOf('other', { id: 1, last: 'Ríos' }));
    const putBackBefore = queue.length;

    await deliver(messageOf('links', { id: 1, email: 'two@example.com' }));
    for (const message of queue.splice(0)) await deliver(message);

    expect(putBackBefore).toBe(0);
    expect(events.get('waits')?.outcome).toEqual({ kind: 'delivered' });
    expect(contacts.get('two')).toMatchObject({ firstName: 'Anna', lastName: 'Ríos' });
    expect(queue).toEqual([]);
  });
});

test('an event whose contact is gone, and the one that a search still finds is gone too, waits until its id leads elsewhere (G2)', async () => {
  const world = createLinkWorld(source, [
    { ...ana, id: 'gone' },
    { ...ana, id: 'ghost' },
    ...twins,
  ]);
  const link = { workspace: 'main', origin: 'set', at: 0, mayShare: true } as const;
  await world.memory.links.learnLink(keyOf(1), { ...link, contactId: 'gone' });
  world.contacts.delete('gone');
  world.ghosts.add('ghost');
  const first = await world.deliver(messageOf('e', { id: 1, phone: '+34600111222' }));
  const putBackBefore = world.queue.length;

  await world.deliver(messageOf('links', { id: 1, email: 'two@example.com' }));
  await world.deliverPutBack();

  expect(first.endings).toMatchObject({
    e: { kind: 'parked', reason: 'contact-missing' },
  });
  expect(putBackBefore).toBe(0);
  expect(world.events.get('e')?.outcome).toEqual({ kind: 'delivered' });
});

test('a replay that finds the contact itself is not put back once more', async () => {
  const world = createLinkWorld(source, []);
  const message = messageOf('e', { id: 1, first: 'Anna', phone: '+34600111222' });
  await world.deliver(message);
  world.contacts.set(ana);

  const { endings } = await world.deliver({ ...message, replay: true });

  expect(endings).toEqual({ e: { kind: 'delivered' } });
  expect(world.queue).toEqual([]);
});

test('a parked event that moves to another id waits under that one (G2)', async () => {
  const world = createLinkWorld(source, [ana]);
  const event = buildEvent({
    id: 'c',
    idFrom: 'content',
    body: { id: 1, first: 'Anna' },
  });
  await world.deliver(buildMessage([event]));
  const later = receivedAt + 86_400_000;
  world.wait(86_400);
  await world.deliver(buildMessage([event], { receivedAt: later }));

  const { waiting } = await world.memory.links.readLink(keyOf(1));
  await world.deliver(messageOf('links', { id: 1, phone: '+34600111222' }));

  expect(waiting.sort()).toEqual(['c', `c.${receivedAt}`]);
  expect(world.queue.flatMap(({ events }) => events.map(({ id }) => id)).sort()).toEqual(
    waiting,
  );
});
