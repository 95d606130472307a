import { describe, expect, test } from 'vitest';
import { rereadEvent } from '../../../../functions/core/deliver/reread-event.ts';
import type { Message } from '../../../../functions/core/message/message.ts';
import { readEvents } from '../../../../functions/core/receive/read-events.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const ana = { id: '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8', email: 'ana@example.com' };

const build = (events: SourceInput['events'], more: SourceInput = {}) =>
  buildSource({
    contact: { match: ['email'] },
    map: { email: 'email', firstName: 'first' },
    events,
    ...more,
  });

/** The message that receive makes of a request with one event. */
async function receive(
  source: ReturnType<typeof build>,
  body: unknown,
  laterMs = 0,
): Promise<Message> {
  const received = { headers: {}, query: {}, receivedAt: receivedAt + laterMs };
  const { events } = await readEvents(source, { ...received, body }, 'fake-pepper');
  return buildMessage(
    events.map(({ contactKey: _, ...event }) => event),
    received,
  );
}

describe('an event whose expression failed in receive, replayed after it was corrected', () => {
  test('G4: what happened before does not overwrite what happened after', async () => {
    const wrong = build({ time: '$toMillis(at)' });
    const right = build({ time: '$toMillis(at, "[D01].[M01].[Y0001] [H01]:[m01]")' });
    const delivery = createDelivery(right, [{ ...ana }]);
    const body = (first: string, at: string) => ({ email: ana.email, first, at });
    const late = await receive(wrong, body('Old', '01.01.2026 09:00'), 1_800_000);
    const inTime = await receive(right, body('New', '01.01.2026 10:00'), 1_000);
    delivery.wait(1_801);
    const parked = await delivery.deliver(late);
    await delivery.deliver(inTime);

    const replayed = await delivery.deliver({ ...late, replay: true });

    expect(Object.values(parked.endings)).toMatchObject([{ reason: 'bad-expression' }]);
    expect(Object.values(replayed.endings)).toEqual([{ kind: 'stale' }]);
    expect(delivery.bridge.contacts.get(ana.id)?.firstName).toBe('New');
  });

  test('one that the filter leaves out now is not sent', async () => {
    const wrong = build({ filter: '$number(status) > 2' });
    const right = build({ filter: 'status = "active"' });
    const delivery = createDelivery(right, [{ ...ana }]);
    const body = { email: ana.email, first: 'Ghost', status: 'deleted' };
    const message = await receive(wrong, body);
    await delivery.deliver(message);

    const replayed = await delivery.deliver({ ...message, replay: true });

    expect(Object.values(replayed.endings)).toEqual([
      { kind: 'ignored', reason: 'filtered' },
    ]);
    expect(delivery.bridge.contacts.get(ana.id)?.firstName).toBeNull();
    expect([...delivery.events.values()].map(({ outcome }) => outcome?.kind)).toEqual([
      'ignored',
    ]);
  });

  test('one that the filter leaves out now, of a type that the source does not know', async () => {
    const wrong = build({ filter: '$number(status) > 2' });
    const right = build({
      filter: 'status = "2"',
      type: 'status',
      knownTypes: ['2', '3'],
    });
    const delivery = createDelivery(right, [{ ...ana }]);
    const message = await receive(wrong, { email: ana.email, status: 'moved' });
    await delivery.deliver(message);

    const { endings } = await delivery.deliver({ ...message, replay: true });

    expect(Object.values(endings)).toEqual([{ kind: 'ignored', reason: 'unknown-type' }]);
  });

  test('G3: a repetition by the sender is known, and the parked record has ended', async () => {
    const wrong = build({ id: ['$number(ref)'] });
    const right = build({ id: ['ref'] });
    const delivery = createDelivery(right, [{ ...ana }]);
    const body = { email: ana.email, first: 'A', ref: 'x1' };
    const message = await receive(wrong, body);
    await delivery.deliver(message);
    await delivery.deliver({ ...message, replay: true });

    const repeated = await delivery.deliver(await receive(right, body, 60_000));

    expect(Object.values(repeated.endings)).toEqual([{ kind: 'duplicate' }]);
    expect(delivery.events.get(message.events[0]?.id ?? '')?.outcome?.kind).toBe(
      'delivered',
    );
  });

  test('G3: a replay after one that parked it for something else learns the id too', async () => {
    const wrong = build({ id: ['$number(ref)'] });
    const right = build({ id: ['ref'] });
    const delivery = createDelivery(right, []);
    const body = { email: ana.email, first: 'A', ref: 'x1' };
    const message = await receive(wrong, body);
    const { id = '' } = message.events[0] ?? {};
    await delivery.deliver(message);
    await delivery.deliver({ ...message, replay: true });
    const kept = delivery.events.get(id)?.message as Message;
    delivery.bridge.contacts.set(ana);

    await delivery.deliver({ ...kept, replay: true });
    const repeated = await delivery.deliver(await receive(right, body, 60_000));

    expect(delivery.events.get(id)?.outcome?.kind).toBe('delivered');
    expect(Object.values(repeated.endings)).toEqual([{ kind: 'duplicate' }]);
  });

  test('what still cannot be read is parked again, with the reason of now', async () => {
    const delivery = createDelivery(build({ time: '$number(word)' }), [{ ...ana }]);
    const message = await receive(build({ id: ['$number(word)'] }), {
      ...ana,
      word: 'x',
    });
    await delivery.deliver(message);

    const { endings } = await delivery.deliver({ ...message, replay: true });

    expect(Object.values(endings)).toEqual([
      {
        kind: 'parked',
        reason: 'bad-expression',
        detail: 'events.time: D3030 at character 8',
      },
    ]);
  });
});

