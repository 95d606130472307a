import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import type { Source } from '../../../../functions/core/config/source-schema.ts';
import { mapEvent } from '../../../../functions/core/deliver/map-event.ts';
import {
  type FoundPerson,
  findContact,
} from '../../../../functions/core/person/find-contact.ts';
import type { Found } from '../../../../functions/core/person/found.ts';
import { groupByPerson } from '../../../../functions/core/person/person.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';
import { createLinkWorld, keyOf } from '../../../support/link-world.ts';

const ana: Contact = { id: 'ana', cellphone: '+34600111222', email: 'ana@example.com' };
const body = { id: 1, first: 'Ana', phone: '+34600111222' };

const crm = (contact: NonNullable<SourceInput['contact']> = {}): Source =>
  buildSource({
    system: 'crm',
    contact: { externalId: 'id', match: ['cellphone', 'email'], ...contact },
    map: {
      firstName: 'first',
      lastName: { from: 'last', default: 'Unknown' },
      cellphone: 'phone',
      email: 'email',
    },
  });

/** Looks for the person of one event, as the first look or after a contact that is gone. */
async function find(
  source: Source,
  { world = createLinkWorld(source, [ana]), event = body as object, gone }: Looking = {},
) {
  const queued = buildEvent({ id: 'e', body: event });
  const message = buildMessage([queued]);
  const delivery = await world.open(message);
  const mapped = await mapEvent(source, message, queued, delivery);
  if (mapped.kind !== 'mapped') throw new Error('the event has nothing to write');
  const [person] = groupByPerson([mapped.mapped], receivedAt);
  if (person === undefined) throw new Error('the event is nobody’s');
  return { found: await findContact(person, gone, delivery), world };
}

interface Looking {
  world?: ReturnType<typeof createLinkWorld>;
  event?: object;
  gone?: Found;
}

const goneBy = (how: Found['how']): Found => ({
  contactId: 'gone',
  how,
  link: undefined,
});
const set = { workspace: 'main', origin: 'set', at: 0, mayShare: true } as const;

describe('what is done for a person, by how it was found before, what is found now, and the source', () => {
  const create = ['create', 'park'] as const;
  const missing = { kind: 'parked', reason: 'contact-missing' };
  const deleted = { kind: 'ignored', reason: 'contact-deleted' };

  test.each<
    [Found['how'] | 'never', string, NonNullable<SourceInput['contact']>, unknown]
  >([
    ['never', 'somebody', {}, 'ana'],
    [
      'never',
      'nobody',
      { ifNotFound: 'ignore' },
      { kind: 'ignored', reason: 'not-found' },
    ],
    ['never', 'nobody', { ifNotFound: 'park' }, { kind: 'parked', reason: 'no-contact' }],
    ['never', 'nobody', { ifNotFound: 'create' }, 'created-1'],
    ['link', 'somebody', {}, 'ana'],
    ['link', 'nobody', { ifNotFound: [...create] }, missing],
    ['link', 'nobody', { ifNotFound: [...create], ifDeleted: 'ignore' }, deleted],
    ['link', 'nobody', { ifNotFound: [...create], ifDeleted: 'create' }, 'created-1'],
    ['link', 'nobody', { ifDeleted: 'create' }, { kind: 'parked', reason: 'no-contact' }],
    ['match', 'somebody', {}, 'ana'],
    ['match', 'nobody', { ifNotFound: [...create] }, missing],
    ['match', 'nobody', { ifNotFound: [...create], ifDeleted: 'create' }, 'created-1'],
    ['id', 'somebody', {}, missing],
    ['id', 'nobody', { ifDeleted: 'ignore' }, deleted],
    ['id', 'nobody', { ifNotFound: [...create], ifDeleted: 'create' }, missing],
  ])('before: %s, now: %s, %j', async (before, now, contact, expected) => {
    const source = crm({ ifNotFound: 'park', ...contact });
    const world = createLinkWorld(source, now === 'somebody' ? [ana] : []);
    const gone = before === 'never' ? {} : { gone: goneBy(before) };

    const { found } = await find(source, { world, ...gone });

    const came = 'contactId' in found ? found.contactId : found[0]?.outcome;
    expect(came).toEqual(expected);
  });

  test('a contact that is gone is no hit, and is what a parked event led to', async () => {
    const source = crm();
    const gone = { ...goneBy('match'), contactId: 'ana' };

    const { found } = await find(source, { gone });

    expect(found).toMatchObject([
      { outcome: missing, contactId: 'ana', waitsFor: keyOf(1) },
    ]);
  });

  test("an event that carries Bridge's own id waits for no link: it is about no other contact", async () => {
    const { found } = await find(crm(), { gone: goneBy('id') });

    expect(found).toMatchObject([{ outcome: missing, waitsFor: undefined }]);
  });
});

