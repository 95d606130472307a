import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import type { Source } from '../../../../functions/core/config/source-schema.ts';
import { mapEvent } from '../../../../functions/core/deliver/map-event.ts';
import { PermanentFailure } from '../../../../functions/core/errors.ts';
import { groupByPerson } from '../../../../functions/core/person/person.ts';
import { resolveContact } from '../../../../functions/core/person/resolve-contact.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';
import { createLinkWorld } from '../../../support/link-world.ts';

const people: Contact[] = [
  { id: 'ana', email: 'Ana@Example.com', cellphone: '+34600111222' },
  { id: 'ana-shared-phone', email: 'other@example.com', cellphone: '+34600999999' },
  { id: 'bea-shared-phone', email: 'bea@example.com', cellphone: '600 999 999' },
  { id: 'joana', email: 'joana@example.com', cellphone: '+346001112223' },
  { id: 'nobody', email: null },
];

/** Like Bridge, it finds by a part of the text; or whatever `contacts` says. */
function bridgeWith(contacts = people, complete = true) {
  const searched: string[] = [];
  return {
    searched,
    async searchContacts(text: string) {
      searched.push(text);
      const digits = text.replace(/\D/g, '').slice(-9);
      const mentions = ({ email, cellphone }: Contact) =>
        email?.toLowerCase().includes(text) ||
        (digits.length === 9 && cellphone?.replace(/\D/g, '').includes(digits));
      return { contacts: contacts.filter(mentions), complete };
    },
  };
}

/** Every event has something to send: what has nothing is nobody's. */
const map = { firstName: '"Ada"', email: 'email', cellphone: 'phone' };
const phoneFirst = buildSource({
  contact: { match: ['cellphone', 'email'] },
  defaults: { country: 'ES', whenInvalid: 'skip' },
  map,
});

async function resolve(source: Source, event: unknown, bridge = bridgeWith()) {
  const queued = buildEvent({ id: 'e', body: event });
  const message = buildMessage([queued]);
  const delivery = await createLinkWorld(source).open(message);
  try {
    const mapped = await mapEvent(source, message, queued, delivery);
    const [person] =
      mapped.kind === 'mapped' ? groupByPerson([mapped.mapped], receivedAt) : [];
    if (person === undefined) return mapped.kind;
    const { searchContacts } = bridge;
    const asked = { ...delivery, bridge: { ...delivery.bridge, searchContacts } };
    const resolution = await resolveContact(person, undefined, asked);
    if (resolution.kind !== 'found') return resolution;
    const { contactId, how } = resolution.found;
    return { contactId, how };
  } catch (failure) {
    if (failure instanceof PermanentFailure)
      return { parked: failure.reason, detail: failure.detail };
    throw failure;
  }
}

describe('which contact an event is about', () => {
  test('the keys are tried in their order, and one hit ends the search', async () => {
    const bridge = bridgeWith();

    expect(
      await resolve(
        phoneFirst,
        { phone: '600 111 222', email: 'bea@example.com' },
        bridge,
      ),
    ).toEqual({
      contactId: 'ana',
      how: 'match',
    });
    expect(bridge.searched).toEqual(['+34600111222']);
  });

  test('none tries the next key', async () => {
    const bridge = bridgeWith();

    expect(
      await resolve(
        phoneFirst,
        { phone: '600 000 001', email: 'bea@example.com' },
        bridge,
      ),
    ).toMatchObject({
      contactId: 'bea-shared-phone',
    });
    expect(bridge.searched).toEqual(['+34600000001', 'bea@example.com']);
  });

  test('several are narrowed by the next key, with no further search', async () => {
    const bridge = bridgeWith();

    expect(
      await resolve(phoneFirst, { phone: '600999999', email: 'BEA@example.com' }, bridge),
    ).toMatchObject({
      contactId: 'bea-shared-phone',
    });
    expect(bridge.searched).toHaveLength(1);
  });

  test.each([
    [{ phone: '600999999' }],
    [{ phone: '600999999', email: 'third@example.com' }],
  ])(
    'several that nothing narrows (%j) are ambiguous, and nobody is guessed',
    async (event) => {
      expect(await resolve(phoneFirst, event)).toEqual({
        parked: 'ambiguous',
        detail: 'cellphone: 2 contacts',
      });
    },
  );

  test('only the exact person counts, however the key is written', async () => {
    const byEmail = buildSource({ contact: { match: ['email'] }, map });

    expect(await resolve(byEmail, { email: ' ANA@example.COM ' })).toEqual({
      contactId: 'ana',
      how: 'match',
    });
    expect(await resolve(byEmail, { email: 'na@example.com' })).toEqual({
      kind: 'nobody',
      isTaken: false,
    });
  });

  test('more results than are read is ambiguous, even with one exact hit among them', async () => {
    expect(
      await resolve(phoneFirst, { phone: '600111222' }, bridgeWith(people, false)),
    ).toEqual({
      parked: 'ambiguous',
      detail: 'cellphone: too many search results',
    });
  });

  test.each([[{}], [{ email: '' }], [{ email: 'not one', phone: 'neither' }]])(
    '%j searches for nobody',
    async (event) => {
      const bridge = bridgeWith();

      expect(await resolve(phoneFirst, event, bridge)).toEqual({
        kind: 'nobody',
        isTaken: false,
      });
      expect(bridge.searched).toEqual([]);
    },
  );

  test('a key with an expression of its own matches by another value than the map writes', async () => {
    const renamed = buildSource({
      contact: { match: [{ email: 'old_email' }] },
      map: { firstName: '"Ada"', email: 'new_email' },
    });

    expect(
      await resolve(renamed, {
        old_email: 'Bea@example.com',
        new_email: 'b@example.com',
      }),
    ).toMatchObject({
      contactId: 'bea-shared-phone',
    });
    expect(await resolve(renamed, { new_email: 'bea@example.com' })).toEqual({
      kind: 'nobody',
      isTaken: false,
    });
    expect(await resolve(renamed, { old_email: { not: 'a text' } })).toEqual({
      kind: 'nobody',
      isTaken: false,
    });
  });
});

