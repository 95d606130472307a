import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runSample } from '../../functions/core/check/run-sample.ts';
import { readEvents } from '../../functions/core/receive/read-events.ts';
import { verifyRequest } from '../../functions/core/verify/verify-request.ts';
import { suggestedSource } from '../support/provider-source.ts';

const fixtures = new URL('../fixtures/providers/', import.meta.url);
const payload = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`payloads/${name}`, fixtures), 'utf8'));

const request = (body: unknown, headers: Record<string, string> = {}) => ({
  body,
  headers,
  query: {},
  receivedAt: Date.UTC(2026, 0, 1, 11),
});
const summaryOf = async (
  provider: string,
  body: unknown,
  headers?: Record<string, string>,
) => {
  const run = await runSample(suggestedSource(provider), request(body, headers));
  return run.summaries[0];
};
const idOf = async (provider: string, body: unknown, headers?: Record<string, string>) => {
  const { events } = await readEvents(
    suggestedSource(provider),
    request(body, headers),
    'pepper',
  );
  return events[0]?.id;
};

describe('activecampaign', () => {
  const contact = { id: '27760', email: 'lucia.martin@example.com' };

  test('takes new and changed contacts, and nothing that is about messages and deals', async () => {
    const of = (type: string) => summaryOf('activecampaign', { type, contact });

    expect(await of('subscribe')).toEqual({ email: contact.email });
    expect(await of('update')).toEqual({ email: contact.email });
    expect(await of('unsubscribe')).toEqual({ ignored: 'filter' });
    expect(await of('deal_update')).toEqual({ ignored: 'filter' });
    expect(await of('contact_deleted')).toEqual({
      ignored: 'unknown-type',
      detail: 'contact_deleted',
    });
  });

  test('one contact has one id in both dialects', async () => {
    const keys = await Promise.all(
      ['activecampaign', 'activecampaign-automation'].map(async (provider) => {
        const source = suggestedSource(provider);
        const { events } = await readEvents(
          source,
          request({ type: 'update', contact }),
          'pepper',
        );
        return { system: source.system, key: events[0]?.contactKey };
      }),
    );

    expect(keys[0]).toEqual(keys[1]);
  });
});

describe('intercom', () => {
  const updated = payload('intercom-contact.user.updated.json');

  test.each([
    'contact.user.created',
    'contact.lead.updated',
    'contact.lead.added_email',
    'contact.email.updated',
  ])('takes %s', async (topic) => {
    expect(await summaryOf('intercom', { ...updated, topic })).toMatchObject({
      email: 'lucia.martin@example.com',
    });
  });

  test.each(['ping', 'contact.deleted', 'contact.user.tag.created', 'contact.merged'])(
    'leaves out %s',
    async (topic) => {
      expect(await summaryOf('intercom', { ...updated, topic })).toEqual({
        ignored: 'filter',
      });
    },
  );

  test('G3: what changes with each attempt does not make another event', async () => {
    const { id: _, ...withoutId } = updated;
    const again = { delivery_attempts: 2, delivery_status: 'retried', delivered_at: 7 };

    expect(await idOf('intercom', { ...updated, ...again })).toBe(
      await idOf('intercom', updated),
    );
    expect(await idOf('intercom', { ...withoutId, ...again })).toBe(
      await idOf('intercom', withoutId),
    );
  });
});

describe('zendesk', () => {
  const created = payload('zendesk-user.created.json');
  const withType = (type: string, role = 'end-user') => ({
    ...created,
    type,
    detail: { ...(created.detail as object), role },
  });

  test.each([
    'zen:event-type:user.created',
    'zen:event-type:user.identity_changed',
    'zen:event-type/user.identity_changed',
    'zen:event-type/user.identity_created',
  ])('takes %s', async (type) => {
    expect(await summaryOf('zendesk', withType(type))).toEqual({
      email: 'lucia.martin@example.com',
    });
  });

  test.each([
    ['a changed name', 'user.name_changed', { firstName: 'Lucía', lastName: 'Martín' }],
    ['another change', 'user.identity_changed', {}],
  ])('%s says the name, or does not', async (_, type, expected) => {
    const event = { current: 'Lucía Martín', previous: 'Lucía' };
    const body = { ...withType(`zen:event-type:${type}`), event };

    expect(await summaryOf('zendesk', body)).toEqual({
      email: 'lucia.martin@example.com',
      ...expected,
    });
  });

  test('agents are no contacts', async () => {
    for (const role of ['agent', 'admin'])
      expect(
        await summaryOf('zendesk', withType('zen:event-type:user.created', role)),
      ).toEqual({ ignored: 'filter' });
  });

  test('what says nothing of an address is left out, and a new type is shown', async () => {
    for (const type of [
      'zen:event-type/user.merged',
      'zen:event-type:user.merged',
      'zen:event-type:user.deleted',
    ])
      expect(await summaryOf('zendesk', withType(type))).toEqual({ ignored: 'filter' });
    expect(await summaryOf('zendesk', withType('zen:event-type:user.archived'))).toEqual({
      ignored: 'unknown-type',
      detail: 'user.archived',
    });
  });
});

