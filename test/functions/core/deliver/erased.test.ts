import { expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import { toClaimName, toLinkKey } from '../../../../functions/core/memory/links.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const ana: Contact = { id: 'ana', cellphone: '+34600000001', email: 'ana@example.com' };
const pepper = 'fake-pepper';
const linkOf = (id: string) => toLinkKey(pepper, 'main', 'crm', id);
const emailName = toClaimName(pepper, 'main', 'email', 'ana@example.com');

const source = (contact: NonNullable<SourceInput['contact']>) =>
  buildSource({
    system: 'crm',
    map: { firstName: 'first', email: 'email', cellphone: 'phone' },
    contact,
  });
const byId = source({
  externalId: 'id',
  match: ['email'],
  ifNotFound: 'park',
  merge: { when: 'kind = "merge"', from: 'from', into: 'into' },
});

/** An event that came before the erasure, and one that came after it. */
async function bothSidesOf(
  delivery: ReturnType<typeof createDelivery>,
  body: Record<string, unknown>,
) {
  const before = await delivery.deliver(
    buildMessage([buildEvent({ id: 'before', body })]),
  );
  const after = await delivery.deliver(
    buildMessage([buildEvent({ id: 'after', body })], { receivedAt: receivedAt + 1 }),
  );
  return { ...before.endings, ...after.endings };
}

const erased = { kind: 'ignored', reason: 'erased' };

test('what came before its person was erased is neither sent nor kept, and teaches no link; what comes after counts (G2)', async () => {
  const delivery = createDelivery(byId, [ana]);
  delivery.erase('ana', receivedAt);

  const first = await delivery.deliver(
    buildMessage([
      buildEvent({ id: 'first', body: { id: 7, first: 'Ana', email: ana.email } }),
    ]),
  );
  const linkThen = await delivery.memory.links.readLink(linkOf('7'));
  const endings = await bothSidesOf(delivery, { id: 7, first: 'Ana', email: ana.email });

  expect(first.endings).toEqual({ first: erased });
  expect(linkThen.contactId).toBeUndefined();
  expect(endings).toEqual({ before: erased, after: { kind: 'delivered' } });
  expect(await delivery.memory.links.readLink(linkOf('7'))).toMatchObject({
    contactId: 'ana',
  });
  expect(delivery.bridge.patches()).toEqual([
    { firstName: 'Ana', email: 'ana@example.com' },
  ]);
  expect(delivery.events.get('before')?.message).toBeUndefined();
});

test('a person who is known by the id of the sender only is erased by that', async () => {
  const delivery = createDelivery(byId);
  delivery.erasePerson([linkOf('7')], [], receivedAt);

  expect(await bothSidesOf(delivery, { id: 7, first: 'Ana' })).toEqual({
    before: erased,
    after: { kind: 'parked', reason: 'no-contact' },
  });
});

test.each([
  ['parked', 'park', { kind: 'parked', reason: 'no-contact' }],
  ['ignored', 'ignore', { kind: 'ignored', reason: 'not-found' }],
  ['made a contact', 'create', { kind: 'delivered' }],
] as const)(
  'a person who is gone from Bridge and would be %s is known by the email address',
  async (_, ifNotFound, otherwise) => {
    const delivery = createDelivery(source({ match: ['email'], ifNotFound }));
    delivery.erasePerson([], [emailName], receivedAt);

    const endings = await bothSidesOf(delivery, {
      first: 'Ana',
      email: ' Ana@Example.com',
      phone: '+34600000001',
    });

    expect(endings).toEqual({ before: erased, after: otherwise });
    expect(delivery.bridge.contacts.size).toBe(ifNotFound === 'create' ? 1 : 0);
  },
);

test('a merge that came before an erasure joins nobody to who was erased', async () => {
  const delivery = createDelivery(byId, [ana]);
  delivery.erasePerson([linkOf('7')], [], receivedAt);

  const { endings } = await delivery.deliver(
    buildMessage([buildEvent({ id: 'merge', body: { kind: 'merge', from: 7, into: 8 } })]),
  );

  expect(endings).toEqual({ merge: erased });
  expect(await delivery.memory.links.readLink(linkOf('7'))).toMatchObject({
    key: linkOf('7'),
  });
});