describe('a number that Bridge has in an earlier spelling', () => {
  const brazil = buildSource({
    contact: { match: ['cellphone', 'email'] },
    defaults: { country: 'BR' },
    map,
  });
  /** Like Bridge, and unlike `bridgeWith`, it finds by nothing but the spelling. */
  function spellingBridge(contacts: Contact[], complete = true) {
    const searched: string[] = [];
    return {
      searched,
      async searchContacts(text: string) {
        searched.push(text);
        return {
          contacts: contacts.filter(({ cellphone }) => cellphone === text),
          complete,
        };
      },
    };
  }

  test.each([
    ['+5531996883193', ['+5531996883193']],
    ['+553196883193', ['+5531996883193', '+553196883193']],
  ])('is found: %s, asking for %j', async (cellphone, searched) => {
    const bridge = spellingBridge([{ id: 'ana', cellphone }]);

    const resolutions = [
      await resolve(brazil, { phone: '+553196883193' }, bridge),
      await resolve(brazil, { phone: '31 99688-3193' }, bridge),
    ];

    expect(resolutions).toEqual([
      { contactId: 'ana', how: 'match' },
      { contactId: 'ana', how: 'match' },
    ]);
    expect(bridge.searched).toEqual([...searched, ...searched]);
  });

  test('that can be read only in part is ambiguous, and nothing else is asked', async () => {
    const bridge = spellingBridge([], false);

    expect(await resolve(brazil, { phone: '+553196883193' }, bridge)).toEqual({
      parked: 'ambiguous',
      detail: 'cellphone: too many search results',
    });
    expect(bridge.searched).toHaveLength(1);
  });

  test('the next key comes after both', async () => {
    const bridge = spellingBridge([]);

    await resolve(brazil, { phone: '+553196883193', email: 'ana@example.com' }, bridge);

    expect(bridge.searched).toEqual([
      '+5531996883193',
      '+553196883193',
      'ana@example.com',
    ]);
  });
});

describe("Bridge's own id in the event", () => {
  const id = '1B4E28BA-2FA1-41D2-883F-0016D3CCA427';
  const byId = buildSource({ contact: { id: 'bridge_id', match: ['email'] }, map });

  test('is taken without a search', async () => {
    const bridge = bridgeWith();

    expect(
      await resolve(byId, { bridge_id: ` ${id} `, email: 'ana@example.com' }, bridge),
    ).toEqual({
      contactId: id.toLowerCase(),
      how: 'id',
    });
    expect(bridge.searched).toEqual([]);
  });

  test.each([[undefined], [null], ['']])(
    '%j falls back to the match keys',
    async (bridge_id) => {
      expect(await resolve(byId, { bridge_id, email: 'ana@example.com' })).toMatchObject({
        contactId: 'ana',
        how: 'match',
      });
    },
  );

  test.each([['42'], [42], ['../contacts'], [{ id }], [[id, id]], [`${id}/x`]])(
    '%j is none and parks',
    async (bridge_id) => {
      expect(await resolve(byId, { bridge_id, email: 'ana@example.com' })).toEqual({
        parked: 'invalid-value',
        detail: 'contact.id: not-a-uuid',
      });
    },
  );

  test('an expression that fails parks with its code', async () => {
    const failing = buildSource({
      contact: { id: '$number(x)', match: [{ email: '$number(x)' }] },
      map,
    });

    expect(await resolve(failing, { x: 'CANARY' })).toEqual({
      parked: 'bad-expression',
      detail: 'contact.id: D3030',
    });
  });
});
