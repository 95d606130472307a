import { describe, expect, test } from 'vitest';
import { keyOf, lifeOf as lifeWith, type Posted } from '../support/provider-stories.ts';

const providers = [
  'mailchimp',
  'stripe',
  'shopify',
  'segment',
  'generic',
  'zoho-workflow',
];
const lifeOf = (steps: (Posted | Posted[])[]) => lifeWith(providers, steps);

const lucia = {
  name: 'Lucía Martín',
  email: 'lucia.martin@example.com',
  cellphone: '+34600111222',
};
const moved = { ...lucia, email: 'lucia.nueva@example.com' };

describe('a changed address at Mailchimp', () => {
  const profile = (type: string, email: string, firedAt: string, more: object = {}) => ({
    source: 'mailchimp',
    body: {
      type,
      fired_at: firedAt,
      data: {
        email,
        merges: { EMAIL: email, FNAME: 'Lucía', LNAME: 'Martín', PHONE: '', ...more },
      },
    },
  });
  const subscribed = profile('subscribe', lucia.email, '2026-01-01 11:59:00', {
    PHONE: '+34 600 111 222',
  });
  const changed = {
    source: 'mailchimp',
    body: {
      type: 'upemail',
      fired_at: '2026-01-01 12:01:00',
      data: { new_id: '51da8c3259', new_email: moved.email, old_email: lucia.email },
    },
  };
  const withPhone = { PHONE: '+34 600 111 222' };

  test('writes the new one to the contact that has the old one', async () => {
    expect(await lifeOf([subscribed, changed])).toEqual({
      contacts: [moved],
      ends: ['delivered', 'delivered'],
    });
  });

  test('finds the contact by the new one where another source was faster', async () => {
    const { contacts } = await lifeOf([
      subscribed,
      {
        source: 'generic',
        body: { event_id: '1', email: moved.email, phone: lucia.cellphone },
      },
      changed,
    ]);

    expect(contacts).toHaveLength(1);
    expect(contacts[0]?.email).toBe(moved.email);
  });

  test.each([
    [
      'together',
      [[changed, profile('profile', moved.email, '2026-01-01 12:01:00', withPhone)]],
    ],
    [
      'after it',
      [
        changed,
        profile('profile', moved.email, '2026-01-01 12:01:00', { FNAME: 'Lucía' }),
      ],
    ],
    [
      'before it, with a number',
      [profile('profile', moved.email, '2026-01-01 12:01:00', withPhone), changed],
    ],
  ])('its profile update %s makes no second contact', async (_, steps) => {
    const { contacts, ends } = await lifeOf([subscribed, ...steps]);

    expect(contacts).toEqual([moved]);
    expect(ends).toEqual(ends.map(() => 'delivered'));
  });

  test('its profile update before it and without a number is parked', async () => {
    expect(
      await lifeOf([
        subscribed,
        profile('profile', moved.email, '2026-01-01 12:01:00'),
        changed,
      ]),
    ).toEqual({ contacts: [moved], ends: ['delivered', 'no-contact', 'delivered'] });
  });
});

describe('customers of Stripe', () => {
  const customer = (
    id: string,
    type: string,
    created: number,
    object: object,
    before?: object,
  ) => ({
    source: 'stripe',
    body: {
      id: `evt_${created}`,
      type,
      created,
      data: {
        object: { id, object: 'customer', ...object },
        ...(before === undefined ? {} : { previous_attributes: before }),
      },
    },
  });
  const first = customer('cus_1', 'customer.created', 1767268700, {
    name: lucia.name,
    email: lucia.email,
    phone: lucia.cellphone,
  });

  test('one person who buys twice is one contact', async () => {
    expect(
      await lifeOf([
        first,
        customer('cus_2', 'customer.created', 1767268800, {
          name: lucia.name,
          email: lucia.email,
          phone: null,
        }),
      ]),
    ).toEqual({ contacts: [lucia], ends: ['delivered', 'delivered'] });
  });

  test('a changed address finds the contact by the one before', async () => {
    expect(
      await lifeOf([
        first,
        customer(
          'cus_1',
          'customer.updated',
          1767268800,
          { name: lucia.name, email: moved.email, phone: null },
          { email: lucia.email },
        ),
      ]),
    ).toEqual({ contacts: [moved], ends: ['delivered', 'delivered'] });
  });

  test('a changed number finds the contact by the one before', async () => {
    const cellphone = '+34600111333';
    const change = (created: number, type: string, phone: string, before?: object) =>
      customer('cus_1', type, created, { name: lucia.name, email: null, phone }, before);

    const { contacts, ends } = await lifeOf([
      change(1767268700, 'customer.created', lucia.cellphone),
      change(1767268800, 'customer.updated', cellphone, { phone: lucia.cellphone }),
    ]);

    expect(contacts).toEqual([{ ...lucia, email: null, cellphone }]);
    expect(ends).toEqual(['delivered', 'delivered']);
  });
});