describe('a contact that answers 404 and was created a moment ago', () => {
  const notVisible = { reason: 'unavailable', call: 'patch' };

  test('is not gone: its event comes again', async () => {
    await expect(find(crm(), { gone: goneBy('created') })).rejects.toMatchObject(
      notVisible,
    );
  });

  test('is not gone for another event either, while the link is that new', async () => {
    const world = createLinkWorld(crm(), []);
    const link = {
      ...set,
      contactId: 'gone',
      origin: 'created' as const,
      at: receivedAt,
    };
    const learned = await world.memory.links.learnLink(keyOf(1), link);
    const gone = { ...goneBy('link'), link: learned };

    const early = find(crm(), { world, gone });

    await expect(early).rejects.toMatchObject(notVisible);
    world.wait(300);
    expect((await find(crm(), { world, gone })).found).toMatchObject([
      { outcome: { reason: 'contact-missing' } },
    ]);
  });

  test('is not gone for the event that created it before the function died', async () => {
    const world = createLinkWorld(crm(), []);
    const event = { id: 'e', source: 'test-source', workspace: 'main', receivedAt };
    await world.memory.events.noteCreating(event);

    const again = find(crm(), { world, gone: goneBy('match') });

    await expect(again).rejects.toMatchObject(notVisible);
  });
});

describe('a contact that takes the place of one that is gone', () => {
  const clock = { time: 9, receivedAt: 9, index: 0, eventId: 'newer' };

  async function replaced(fail: boolean) {
    const world = createLinkWorld(crm(), [ana]);
    const { contacts, links } = world.memory;
    const gone = { workspace: 'main', contactId: 'gone' };
    const doubt = { field: 'lastName', clock, notedAt: 9 };
    await contacts.lease(gone, { token: 't', now: 0, until: 1, doubts: [doubt] });
    await contacts.free(gone, 't', {
      clocks: { firstName: clock },
      doubts: [doubt],
    });
    const link = await links.learnLink(keyOf(1), { ...set, contactId: 'gone' });
    if (fail) world.fail('links.learnLink');
    const looking = find(crm(), { world, gone: { ...goneBy('link'), link } });
    await looking.catch(() => {});
    return { world, doubt };
  }

  test('has the clocks and the doubts of both (G4)', async () => {
    const { world, doubt } = await replaced(false);

    expect(world.contact('ana')).toMatchObject({
      clocks: { firstName: clock },
      doubts: [doubt],
    });
    expect(await world.memory.links.readLink(keyOf(1))).toMatchObject({
      contactId: 'ana',
    });
  });

  test('has them before the id leads to it: a crash in between loses none (G4)', async () => {
    const { world } = await replaced(true);

    expect(world.contact('ana')).toMatchObject({ clocks: { firstName: clock } });
    expect(await world.memory.links.readLink(keyOf(1))).toMatchObject({
      contactId: 'gone',
    });
  });
});

describe('creating', () => {
  const creating = crm({ ifNotFound: 'create' });
  const namesOf = (found: FoundPerson | object[]) =>
    'contactId' in found && found.events[0]?.writes.writes.get('lastName');

  test('looks once more under the claim: what another run created meanwhile is found', async () => {
    const world = createLinkWorld(creating, []);
    const { claim } = world.memory.claims;
    world.memory.claims.claim = async (...args) => {
      const [names, , now] = args;
      await claim(names, 'another', now - 1, now);
      world.contacts.set({ ...ana, id: 'meanwhile' });
      return claim(...args);
    };

    const { found } = await find(creating, { world });

    expect(found).toMatchObject({ contactId: 'meanwhile', how: 'match' });
    expect(world.calls).toEqual(['search', 'search']);
  });

  test('parks what meanwhile belongs to another id of the system, and lets go of the claim', async () => {
    const world = createLinkWorld(creating, []);
    const { claim } = world.memory.claims;
    world.memory.claims.claim = async (...args) => {
      world.contacts.set(ana);
      await world.memory.links.learnLink(keyOf(2), { ...set, contactId: 'ana' });
      return claim(...args);
    };

    const { found } = await find(creating, { world });
    const free = await claim([keyOf(1)], 'another', receivedAt, receivedAt + 1);

    expect(found).toMatchObject([{ outcome: { kind: 'parked', reason: 'ambiguous' } }]);
    expect(free).toMatchObject({ isTaken: false });
  });

  test('writes the defaults, marked as nobody’s word', async () => {
    const { found } = await find(creating, { world: createLinkWorld(creating, []) });

    expect(namesOf(found)).toMatchObject({ value: 'Unknown', isDefault: true });
  });

  test.each([
    ['first delivered', undefined],
    ['replayed', { kind: 'parked', reason: 'refused' } as const],
  ])(
    'an event that is %s writes its defaults also if the delivery failed after it had created the contact (G9)',
    async (_, outcome) => {
      const world = createLinkWorld(creating, []);
      const message = buildMessage([buildEvent({ id: 'e', body })], {
        replay: outcome !== undefined,
      });
      if (outcome !== undefined)
        world.events.set('e', { ...message, id: 'e', attempts: [], outcome, message });
      world.fail('contacts.lease');

      const first = await world.deliver(message);
      world.wait(61);
      const second = await world.deliver(message);

      expect([first.again, second.endings]).toEqual([
        'ledger',
        { e: { kind: 'delivered' } },
      ]);
      expect([...world.contacts.values()]).toMatchObject([{ lastName: 'Unknown' }]);
      expect(world.events.get('e')?.creating).toBeUndefined();
    },
  );

  test('a later replay of the event that created is no creation', async () => {
    const world = createLinkWorld(creating, []);
    const message = buildMessage([buildEvent({ id: 'e', body })]);
    await world.deliver(message);
    world.contacts.set({ ...ana, id: 'created-1', lastName: 'García' });

    await world.deliver({ ...message, replay: true });

    expect(world.contacts.get('created-1')).toMatchObject({ lastName: 'García' });
  });
});
