import { expect, test } from 'vitest';
import { sentIn } from '../../../../functions/core/reasons/field-reason.ts';
import { buildEvent, buildMessage, buildSource } from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const id = '11111111-2222-4333-8444-555555555555';
const source = buildSource({
  contact: { id: 'id' },
  map: { firstName: 'first', email: 'email', cellphone: 'phone' },
});

function start() {
  const delivery = createDelivery(source, [{ id }]);
  const words = { detail: 'Another contact has this email' };
  delivery.bridge.refuse(({ email }) => email === 'taken@example.com', words);
  return delivery;
}

const eventOf = (name: string, secondsAgo: number, body: object) =>
  buildEvent({
    id: name,
    time: Date.UTC(2026, 0, 1) - secondsAgo * 1000,
    body: { id, ...body },
  });

test('an event is parked for the field that Bridge refused and for the one that did not fit', async () => {
  const delivery = start();
  const event = eventOf('e', 0, { first: 'Ada', email: 'taken@example.com', phone: {} });

  const { endings } = await delivery.deliver(buildMessage([event]));

  expect(endings).toEqual({
    e: {
      kind: 'parked',
      reason: 'refused',
      detail: 'email: PATCH contact: status 422; cellphone: object',
      answer: '{"detail":"Another contact has this email"}',
    },
  });
  expect(delivery.bridge.contacts.get(id)).toMatchObject({
    firstName: 'Ada',
    email: null,
  });
  expect(sentIn(delivery.events.get('e')?.reasons)).toEqual(['firstName']);
});

test('G5 of a pack all arrives but that field, and an older value of it', async () => {
  const delivery = start();
  const events = [
    eventOf('older', 9, { first: 'Old', email: 'old@example.com' }),
    eventOf('newer', 5, { first: 'Ada', email: 'taken@example.com' }),
    eventOf('other', 1, { phone: '+34600111222' }),
  ];

  const { endings } = await delivery.deliver(buildMessage(events));

  expect(Object.values(endings).map(({ kind }) => kind)).toEqual([
    'delivered',
    'parked',
    'delivered',
  ]);
  expect(delivery.bridge.contacts.get(id)).toMatchObject({
    firstName: 'Ada',
    email: 'old@example.com',
    cellphone: '+34600111222',
  });
});