test('a change in Zoho counts from its receipt, in whichever zone the organization is', async () => {
  const { contacts } = await lifeOf([
    {
      source: 'generic',
      body: {
        event_id: '1',
        time: '2026-01-01T11:59:00Z',
        full_name: 'Old Name',
        email: lucia.email,
        phone: lucia.cellphone,
      },
    },
    {
      source: 'zoho-workflow',
      body: {
        secret: keyOf('zoho-workflow'),
        contact_id: '17',
        first_name: 'Lucía',
        last_name: 'Martín',
        email: lucia.email,
        mobile: lucia.cellphone,
        modified: '2026-01-01 04:01:00', // in Los Angeles
      },
    },
  ]);

  expect(contacts).toEqual([lucia]);
});

describe('two records of a sender that become one', () => {
  const shopify = (topic: string, id: number, body: object) => ({
    source: 'shopify',
    body,
    headers: { 'x-shopify-topic': topic, 'x-shopify-event-id': `${topic}-${id}` },
  });
  const person = {
    first_name: 'Lucía',
    last_name: 'Martín',
    email: lucia.email,
    phone: lucia.cellphone,
  };

  test('at Shopify: the id that is kept leads to the contact', async () => {
    expect(
      await lifeOf([
        shopify('customers/create', 1, {
          id: 8000000000001,
          updated_at: '2026-01-01T12:00:00+00:00',
          ...person,
        }),
        shopify('customers/merge', 2, {
          admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/8000000000002',
          admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/8000000000001',
          admin_graphql_api_job_id: null,
          status: 'completed',
          errors: [],
        }),
        shopify('customers/update', 3, {
          id: 8000000000002,
          updated_at: '2026-01-01T12:02:00+00:00',
          email: moved.email,
        }),
      ]),
    ).toEqual({ contacts: [moved], ends: ['delivered', 'merge', 'delivered'] });
  });

  test('at Segment: an alias makes the new id the one that was known', async () => {
    const call = (messageId: string, timestamp: string, more: object) => ({
      source: 'segment',
      body: { messageId, timestamp, ...more },
    });

    expect(
      await lifeOf([
        call('1', '2026-01-01T12:00:00Z', {
          type: 'identify',
          userId: 'a',
          traits: { name: lucia.name, email: lucia.email, phone: lucia.cellphone },
        }),
        call('2', '2026-01-01T12:01:00Z', {
          type: 'alias',
          previousId: 'a',
          userId: 'b',
        }),
        call('3', '2026-01-01T12:02:00Z', {
          type: 'identify',
          userId: 'b',
          traits: { email: moved.email },
        }),
      ]),
    ).toEqual({ contacts: [moved], ends: ['delivered', 'merge', 'delivered'] });
  });

  test('on a site of your own: merged_ids says which', async () => {
    expect(
      await lifeOf([
        {
          source: 'generic',
          body: { event_id: '1', time: '2026-01-01T12:00:00Z', person_id: 57, ...person },
        },
        {
          source: 'generic',
          body: {
            event_id: '2',
            time: '2026-01-01T12:01:00Z',
            person_id: 42,
            merged_ids: [57, 58],
          },
        },
        {
          source: 'generic',
          body: {
            event_id: '3',
            time: '2026-01-01T12:02:00Z',
            person_id: 42,
            email: moved.email,
          },
        },
      ]),
    ).toEqual({ contacts: [moved], ends: ['delivered', 'merge', 'delivered'] });
  });
});
