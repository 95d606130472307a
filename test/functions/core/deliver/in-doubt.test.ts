import { describe, expect, test } from 'vitest';
import type { BridgeAnswer } from '../../../../functions/core/bridge/bridge-answer.ts';
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
const event = (name: string, secondsAgo: number, body: { first?: string; last?: string }) =>
  buildEvent({ id: name, time: receivedAt - secondsAgo * 1000, body: { id, ...body } });

/** What `new` writes to firstName is in doubt, and nobody has the contact any more. */
async function startInDoubt() {
  const delivery = createDelivery(source, [{ id }]);
  delivery.bridge.fault('patch', unanswered, true);
  const inDoubt = buildMessage([event('new', 0, { first: 'New' })], { contactKey: 'crm' });
  await delivery.deliver(inDoubt);
  delivery.wait(33);
  return { ...delivery, inDoubt };
}

describe('G4: an event that is older than what is in doubt', () => {
  test('waits and calls nobody; it is no failure, and the breaker hears nothing of it', async () => {
    const { deliver, bridge, progress, workspace } = await startInDoubt();
    const callsBefore = bridge.calls.length;
    const failingBefore = workspace().failing;

    const { putOffs, endings } = await deliver(buildMessage([event('old', 9, { first: 'Old' })]));

    expect(putOffs).toMatchObject([{ kind: 'waits', reason: 'in-doubt' }]);
    expect(endings).toEqual({});
    expect(bridge.calls).toHaveLength(callsBefore);
    expect(workspace().failing).toEqual(failingBefore);
    expect([...progress.values()].some(({ events }) => 'old' in events)).toBe(false);
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
      buildMessage([event('old', 9, { first: 'Old' }), event('other', 8, { last: 'Gil' })]),
    );

    expect(putOffs).toMatchObject([{ event: { id: 'old' }, reason: 'in-doubt' }]);
    expect(endings).toEqual({ other: { kind: 'delivered' } });
    expect(bridge.contacts.get(id)).toMatchObject({ firstName: 'New', lastName: 'Gil' });
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
  expect(delivery.bridge.contacts.get(id)).toMatchObject({ firstName: 'Form', lastName: 'Newer' });
});
