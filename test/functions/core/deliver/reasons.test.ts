import { expect, test } from 'vitest';
import { buildEvent, buildMessage, buildSource } from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const ana = { id: 'ana', email: 'ana@example.com' };
const source = (more: Parameters<typeof buildSource>[0] = {}) =>
  buildSource({
    contact: { match: ['email', 'cellphone'], ifNotFound: ['create', 'park'] },
    map: {
      firstName: 'first',
      email: 'email',
      cellphone: { from: 'phone', whenInvalid: 'park' },
      languageCode: { from: 'language', default: 'en' },
    },
    ...more,
  });
const event = (id: string, body: object) => buildEvent({ id, body });
const codesOf = (record: { reasons?: { field: string }[] | undefined } | undefined) =>
  Object.fromEntries(
    (record?.reasons ?? []).map(({ field, ...reason }) => [field, reason]),
  );
const email = 'ana@example.com';

test('each entry of the map has its reason, and how the contact was found is kept beside them', async () => {
  const delivery = createDelivery(source(), [ana]);

  await delivery.deliver(
    buildMessage([event('e', { first: 'Ana', email, phone: 'CANARY', language: 'fr' })]),
  );

  const record = delivery.events.get('e');
  expect(record).toMatchObject({ foundBy: 'email', outcome: { kind: 'parked' } });
  expect(codesOf(record)).toMatchObject({
    firstName: { said: { kind: 'set' }, decided: 'sent' },
    email: { said: { kind: 'set' }, decided: 'sent' },
    cellphone: { said: { kind: 'invalid', because: 'not-a-phone-number' } },
    languageCode: {
      said: { kind: 'skip', because: 'unknown-language', hasDefault: true },
    },
  });
  expect(JSON.stringify(record?.reasons)).not.toMatch(/Ana|CANARY|fr/);
});

test('a default that was written for a new contact is told from a value of the event', async () => {
  const delivery = createDelivery(source(), []);

  await delivery.deliver(
    buildMessage([event('e', { first: 'Ana', phone: '+34600111222' })]),
  );

  const record = delivery.events.get('e');
  expect(record).toMatchObject({ foundBy: 'created' });
  expect(codesOf(record)).toMatchObject({
    firstName: { decided: 'sent' },
    languageCode: { decided: 'sent', isOfDefault: true },
  });
});

test('an event that found nobody keeps what the map said, and no decision', async () => {
  const delivery = createDelivery(source(), []);

  await delivery.deliver(buildMessage([event('e', { first: 'Ana', email })]));

  const record = delivery.events.get('e');
  expect(record).toMatchObject({
    outcome: { kind: 'parked', reason: 'no-contact' },
    foundBy: undefined,
  });
  expect(
    Object.values(codesOf(record)).some((reason) => 'decided' in reason && reason.decided),
  ).toBe(false);
  expect(codesOf(record)).toMatchObject({ firstName: { said: { kind: 'set' } } });
});

test('a replay renews the reasons, a duplicate leaves them as they are', async () => {
  const delivery = createDelivery(source(), []);
  const message = buildMessage([event('e', { first: 'Ana', email })]);
  await delivery.deliver(message);
  const before = delivery.events.get('e')?.reasons;

  await delivery.deliver(message);
  const repeated = delivery.events.get('e')?.reasons;
  delivery.bridge.contacts.set(ana);
  await delivery.deliver({ ...message, replay: true });

  expect(repeated).toEqual(before);
  expect(codesOf(delivery.events.get('e'))).toMatchObject({
    firstName: { said: { kind: 'set' }, decided: 'sent' },
  });
});

test('attributes that the workspace does not have are told from what the map said', async () => {
  const file = source({
    map: {
      email: 'email',
      customAttributes: {
        Parked: 'plan',
        Left: { from: 'plan', whenInvalid: 'skip' },
      },
    },
    defaults: { whenInvalid: 'park' },
  });
  const delivery = createDelivery(file, [ana]);

  await delivery.deliver(buildMessage([event('e', { email, plan: 'Gold' })]));

  expect(codesOf(delivery.events.get('e'))).toMatchObject({
    email: { decided: 'sent' },
    'customAttributes.Parked': {
      said: { kind: 'set' },
      decided: 'invalid unknown-attribute',
    },
    'customAttributes.Left': { said: { kind: 'set' }, decided: 'skip unknown-attribute' },
  });
});