describe('segment', () => {
  interface Vector {
    id: string;
    secret: string;
    headers: Record<string, string>;
  }
  const { vectors } = JSON.parse(
    readFileSync(new URL('signature-vectors.json', fixtures), 'utf8'),
  ) as { vectors: Vector[] };

  test.each([
    { vector: 'derived-segment-single', file: 'segment-identify.json', kind: 'verified' },
    {
      vector: 'derived-segment-batch-first-element',
      file: 'segment-identify.batch.json',
      kind: 'refused',
    },
  ])('G8: $file is $kind', ({ vector, file, kind }) => {
    const found = vectors.find(({ id }) => id === vector);
    const headers = Object.fromEntries(
      Object.entries(found?.headers ?? {}).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ]),
    );
    const body = readFileSync(new URL(`payloads/${file}`, fixtures));

    expect(headers['x-signature']).toMatch(/^[0-9a-f]{40}$/);
    expect(
      verifyRequest(
        { method: 'POST', url: '', headers, query: {}, body },
        suggestedSource('segment').verify,
        { current: found?.secret ?? '' },
        Date.UTC(2026, 0, 1, 10),
      ).kind,
    ).toBe(kind);
  });

  test('somebody anonymous is found by address, not by an id', async () => {
    const { userId: _, ...anonymous } = payload('segment-identify.json');
    const whole = await idOf('segment', anonymous);

    expect(whole).toBeDefined();
    expect(await summaryOf('segment', { ...anonymous, userId: null })).toMatchObject({
      email: 'lucia.martin@example.com',
    });
    expect(
      await summaryOf('segment', { ...anonymous, traits: { firstName: 'Lucía' } }),
    ).toEqual({
      parked: 'no-contact',
    });
  });

  test.each(['track', 'page', 'group', 'delete'])('leaves out %s', async (type) => {
    expect(
      await summaryOf('segment', { ...payload('segment-identify.json'), type }),
    ).toEqual({ ignored: 'filter' });
  });
});

describe('shopify', () => {
  const customer = {
    ...payload('shopify-customers.update.json'),
    id: '706405506930370084', // an integer beyond 2^53 is read as a text
  };
  const headers = (topic: string, more: Record<string, string> = {}) => ({
    'x-shopify-topic': topic,
    'x-shopify-event-id': '98880550',
    'x-shopify-webhook-id': 'b54557e4',
    ...more,
  });

  test.each(['customers/create', 'customers/update'])('takes %s', async (topic) => {
    expect(await summaryOf('shopify', customer, headers(topic))).toMatchObject({
      email: 'lucia.martin@example.com',
    });
  });

  test('leaves out other topics, and shows what it does not know', async () => {
    expect(await summaryOf('shopify', customer, headers('customers/delete'))).toEqual({
      ignored: 'filter',
    });
    expect(await summaryOf('shopify', customer, headers('orders/create'))).toEqual({
      ignored: 'unknown-type',
      detail: 'orders.create',
    });
    expect(await summaryOf('shopify', customer)).toEqual({ ignored: 'unknown-type' });
  });

  test('only a merge that took place is one', async () => {
    const merge = {
      admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/706405506930370084',
      admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/706405506930370085',
    };
    const of = (status?: string) =>
      summaryOf('shopify', { ...merge, status }, headers('customers/merge'));

    for (const status of ['completed', 'COMPLETED', 'succeeded', undefined])
      expect(await of(status)).toEqual({ ignored: 'merge' });
    for (const status of ['failed', 'in_progress', 'IN_PROGRESS', 'requested'])
      expect(await of(status)).toEqual({ ignored: 'filter' });
    expect(
      await summaryOf('shopify', { status: 'completed' }, headers('customers/merge')),
    ).toEqual({ ignored: 'filter' });
  });

  test('G3: webhooks of one event are one, and its topics are two', async () => {
    const first = await idOf('shopify', customer, headers('customers/create'));

    expect(
      await idOf(
        'shopify',
        customer,
        headers('customers/create', { 'x-shopify-webhook-id': 'other' }),
      ),
    ).toBe(first);
    expect(await idOf('shopify', customer, headers('customers/update'))).not.toBe(first);
    expect(
      await idOf(
        'shopify',
        customer,
        headers('customers/create', { 'x-shopify-event-id': 'other' }),
      ),
    ).not.toBe(first);
  });

  test('G3: where no event has an id, two changes are two, and a repetition is none', async () => {
    const only = {
      'x-shopify-topic': 'customers/update',
      'x-shopify-webhook-id': 'b54557e4',
    };
    const later = { ...customer, updated_at: '2026-01-01T11:05:00+01:00' };

    expect(await idOf('shopify', later, only)).not.toBe(
      await idOf('shopify', customer, only),
    );
    expect(await idOf('shopify', later, only)).toBe(await idOf('shopify', later, only));
  });
});

describe('a number without a country is read by the country beside it', () => {
  const email = 'lucia.martin@example.com';
  const person = { id: '1', email };

  test.each([
    [
      'shopify',
      { ...person, default_address: { phone: '600111222', country_code: 'ES' } },
      { 'x-shopify-topic': 'customers/update' },
    ],
    [
      'gohighlevel',
      { ...person, type: 'ContactUpdate', phone: '600111222', country: 'ES' },
      {},
    ],
    ['woocommerce', { ...person, billing: { phone: '600111222', country: 'ES' } }, {}],
  ])('by %s', async (name, body, headers) => {
    expect(await summaryOf(name, body, headers)).toEqual({
      email,
      cellphone: '+34600111222',
    });
  });
});

test('standard-webhooks: a person is known by the id that the sender has', async () => {
  const read = async (id: string, email: string) => {
    const source = suggestedSource('standard-webhooks');
    const body = { type: 'contact.updated', data: { id, email } };
    return (await readEvents(source, request(body), 'pepper')).events[0]?.contactKey;
  };

  expect(await read('1', 'a@example.com')).toBe(await read('1', 'b@example.com'));
  expect(await read('1', 'a@example.com')).not.toBe(await read('2', 'a@example.com'));
});
