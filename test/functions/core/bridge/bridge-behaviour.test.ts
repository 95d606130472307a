import { expect, test } from 'vitest';
import { createBridge } from '../../../../functions/core/bridge/bridge-calls.ts';
import {
  convertTexts,
  normaliseKey,
} from '../../../../functions/core/map/convert-value.ts';
import { createdId, workspaceId } from '../../../support/bridge-contacts.ts';
import {
  createMemoryBridge,
  type MemoryBridgeOptions,
} from '../../../support/memory-bridge.ts';
import { failureOf } from './scripted-workspace.ts';

const ana = { id: '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8', cellphone: '+34600111222' };
const ownedBy = (identifier: string) => ({
  ownerIdentifier: { identifier, identifierType: 'EMAIL' },
});

/** A contact in a Bridge that behaves so, and the way to it. */
function open(behaviour: MemoryBridgeOptions['behaviour']) {
  const memory = createMemoryBridge({ contacts: [ana], behaviour });
  const key = { get: async () => 'key', reread: async () => 'key' };
  return { memory, api: createBridge(memory.transport, workspaceId, key) };
}

test.each(['refused', 'notFound'] as const)(
  'G2: an owner whom Bridge does not know (%s) is refused content, and the contact is not gone',
  async (unknownOwner) => {
    const { api } = open({
      unknownOwner,
      owners: [{ id: 'u-1', email: 'rep@example.com' }],
    });

    const stranger = await api.patchContact(ana.id, ownedBy('gone@example.com'));
    const known = await api.patchContact(ana.id, ownedBy('rep@example.com'));

    expect(stranger).toMatchObject({ kind: 'refused', failure: { reason: 'refused' } });
    expect(known).toMatchObject({ kind: 'ok' });
  },
);

test.each(['anotherContact', 'page'] as const)(
  'G2: a PATCH that is answered with %s is tried again until Bridge itself answers',
  async (patchAnswer) => {
    const strange = open({ patchAnswer });
    const usual = open({ patchAnswer: 'nothing' });

    expect(await failureOf(strange.api.patchContact(ana.id, { firstName: 'Ana' }))).toBe(
      'ambiguous (patch)',
    );
    expect(await usual.api.patchContact(ana.id, { firstName: 'Ana' })).toEqual({
      kind: 'ok',
      status: 204,
      shown: undefined,
    });
  },
);

test('G2: a contact whose email was written here is found again where searching minds capitals', async () => {
  const { api } = open({ search: 'mindsCase' });
  const written = 'Ana.Gil@Example.COM';
  const converted = convertTexts([written], 'email', undefined);
  await api.patchContact(ana.id, {
    email: converted.kind === 'value' && converted.value,
  });

  const { contacts } = await api.searchContacts(
    normaliseKey('email', written, undefined) ?? 'none',
  );

  expect(contacts.map(({ id }) => id)).toEqual([ana.id]);
});

test('G4: a contact has one id, and so one clock, where Bridge writes ids in capitals', async () => {
  const { api } = open({ ids: 'upper' });

  const found = [
    ...(await api.searchContacts(ana.cellphone)).contacts,
    await api.getContact(ana.id.toUpperCase()),
  ];
  const answer = await api.patchContact(ana.id, { firstName: 'Ana' });

  expect(found.map((contact) => contact?.id)).toEqual([ana.id, ana.id]);
  expect(answer).toMatchObject({ kind: 'ok', shown: { id: ana.id } });
  expect(await api.createByCellphone('+34600333444')).toBe(createdId(2));
});
