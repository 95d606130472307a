import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BothWays, startBothWays } from './both-ways.ts';

const contact = { externalId: 'objectId', match: ['cellphone'], ifNotFound: 'create' };
const sources = {
  hubspot: {
    provider: 'hubspot-events',
    system: 'hubspot-33',
    contact,
    defaults: { country: 'ES' },
    map: { firstName: 'properties.firstname', cellphone: 'properties.mobilephone' },
  },
  typeform: { provider: 'typeform', map: { firstName: 'first' } },
  shop: {
    events: {
      split: '$',
      filter: 'type = "customer.updated"',
      type: 'type',
      knownTypes: ['customer.updated', 'order.created'],
    },
    map: { firstName: 'first' },
  },
  silent: { events: { split: '$', filter: 'type = "a"' }, map: { firstName: 'first' } },
};

let ways: BothWays;
beforeAll(async () => {
  ways = await startBothWays(sources);
});
afterAll(() => ways.stop());

/** What the deployed functions made of it, after seeing that `preview` says the same. */
async function told(source: string, body: unknown) {
  const { live, preview, summaries } = await ways.tell({
    source,
    body: JSON.stringify(body),
  });
  expect(preview).toEqual(live);
  return { ...live, summaries };
}

const change = {
  eventId: 9,
  subscriptionId: 11,
  portalId: 33,
  appId: 1,
  occurredAt: 1767261600000,
  attemptNumber: 0,
  subscriptionType: 'object.propertyChange',
  objectTypeId: '0-1',
  objectId: 501,
  propertyName: 'mobilephone',
  propertyValue: '600 111 222',
};

describe('HubSpot', () => {
  test('a generic event of a contact is delivered, and one of a company is kept out', async () => {
    const company = { ...change, objectTypeId: '0-2', propertyValue: '600 999 999' };

    expect(await told('hubspot', [company, change])).toMatchObject({
      events: [{ time: '2026-01-01T10:00:00.000Z' }],
      leftOut: 1,
      unknownTypes: { count: 0, types: [] },
      written: { cellphone: '+34600111222' },
    });
  });

  test('what it may send one day is counted, with its name', async () => {
    const types = ['object.propertyChanged', 'contact.archive', 'contact.creation'];
    const events = types.map((subscriptionType) => ({ ...change, subscriptionType }));

    expect(await told('hubspot', events)).toMatchObject({
      leftOut: 3,
      unknownTypes: { count: 2, types: ['object.propertyChanged', 'contact.archive'] },
    });
  });
});

test('Typeform: a partial response is known, and something else is counted', async () => {
  const known = await told('typeform', { event_type: 'form_response_partial' });
  const unknown = await told('typeform', { event_type: 'form_response_v2' });

  expect(known).toMatchObject({ leftOut: 1, unknownTypes: { count: 0 } });
  expect(unknown).toMatchObject({
    leftOut: 1,
    unknownTypes: { types: ['form_response_v2'] },
  });
});

describe('a source that says which types there are', () => {
  test('counts others', async () => {
    expect(
      await told('shop', [
        { type: 'customer.updated', first: 'Ana' },
        { type: 'order.created' },
        { type: 'customer.merged' },
      ]),
    ).toMatchObject({
      leftOut: 2,
      unknownTypes: { count: 1, types: ['customer.merged'] },
      written: { firstName: 'Ana' },
    });
  });

  test('G10: counts what is no name, and does not show it', async () => {
    const types = ['ana@example.com', '+34 600 111 222', { a: 1 }, undefined];
    const body = types.map((type) => ({ type }));

    expect(await told('shop', body)).toMatchObject({
      leftOut: 4,
      unknownTypes: { count: 4, types: [] },
    });
  });
});

test('a source that does not say it only counts what its filter leaves out', async () => {
  expect(await told('silent', [{ type: 'b' }])).toMatchObject({
    leftOut: 1,
    unknownTypes: { count: 0 },
  });
});
