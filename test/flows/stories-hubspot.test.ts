import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/flow.ts';
import { endOf, startWorld, take, type World } from '../support/stories.ts';
import { lucia } from '../support/stories-people.ts';
import { bridgeAnswers, hubspot, together } from '../support/stories-steps.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const bodies = ({ flow }: World) => flow.patches().map(({ body }) => body);
const countOf = (world: World, outcome: string) =>
  world.flow.outcomes().filter((ended) => ended.outcome === outcome).length;

/**
 * The body as the documentation of the provider has it, from a HubSpot that signs with the source's
 * key.
 */
test("HubSpot's sample body becomes one contact, once, though sent at three attempts (G3)", async () => {
  const world = await startWorld();
  const body = readFileSync(
    join(root, 'test/fixtures/providers/payloads/hubspot-contact.propertyChange.json'),
    'utf8',
  );

  for (const attempt of [0, 1, 2]) {
    await take(world, () => ({
      source: 'hubspot',
      body: body.replaceAll('"attemptNumber":0', `"attemptNumber":${attempt}`),
    }));
    world.flow.clock.advanceTo(world.flow.clock.now() + 6 * 60_000);
  }

  expect(bodies(world)).toEqual([{ firstName: 'Lucía', cellphone: '+34600111222' }]);
  expect(await endOf(world)).toEqual({
    contacts: [{ firstName: 'Lucía', cellphone: '+34600111222' }],
    parked: [],
  });
});

test('thirty single-property events of one person in one request are one message and one PATCH, in the order of their times (G4)', async () => {
  let messages = 0;
  const world = await startWorld({
    intercept: (_, action, { Entries }) => {
      if (action === 'SendMessageBatch') messages += (Entries as unknown[]).length;
      return undefined;
    },
  });
  world.flow.bridge.putContact(bridgeId, { cellphone: '+34600111222' });
  await take(world, hubspot(501, { mobilephone: '600 111 222' }));
  const start = world.flow.clock.now();
  const properties = ['firstname', 'lastname', 'email'];
  const shuffled = Array.from({ length: 30 }, (_, index) => (index * 7) % 30);

  const answer = await world.flow.post({
    source: 'hubspot',
    key: 'fake-hubspot-key',
    body: shuffled.map((age) => ({
      ...{
        eventId: 1000 + age,
        subscriptionId: 100,
        portalId: 33,
        appId: 7,
        objectId: 501,
        attemptNumber: 0,
      },
      subscriptionType: 'contact.propertyChange',
      occurredAt: Math.floor(start) - age * 1000,
      propertyName: properties[age % 3],
      propertyValue: age % 3 === 2 ? `at-${age}@example.com` : `at ${age}`,
    })),
  });
  await world.flow.app.settle();

  expect(await answer.json()).toMatchObject({ accepted: 30, ignored: 0 });
  expect(messages).toBe(2);
  expect(bodies(world).slice(1)).toEqual([
    { firstName: 'at 0', lastName: 'at 1', email: 'at-2@example.com' },
  ]);
  expect([countOf(world, 'delivered'), countOf(world, 'stale')]).toEqual([4, 27]);
});

test('a signature counts over the bytes as they were sent, whatever escapes are in them (G8)', async () => {
  const world = await startWorld();
  const body = readFileSync(join(root, 'test/fixtures/signed-escapes.json'), 'utf8');
  await take(world, hubspot(1, { mobilephone: '600 111 222' }, { minutesAgo: 60 }));

  await take(world, () => ({ source: 'hubspot', body }));

  expect(JSON.stringify(JSON.parse(body))).not.toBe(body.trim());
  expect((await endOf(world)).contacts).toEqual([
    { firstName: 'Zo\u00eb \u{1f60a} \u00f1 \u{1f60a}', cellphone: '+34600111222' },
  ]);
});

test('requests that arrive newest first end with the newest values (G4)', async () => {
  const world = await startWorld();
  await take(world, hubspot(501, { mobilephone: '600 111 222' }, { minutesAgo: 60 }));

  await take(
    world,
    together(
      ...Array.from({ length: 12 }, (_, age) =>
        hubspot(501, { firstname: `at ${age}` }, { minutesAgo: age }),
      ),
    ),
  );

  expect((await endOf(world)).contacts).toEqual([
    { firstName: 'at 0', cellphone: '+34600111222' },
  ]);
});

test('a number that is none is parked, and the other properties of the request arrive (G5)', async () => {
  const world = await startWorld();
  await take(world, hubspot(501, lucia));

  await take(
    world,
    hubspot(501, { firstname: 'Lucía M.', mobilephone: '12', lastname: 'Gil' }),
  );

  expect(await endOf(world)).toEqual({
    contacts: [
      {
        firstName: 'Lucía M.',
        lastName: 'Gil',
        email: 'lucia.martin@example.com',
        cellphone: '+34600111222',
      },
    ],
    parked: ['hubspot invalid-value'],
  });
});

test('a property that Bridge refuses is parked, and the other properties of the request arrive (G5)', async () => {
  const world = await startWorld();
  world.flow.bridge.putContact(bridgeId, { email: 'taken@example.com' });
  await take(world, hubspot(501, lucia));

  await take(
    world,
    hubspot(501, { firstname: 'Lucía M.', email: 'taken@example.com', lastname: 'Gil' }),
  );

  expect(await endOf(world)).toEqual({
    contacts: [
      { email: 'taken@example.com' },
      {
        firstName: 'Lucía M.',
        lastName: 'Gil',
        email: 'lucia.martin@example.com',
        cellphone: '+34600111222',
      },
    ],
    parked: ['hubspot refused'],
  });
});

test('a request that Bridge answers 422 once is sent event by event, and nothing of it is lost (G5)', async () => {
  const world = await startWorld();
  await take(world, hubspot(501, lucia));

  await take(world, bridgeAnswers({ status: 422, method: 'PATCH' }));
  await take(world, hubspot(501, { firstname: 'Lucía M.', lastname: 'Gil' }));

  expect(await endOf(world)).toEqual({
    contacts: [
      {
        firstName: 'Lucía M.',
        lastName: 'Gil',
        email: 'lucia.martin@example.com',
        cellphone: '+34600111222',
      },
    ],
    parked: [],
  });
});

test('a cleared property is cleared, an absent one left, and one that is not mapped ignored (G9)', async () => {
  const world = await startWorld();
  await take(world, hubspot(501, lucia));

  await take(world, hubspot(501, { lastname: '', hubspot_owner_id: '' }));

  expect((await endOf(world)).contacts).toEqual([
    { firstName: 'Lucía', email: 'lucia.martin@example.com', cellphone: '+34600111222' },
  ]);
  expect(world.flow.outcomes().map(({ outcome, reason }) => reason ?? outcome)).toContain(
    'nothing-to-send',
  );
});
