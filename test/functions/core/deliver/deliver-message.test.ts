import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import { sentIn } from '../../../../functions/core/reasons/field-reason.ts';
import { createdId } from '../../../support/bridge-contacts.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const ana: Contact = { id: 'ana', email: 'ana@example.com', firstName: 'Ana' };
const map = { firstName: 'first', lastName: 'last', email: 'email', cellphone: 'phone' };
const plan = { id: 'o1', keyName: 'Plan', category: 'OPEN' as const };

const source = (file: SourceInput = {}) =>
  buildSource({
    map,
    defaults: { country: 'ES' },
    contact: { match: ['cellphone', 'email'] },
    ...file,
  });

const event = (id: string, body: Record<string, unknown>, more = {}) =>
  buildEvent({ id, body: { email: 'ana@example.com', ...body }, ...more });

describe('one message, delivered', () => {
  test('the patch reaches the contact that has the email', async () => {
    const delivery = createDelivery(source(), [
      ana,
      { id: 'bea', email: 'bea@example.com' },
    ]);

    const { endings } = await delivery.deliver(
      buildMessage([event('e1', { first: 'Anita', email: ' ANA@example.com ' })]),
    );

    expect(endings).toEqual({ e1: { kind: 'delivered' } });
    expect(delivery.bridge.patches()).toEqual([
      { firstName: 'Anita', email: 'ana@example.com' },
    ]);
    const record = delivery.events.get('e1');
    expect(record).toMatchObject({
      contactId: 'ana',
      attempts: [{ at: delivery.now(), status: 200 }],
    });
    expect(sentIn(record?.reasons)).toEqual(['firstName', 'email']);
  });

  test('G3: the same message again is a duplicate and sends nothing', async () => {
    const delivery = createDelivery(source(), [ana]);
    const message = buildMessage([event('e1', { first: 'Anita' })]);

    await delivery.deliver(message);
    const again = await delivery.deliver({
      ...message,
      receivedAt: receivedAt + 60_000,
      enqueuedAt: receivedAt + 60_000,
    });

    expect(again.endings).toEqual({ e1: { kind: 'duplicate' } });
    expect(delivery.bridge.patches()).toHaveLength(1);
    expect(delivery.events.get('e1')?.outcome).toEqual({ kind: 'delivered' });
  });

  test('G4: events of one contact go as one patch, the newest value of each field', async () => {
    const delivery = createDelivery(source(), [ana]);
    const older = event(
      'old',
      { first: 'A', last: 'Older' },
      { index: 1, time: receivedAt - 2_000 },
    );
    const newer = event('new', { first: 'B' }, { index: 0, time: receivedAt - 1_000 });

    const { endings } = await delivery.deliver(buildMessage([newer, older]));

    expect(delivery.bridge.patches()).toEqual([
      { firstName: 'B', email: 'ana@example.com', lastName: 'Older' },
    ]);
    expect(endings).toEqual({ new: { kind: 'delivered' }, old: { kind: 'delivered' } });
  });

  test('G4: an older event that comes later changes only what the newer one did not have', async () => {
    const delivery = createDelivery(source(), [ana]);

    await delivery.deliver(
      buildMessage([event('new', { first: 'B' }, { time: receivedAt - 1_000 })]),
    );
    const late = await delivery.deliver(
      buildMessage([
        event('old', { first: 'A', last: 'Older' }, { time: receivedAt - 2_000 }),
      ]),
    );
    const stale = await delivery.deliver(
      buildMessage([event('older', { first: 'Z' }, { time: receivedAt - 3_000 })]),
    );

    expect(delivery.bridge.contacts.get('ana')).toMatchObject({
      firstName: 'B',
      lastName: 'Older',
    });
    expect(late.endings).toEqual({ old: { kind: 'delivered' } });
    expect(stale.endings).toEqual({ older: { kind: 'stale' } });
    expect(delivery.bridge.patches()).toHaveLength(2);
  });

  test('an event with nothing to send is ignored before anyone is looked for', async () => {
    const delivery = createDelivery(
      source({ map: { firstName: 'first', email: 'mail' } }),
      [ana],
    );

    const { endings } = await delivery.deliver(
      buildMessage([buildEvent({ id: 'e1', body: { other: 1 } })]),
    );

    expect(endings).toEqual({ e1: { kind: 'ignored', reason: 'nothing-to-send' } });
    expect(delivery.bridge.calls).toEqual([]);
  });

  test('an event of a source that is gone, and one that is too old, are parked whole', async () => {
    const delivery = createDelivery(source(), [ana]);
    const message = buildMessage([event('e1', { first: 'x' })], { source: 'removed' });
    const old = buildMessage([event('e2', { first: 'x' })], {
      receivedAt: receivedAt - 4 * 86_400_000,
    });

    const endings = {
      ...(await delivery.deliver(message)).endings,
      ...(await delivery.deliver(old)).endings,
    };

    expect(endings).toEqual({
      e1: { kind: 'parked', reason: 'source-removed' },
      e2: { kind: 'parked', reason: 'too-old' },
    });
    expect(delivery.events.get('e1')?.message).toEqual(message);
    expect(delivery.events.get('e1')?.forgetAt).toBeUndefined();
  });
});

