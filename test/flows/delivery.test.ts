import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, sampleBody, startFlow } from '../support/flow.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const configDir = join(root, 'config');

test('the three shipped samples each become the right request, once, though sent three times (G3)', async () => {
  const flow = await startFlow({ configDir });
  flow.bridge.putAttributes([
    { id: 'a-source', category: 'OPEN', keyName: 'Lead source' },
    {
      id: 'a-interests',
      category: 'CLOSED',
      keyName: 'Interests',
      closedAttributesValues: [
        { id: 'o1', value: 'Product news' },
        { id: 'o2', value: 'Events' },
      ],
    },
    { id: 'a-record', category: 'OPEN', keyName: 'HubSpot record' },
  ]);
  flow.bridge.putContact(bridgeId, { firstName: 'Before' });
  flow.bridge.putContact('0b6a1c4a-2b1e-4e63-8f3e-0f9d1a2a1234', {
    email: 'NURIA.vidal@example.com',
  });

  for (const time of [1, 2, 3]) {
    const answers = [
      await flow.deliver({
        source: 'typeform-signup',
        body: sampleBody('typeform-signup', 'every-question.json'),
      }),
      await flow.deliver({
        source: 'hubspot-workflow',
        body: sampleBody('hubspot-workflow', 'phone-emptied.json'),
      }),
      await flow.deliver({
        source: 'website-form',
        body: sampleBody('website-form', 'contact-updated.json'),
        id: 'msg_1',
      }),
    ];
    expect(
      answers.map(({ status }) => status),
      `time ${time}`,
    ).toEqual([200, 200, 200]);
    expect(await answers[0]?.json()).toEqual({
      accepted: 1,
      ignored: 0,
      requestId: expect.any(String),
    });
    flow.clock.advanceTo(flow.clock.now() + 6 * 60_000);
  }

  const [typeform, hubspot, website, ...more] = flow.patches();
  expect(more).toEqual([]);
  expect(typeform?.body).toEqual({
    firstName: 'John',
    lastName: 'Doe',
    email: 'john.doe@example.com',
    languageCode: 'EN',
    cellphone: '+14084029292',
    ownerIdentifier: { identifier: 'rep@example.com', identifierType: 'EMAIL' },
    customAttributes: {
      openAttributes: [{ customAttributeId: 'a-source', content: 'Typeform lT4Z3j' }],
      closedAttributes: [
        { customAttributeId: 'a-interests', closedCustomAttributeIds: ['o1', 'o2'] },
      ],
    },
  });
  expect(hubspot).toEqual({
    id: bridgeId,
    status: 200,
    body: {
      firstName: 'Marta',
      lastName: 'Ruiz',
      email: 'marta.ruiz@example.com',
      languageCode: 'ES',
      cellphone: null,
      customAttributes: {
        openAttributes: [{ customAttributeId: 'a-record', content: '1246965' }],
        closedAttributes: [],
      },
    },
  });
  expect(website?.body).toEqual({
    firstName: 'Nuria',
    lastName: 'Vidal',
    email: 'nuria.vidal@example.com',
    cellphone: '+34600555666',
  });
});

test('a form body with a secret in the URL becomes a patch of the one contact that has the email', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(bridgeId, { email: 'ada@example.com' });
  flow.bridge.putContact('0b6a1c4a-2b1e-4e63-8f3e-0f9d1a2a1234', {
    email: 'not-ada@example.com.es',
  });

  const answer = await flow.deliver({
    source: 'plain-form',
    body: 'fields[name]=Ada+Canaria+Ruiz&fields[email]=+Ada%40Example.com',
  });

  expect(answer.status).toBe(200);
  expect(flow.patches()).toEqual([
    {
      id: bridgeId,
      status: 200,
      body: { firstName: 'Ada', lastName: 'Canaria Ruiz', email: 'ada@example.com' },
    },
  ]);
});