describe('only what receive could not read is read again', () => {
  const source = build({ filter: 'false', time: '$request.at' });
  const bad = { reason: 'bad-expression', where: 'events.time' } as const;

  const shapeless = { reason: 'unexpected-shape', where: 'events.split: list' } as const;

  test.each([
    ['an event that it read', buildEvent({ id: 'e', body: {}, time: 7 }), true],
    ['a whole request', buildEvent({ id: 'e', body: {}, unreadable: shapeless }), true],
    ['anything but a replay', buildEvent({ id: 'e', body: {}, unreadable: bad }), false],
  ])('%s stays as it is', async (_, event, replay) => {
    const message = buildMessage([event], { replay });

    expect(await rereadEvent(source, message, event, 'fake-pepper')).toBe(event);
  });
});

test('a parked event whose content came again: its replay ends it, and no other', async () => {
  const delivery = createDelivery(build({}), []);
  const event = buildEvent({
    id: 'c',
    idFrom: 'content',
    body: { email: ana.email, first: 'A' },
  });
  await delivery.deliver(buildMessage([event]));
  delivery.wait(900);
  delivery.bridge.contacts.set(ana);
  await delivery.deliver(buildMessage([event], { receivedAt: receivedAt + 900_000 }));
  const moved = delivery.events.get(`c.${receivedAt}`)?.message as Message;

  const replayed = await delivery.deliver({ ...moved, replay: true });

  expect(replayed.endings).toEqual({ [`c.${receivedAt}`]: { kind: 'stale' } });
  expect([...delivery.events.values()].map(({ outcome }) => outcome?.kind)).toEqual([
    'delivered',
    'stale',
  ]);
});

test('links stay in the workspace of the message when its source moves to another', async () => {
  const source = build(
    {},
    {
      system: 'crm',
      contact: { externalId: 'id', match: ['email'] },
      map: { email: 'email' },
    },
  );
  const delivery = createDelivery({ ...source, workspace: 'next' }, [{ ...ana }]);
  const learned: string[] = [];
  const { links } = delivery.memory;
  const { learnLink } = links;
  links.learnLink = (key, link) => {
    learned.push(`${key.split('#')[0]} → ${link.workspace}`);
    return learnLink(key, link);
  };

  await delivery.deliver(
    buildMessage([buildEvent({ id: 'e', body: { id: 1, email: ana.email } })]),
  );

  expect(learned).toEqual(['main → main']);
});