describe('overwrite: false', () => {
  const careful = source({
    map: {
      ...map,
      firstName: { from: 'first', overwrite: false },
      owner: { from: 'rep', overwrite: false },
    },
  });

  test('leaves a value of Bridge alone and fills an empty one', async () => {
    const delivery = createDelivery(careful, [{ ...ana, ownerId: null }]);

    const { endings } = await delivery.deliver(
      buildMessage([event('e1', { first: 'Anita', rep: 'rep@example.com' })]),
    );

    expect(endings).toEqual({ e1: { kind: 'delivered' } });
    expect(delivery.bridge.patches()).toEqual([
      {
        email: 'ana@example.com',
        ownerIdentifier: { identifier: 'rep@example.com', identifierType: 'EMAIL' },
      },
    ]);
  });

  test('sends nothing at all when there is nothing else to write', async () => {
    const delivery = createDelivery(
      source({
        map: { email: { from: 'email', overwrite: false } },
        contact: { match: ['email'] },
      }),
      [ana],
    );

    const { endings } = await delivery.deliver(buildMessage([event('e1', {})]));

    expect(endings).toEqual({ e1: { kind: 'unchanged' } });
    expect(delivery.bridge.patches()).toEqual([]);
    expect(delivery.contact('ana')?.token).toBeUndefined();
  });

  test('of several events in one message the oldest fills the field, as it would if they came one by one', async () => {
    const events = [
      event('e2', { first: 'Second' }, { time: receivedAt - 1_000, index: 0 }),
      event('e1', { first: 'First' }, { time: receivedAt - 2_000, index: 1 }),
    ];
    const packed = createDelivery(careful, [{ id: 'ana', email: 'ana@example.com' }]);
    const single = createDelivery(careful, [{ id: 'ana', email: 'ana@example.com' }]);

    await packed.deliver(buildMessage(events));
    for (const one of events.toReversed()) await single.deliver(buildMessage([one]));

    expect(packed.bridge.contacts.get('ana')?.firstName).toBe('First');
    expect(single.bridge.contacts.get('ana')?.firstName).toBe('First');
  });

  test('looks at custom attributes by their name', async () => {
    const file = source({
      map: {
        email: 'email',
        customAttributes: { plan: { from: 'plan', overwrite: false } },
      },
      contact: { match: ['email'] },
    });
    const having = createDelivery(
      file,
      [{ ...ana, customAttributes: [{ key: 'Plan', values: ['Pro'] }] }],
      [plan],
    );
    const lacking = createDelivery(
      file,
      [{ ...ana, customAttributes: [{ key: 'Plan', values: [''] }] }],
      [plan],
    );

    for (const delivery of [having, lacking])
      await delivery.deliver(buildMessage([event('e1', { plan: 'Free' })]));

    expect(having.bridge.patches()).toEqual([{ email: 'ana@example.com' }]);
    expect(lacking.bridge.contacts.get('ana')?.customAttributes).toEqual([
      { key: 'Plan', values: ['Free'] },
    ]);
  });
});

