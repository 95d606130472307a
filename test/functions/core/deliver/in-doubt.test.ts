import { describe, expect, test } from 'vitest';
import type {
  AttributeDefinition,
  BridgeAnswer,
} from '../../../../functions/core/bridge/bridge-answer.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const id = '11111111-2222-4333-8444-555555555555';
const unanswered: BridgeAnswer = { kind: 'ambiguous', code: 'timeout' };
const source = buildSource({
  contact: { id: 'id' },
  map: { firstName: 'first', lastName: 'last' },
});

/** An event that happened so many seconds before it was received. */
const event = (
  name: string,
  secondsAgo: number,
  body: { first?: string; last?: string },
) => buildEvent({ id: name, time: receivedAt - secondsAgo * 1000, body: { id, ...body } });

/** What `new` writes to firstName is in doubt, and nobody has the contact any more. */
async function startInDoubt() {
  const delivery = createDelivery(source, [{ id }]);
  delivery.bridge.fault('patch', unanswered, true);
  const inDoubt = buildMessage([event('new', 0, { first: 'New' })], {
    contactKey: 'crm',
  });
  await delivery.deliver(inDoubt);
  delivery.wait(33);
  return { ...delivery, inDoubt };
}

describe('G4: an event that is older than what is in doubt', () => {
  test('waits and calls nobody; it is no failure, and the breaker hears nothing of it', async () => {
    const { deliver, bridge, progress, workspace } = await startInDoubt();
    const callsBefore = bridge.calls.length;
    const failingBefore = workspace().failing;

    const { putOffs, endings } = await deliver(
      buildMessage([event('old', 9, { first: 'Old' })]),
    );

    expect(putOffs).toMatchObject([{ kind: 'waits', reason: 'in-doubt' }]);
    expect(endings).toEqual({});
    expect(bridge.calls).toHaveLength(callsBefore);
    expect(workspace().failing).toEqual(failingBefore);
    const noted = [...progress.values()].map(({ events }) => events.old).filter(Boolean);
    expect(noted).toMatchObject([{ attempts: [], inDoubt: { contactId: id } }]);
    expect(noted[0]).not.toHaveProperty('failures');
  });

  test('ends as stale once the other is known', async () => {
    const { deliver, bridge, inDoubt } = await startInDoubt();
    const old = buildMessage([event('old', 9, { first: 'Old' })]);
    await deliver(old);

    await deliver(inDoubt);

    expect((await deliver(old)).endings).toEqual({ old: { kind: 'stale' } });
    expect(bridge.contacts.get(id)?.firstName).toBe('New');
  });

  test('holds up no other of its pack', async () => {
    const { deliver, bridge } = await startInDoubt();

    const { putOffs, endings } = await deliver(
      buildMessage([
        event('old', 9, { first: 'Old' }),
        event('other', 8, { last: 'Gil' }),
      ]),
    );

    expect(putOffs).toMatchObject([{ event: { id: 'old' }, reason: 'in-doubt' }]);
    expect(endings).toEqual({ other: { kind: 'delivered' } });
    expect(bridge.contacts.get(id)).toMatchObject({ firstName: 'New', lastName: 'Gil' });
  });
});

describe('G4: an event whose contact has to be searched for', () => {
  const byPhone = buildSource({
    contact: { match: ['cellphone'] },
    map: { cellphone: 'phone', firstName: 'first', customAttributes: { Plan: 'plan' } },
  });
  const phone = '+34600000001';
  const plan: AttributeDefinition = { id: 'plan', keyName: 'Plan', category: 'OPEN' };
  const old = buildMessage([
    buildEvent({
      id: 'old',
      time: receivedAt - 9_000,
      body: { phone, first: 'Old', plan: 'Basic' },
    }),
  ]);

  async function startWaiting() {
    const delivery = createDelivery(byPhone, [{ id, cellphone: phone }], [plan]);
    delivery.bridge.fault('patch', unanswered, true);
    const inDoubt = buildMessage(
      [buildEvent({ id: 'new', time: receivedAt, body: { phone, first: 'New' } })],
      { contactKey: 'crm' },
    );
    await delivery.deliver(inDoubt);
    delivery.wait(33);
    await delivery.deliver(old);
    return { ...delivery, inDoubt };
  }

  test('calls nobody when it comes back, as long as it waits', async () => {
    const { deliver, bridge, wait } = await startWaiting();
    const callsBefore = bridge.calls.length;

    for (let minutes = 0; minutes < 59; minutes += 1) {
      wait(60);
      const { putOffs } = await deliver(old);
      expect(putOffs).toMatchObject([{ kind: 'waits', reason: 'in-doubt' }]);
    }

    expect(bridge.calls).toHaveLength(callsBefore);
  });

  test('leaves the turn to try a Bridge on hold to others', async () => {
    const { deliver, bridge, memory, now } = await startWaiting();
    const callsBefore = bridge.calls.length;
    const hold = {
      reason: 'unavailable' as const,
      until: now() - 1,
      stepSeconds: 120,
      since: now() - 60_000,
      isProbed: false,
    };
    await memory.workspaces.moveHold('main', undefined, hold);

    const { putOffs } = await deliver(old);

    expect(putOffs).toMatchObject([{ reason: 'in-doubt' }]);
    expect(bridge.calls).toHaveLength(callsBefore);
    expect((await memory.workspaces.read('main')).hold).toEqual(hold);
  });

  test('looks for the contact again once the other is known', async () => {
    const { deliver, bridge, inDoubt, wait } = await startWaiting();
    await deliver(inDoubt);
    wait(60);

    const { endings } = await deliver(old);

    expect(endings).toEqual({ old: { kind: 'delivered' } });
    expect(bridge.contacts.get(id)).toMatchObject({ firstName: 'New' });
  });
});

test('G4: a pack does not wait for an event that waits for it', async () => {
  const delivery = createDelivery(source, [{ id }]);
  const form = buildMessage([event('form', 2, { first: 'Form', last: 'Form' })], {
    contactKey: 'form',
  });
  const crm = buildMessage(
    [event('crm-1', 3, { first: 'Older' }), event('crm-2', 1, { last: 'Newer' })],
    { contactKey: 'crm' },
  );
  delivery.bridge.fault('patch', unanswered);
  await delivery.deliver(form);
  delivery.wait(33);
  delivery.fail('contacts.free');
  await delivery.deliver(crm);

  for (let round = 0; round < 4; round += 1) {
    delivery.wait(61);
    for (const message of [form, crm]) await delivery.deliver(message);
  }

  expect([...delivery.events.keys()].sort()).toEqual(['crm-1', 'crm-2', 'form']);
  expect(delivery.bridge.contacts.get(id)).toMatchObject({
    firstName: 'Form',
    lastName: 'Newer',
  });
});