test('somebody unknown is created by phone, with the defaults, and is found the next time', async () => {
  const flow = await startFlow();

  await flow.deliver({
    source: 'crm',
    id: 'msg_1',
    body: {
      timestamp: '2026-01-01T11:00:00Z',
      data: { phone: '600 111 222', first: 'Ada' },
    },
  });
  await flow.deliver({
    source: 'crm',
    id: 'msg_2',
    body: {
      timestamp: '2026-01-01T11:01:00Z',
      data: { phone: '+34600111222', first: 'Ada B' },
    },
  });

  const contacts = flow.bridge.contacts();
  expect(contacts).toMatchObject([
    { cellphone: '+34600111222', firstName: 'Ada B', languageCode: 'ES' },
  ]);
  expect(flow.patches().map(({ body }) => body)).toEqual([
    { firstName: 'Ada', cellphone: '+34600111222', languageCode: 'ES' },
    { firstName: 'Ada B', cellphone: '+34600111222' },
  ]);
});

test('an attribute keeps the others that a contact has, whether Bridge merges lists or replaces them', async () => {
  for (const attributeList of ['merges', 'replaces'] as const) {
    const flow = await startFlow({ attributeList });
    flow.bridge.putAttributes([
      { id: 'a-plan', category: 'OPEN', keyName: 'Plan' },
      { id: 'a-other', category: 'OPEN', keyName: 'Other' },
      {
        id: 'a-interests',
        category: 'CLOSED',
        keyName: 'Interests',
        closedAttributesValues: [{ id: 'o1', value: 'News' }],
      },
    ]);
    flow.bridge.putContact(bridgeId, {
      customAttributes: [
        { key: 'Other', values: ['kept'] },
        { key: 'Interests', values: ['News'] },
      ],
    });

    await flow.deliver({
      source: 'crm',
      id: 'msg_1',
      body: { data: { bridgeId, plan: 'Gold' } },
    });

    const [contact] = flow.bridge.contacts();
    expect(
      Object.fromEntries(
        (contact?.customAttributes ?? []).map(({ key, values }) => [key, values]),
      ),
    ).toEqual({
      Other: ['kept'],
      Interests: ['News'],
      Plan: ['Gold'],
    });
  }
});

test('an owner who is there is not replaced where the map says overwrite: false', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(bridgeId, { ownerId: 'somebody@example.com' });

  await flow.deliver({
    source: 'crm',
    id: 'msg_1',
    body: { data: { bridgeId, owner: 'rep@example.com', first: 'Ada' } },
  });
  await flow.deliver({
    source: 'crm',
    id: 'msg_2',
    body: { data: { bridgeId, owner: 'rep@example.com' } },
  });

  expect(flow.patches().map(({ body }) => body)).toEqual([{ firstName: 'Ada' }]);
  expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual([
    'delivered',
    'unchanged',
  ]);
});

test('the small events of one request become one patch, in the order of their times', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(bridgeId, {});
  const change = (id: string, at: number, name: string, value: string) => ({
    kind: 'changed',
    id,
    at: 1767261600000 + at,
    bridgeId,
    name,
    value,
  });

  const answer = await flow.deliver({
    source: 'pack',
    id: 'msg_1',
    body: {
      events: [
        change('e3', 3, 'first', 'newest'),
        change('e1', 1, 'first', 'oldest'),
        { kind: 'viewed', id: 'e9' },
        change('e2', 2, 'last', 'Canaria'),
      ],
    },
  });

  expect(await answer.json()).toMatchObject({ accepted: 3, ignored: 1 });
  expect(flow.patches()).toEqual([
    { id: bridgeId, status: 200, body: { firstName: 'newest', lastName: 'Canaria' } },
  ]);
  expect(flow.outcomes().map(({ outcome, sent }) => [outcome, sent])).toEqual([
    ['delivered', 'firstName'],
    ['stale', undefined],
    ['delivered', 'lastName'],
  ]);
});