describe('a language that Bridge has no word for is said of its event', () => {
  const speaking = source({ map: { ...map, languageCode: 'lang' } });

  test.each([
    [
      'beside another value',
      { first: 'Eva', lang: 'fr' },
      'languageCode: unknown-language',
    ],
    ['alone', { lang: 'fr,en;q=0.5' }, 'languageCode: unknown-language'],
    ['and not of others', { first: 'Eva', lang: 'es' }, undefined],
    ['nor where it is empty', { first: 'Eva', lang: '' }, undefined],
  ])('%s', async (_, body, expected) => {
    const delivery = createDelivery(speaking, [ana]);

    await delivery.deliver(buildMessage([event('e1', { ...body, email: ana.email })]));

    expect(delivery.skipped.get('e1')).toBe(expected);
  });
});

describe('nobody is found', () => {
  const creating = source({
    contact: { match: ['cellphone', 'email'], ifNotFound: ['create', 'park'] },
    map: { ...map, languageCode: { from: 'lang', default: 'ES' } },
  });
  const signup = event('e1', {
    first: 'Eva',
    phone: '600111222',
    email: 'eva@example.com',
  });

  test('a contact is created by its phone alone, then patched, with defaults', async () => {
    const delivery = createDelivery(creating, [ana]);

    const { endings } = await delivery.deliver(buildMessage([signup]));

    expect(endings).toEqual({ e1: { kind: 'delivered' } });
    expect(delivery.bridge.calls.find(({ kind }) => kind === 'create')?.body).toEqual({
      cellphone: '+34600111222',
    });
    expect(delivery.bridge.contacts.get(createdId(2))).toMatchObject({
      firstName: 'Eva',
      email: 'eva@example.com',
      languageCode: 'ES',
    });
  });

  test('a value that would be cleared on a new contact gives way to the default', async () => {
    const clearing = source({
      contact: { match: ['cellphone'], ifNotFound: ['create'] },
      map: { ...map, languageCode: { from: 'lang', default: 'ES', whenEmpty: 'clear' } },
    });
    const delivery = createDelivery(clearing);

    await delivery.deliver(buildMessage([event('e1', { phone: '600111222', lang: '' })]));
    await delivery.deliver(
      buildMessage([
        event('e2', { phone: '600111222', lang: null }, { time: receivedAt }),
      ]),
    );

    expect(delivery.bridge.patches().map(({ languageCode }) => languageCode)).toEqual([
      'ES',
      null,
    ]);
  });

  test('a default is not written to a contact that was there', async () => {
    const delivery = createDelivery(creating, [
      { id: 'eva', cellphone: '+34600111222', languageCode: 'EN' },
    ]);

    await delivery.deliver(buildMessage([signup]));

    expect(delivery.bridge.contacts.get('eva')?.languageCode).toBe('EN');
  });

  test('a crash between create and PATCH does not lose the default', async () => {
    const delivery = createDelivery(creating);
    delivery.fail('contacts.lease');

    const crashed = await delivery.deliver(buildMessage([signup]));
    const again = await delivery.deliver(buildMessage([signup]));

    expect(crashed.failure?.reason).toBe('ledger');
    expect(again.endings).toEqual({ e1: { kind: 'delivered' } });
    expect(delivery.bridge.calls.filter(({ kind }) => kind === 'create')).toHaveLength(1);
    expect([...delivery.bridge.contacts.values()]).toMatchObject([
      { firstName: 'Eva', languageCode: 'ES' },
    ]);
  });

  test('two events of one new person create one contact', async () => {
    const delivery = createDelivery(creating);

    await delivery.deliver(buildMessage([signup, { ...signup, id: 'e2', index: 1 }]));

    expect(delivery.bridge.contacts.size).toBe(1);
  });

  test('without a phone the next policy counts', async () => {
    const noPhone = event('e1', { first: 'Eva', email: 'eva@example.com' });

    const parked = await createDelivery(creating).deliver(buildMessage([noPhone]));
    const ignoring = source({
      contact: { match: ['email'], ifNotFound: ['create', 'ignore'] },
    });
    const ignored = await createDelivery(ignoring).deliver(buildMessage([noPhone]));

    expect(parked.endings).toEqual({ e1: { kind: 'parked', reason: 'no-contact' } });
    expect(ignored.endings).toEqual({ e1: { kind: 'ignored', reason: 'not-found' } });
  });

  test('a phone that is none is said to be why nobody was found', async () => {
    const { endings } = await createDelivery(creating).deliver(
      buildMessage([event('e1', { first: 'Eva', phone: '12', email: 'eva@example.com' })]),
    );

    expect(endings).toEqual({
      e1: {
        kind: 'parked',
        reason: 'no-contact',
        detail: 'cellphone: not-a-phone-number',
      },
    });
  });
});

