import { describe, expect, test } from 'vitest';
import { buildEvent, buildMessage, buildSource } from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const people = ['ana', 'bea', 'eva'].map((name) => ({
  id: name,
  email: `${name}@example.com`,
}));
const source = buildSource({
  map: { firstName: 'first', lastName: 'last', email: 'email' },
  contact: { match: ['email'] },
});
const event = (id: string, person: string, first: string, index = 0) =>
  buildEvent({ id, index, body: { email: `${person}@example.com`, first } });

/** A Bridge that kills the function with the name `Deadly`. */
function start() {
  const delivery = createDelivery(source, people);
  delivery.bridge.refuse(({ firstName }) => {
    if (firstName === 'Deadly') throw new Error('killed');
    return false;
  });
  return delivery;
}

/** Hands the message over so many times; gives how many deliveries vanished. */
async function receive(
  { deliver, wait }: ReturnType<typeof createDelivery>,
  message: ReturnType<typeof buildMessage>,
  times: number,
): Promise<number> {
  let deaths = 0;
  for (let count = 0; count < times; count += 1) {
    await deliver(message).catch(() => {
      deaths += 1;
    });
    wait(180);
  }
  return deaths;
}

describe('G5: an event that kills the function', () => {
  test('is parked after some deliveries without a word, and those beside it are delivered', async () => {
    const delivery = start();
    const message = buildMessage([
      event('a', 'ana', 'Ana'),
      event('b', 'bea', 'Deadly', 1),
      event('c', 'eva', 'Eva', 2),
    ]);

    const deaths = await receive(delivery, message, 8);

    expect(delivery.events.get('b')?.outcome).toMatchObject({
      kind: 'parked',
      reason: 'crashed',
    });
    expect(deaths).toBe(4);
    expect([delivery.events.get('a')?.outcome, delivery.events.get('c')?.outcome]).toEqual(
      [{ kind: 'delivered' }, { kind: 'delivered' }],
    );
  });

  test('in a pack for one contact takes down no other, whichever of them it is', async () => {
    for (const deadly of ['a', 'b', 'c']) {
      const delivery = start();
      const ids = ['a', 'b', 'c'];
      const bodyOf = (id: string) => (id === deadly ? { first: 'Deadly' } : { last: id });
      const message = buildMessage(
        ids.map((id, index) =>
          buildEvent({ id, index, body: { email: 'ana@example.com', ...bodyOf(id) } }),
        ),
      );

      await receive(delivery, message, 12);

      const ends = ids.map((id) => delivery.events.get(id)?.outcome);
      const isCrashed = (id: string) => id === deadly;
      expect(ends.map((outcome) => outcome?.kind === 'parked')).toEqual(
        ids.map(isCrashed),
      );
      expect(delivery.events.get(deadly)?.outcome).toMatchObject({ reason: 'crashed' });
    }
  });

  test('is named before it is touched again, and nobody else once one delivery has vanished', async () => {
    const delivery = start();
    const touching: string[][] = [];
    delivery.bridge.refuse(({ firstName }) => {
      touching.push([...delivery.progress.values()].at(-1)?.touching ?? []);
      if (firstName === 'Deadly') throw new Error('killed');
      return false;
    });
    const message = buildMessage([
      event('a', 'ana', 'Deadly'),
      event('b', 'bea', 'Bea', 1),
    ]);

    await receive(delivery, message, 4);

    expect(touching).toEqual([[], ['a', 'b'], ['a'], ['a']]);
  });
});

describe('G5: a delivery that ends in order', () => {
  test('is no death, however often it has to be repeated', async () => {
    const delivery = start();
    const message = buildMessage([event('a', 'ana', 'Ana')]);

    for (let count = 0; count < 6; count += 1) {
      delivery.fail('contacts.lease');
      await delivery.deliver(message);
    }

    const [progress] = delivery.progress.values();
    expect(progress).toMatchObject({ touching: [], events: { a: { deaths: 0 } } });
    expect((await delivery.deliver(message)).endings).toEqual({
      a: { kind: 'delivered' },
    });
  });

  test('ends a row of deaths: they have to be three without a word between', async () => {
    const delivery = start();
    const message = buildMessage([event('a', 'ana', 'Deadly')]);
    await receive(delivery, message, 3);
    delivery.fail('contacts.lease');
    await delivery.deliver(message);

    const deaths = await receive(delivery, message, 3);

    expect(deaths).toBe(3);
    expect(delivery.events.get('a')).toBeUndefined();
  });
});