describe('values that do not fit', () => {
  test('G5: park the event and send the rest', async () => {
    const delivery = createDelivery(source(), [ana]);

    const { endings } = await delivery.deliver(
      buildMessage([event('e1', { first: 'Anita', phone: 'CANARY' })]),
    );

    expect(endings).toEqual({
      e1: {
        kind: 'parked',
        reason: 'invalid-value',
        detail: 'cellphone: not-a-phone-number',
      },
    });
    expect(delivery.bridge.contacts.get('ana')?.firstName).toBe('Anita');
    const record = delivery.events.get('e1');
    expect(record).toMatchObject({ contactId: 'ana' });
    expect(sentIn(record?.reasons)).toEqual(['firstName', 'email']);
  });

  test('an attribute or option that Bridge does not have parks the event and sends the rest', async () => {
    const file = source({
      map: { email: 'email', customAttributes: { Plan: 'plan', Unknown: 'plan' } },
      contact: { match: ['email'] },
    });
    const delivery = createDelivery(file, [ana], [plan]);

    const { endings } = await delivery.deliver(
      buildMessage([event('e1', { plan: 'Pro' })]),
    );

    expect(endings.e1).toEqual({
      kind: 'parked',
      reason: 'invalid-value',
      detail: 'customAttributes.Unknown: unknown-attribute',
    });
    expect(delivery.bridge.contacts.get('ana')?.customAttributes).toEqual([
      { key: 'Plan', values: ['Pro'] },
    ]);
  });

  test('a replay after the map was corrected writes the field that was missing, and nothing over newer', async () => {
    const parkedMessage = buildMessage([
      event('e1', { first: 'Anita', phone: '600111222' }, { time: receivedAt - 5_000 }),
    ]);
    const delivery = createDelivery(source({ defaults: {} }), [ana]);
    await delivery.deliver(parkedMessage);
    const corrected = createDelivery(source(), [...delivery.bridge.contacts.values()]);
    await corrected.deliver(
      buildMessage([event('e2', { first: 'Newer' }, { time: receivedAt - 1_000 })]),
    );

    const { endings } = await corrected.deliver({ ...parkedMessage, replay: true });

    expect(endings).toEqual({ e1: { kind: 'delivered' } });
    expect(corrected.bridge.contacts.get('ana')).toMatchObject({
      firstName: 'Newer',
      cellphone: '+34600111222',
    });
  });
});

test('nobody is created by a phone that somebody has whom the match keys do not find: a person decides', async () => {
  const byEmail = source({ contact: { match: ['email'], ifNotFound: ['create'] } });
  const delivery = createDelivery(byEmail, [
    { id: 'ben', cellphone: '+34600111222', email: 'ben@example.com', firstName: 'Ben' },
  ]);

  const { endings } = await delivery.deliver(
    buildMessage([
      event('e1', { first: 'Eva', phone: '600111222', email: 'eva@example.com' }),
    ]),
  );

  expect(endings).toMatchObject({ e1: { kind: 'parked', reason: 'ambiguous' } });
  expect(delivery.bridge.contacts.get('ben')?.firstName).toBe('Ben');
  expect(
    delivery.bridge.calls.some(({ kind }) => kind === 'create' || kind === 'patch'),
  ).toBe(false);
});
