import { describe, expect, test } from 'vitest';
import { runSample } from '../../functions/core/check/run-sample.ts';
import { readEvents } from '../../functions/core/receive/read-events.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { providerOf } from '../../lib/providers/providers.ts';
import { receivedAt } from '../support/build-source.ts';
import { writeProviderConfig } from './provider-config.ts';

async function suggestedBy(provider: string) {
  const { sources } = await readConfiguration(writeProviderConfig([providerOf(provider)]));
  const [{ source } = expect.fail('there is no source')] = sources;
  const request = (body: unknown) => ({ body, headers: {}, query: {}, receivedAt });
  return {
    summariesOf: async (body: unknown) =>
      (await runSample(source, request(body))).summaries,
    async eventOf(body: unknown) {
      const { events } = await readEvents(source, request(body), 'pepper');
      return events[0];
    },
  };
}

describe('an order of WooCommerce', () => {
  const billing = { first_name: 'Lucía', email: 'lucia.martin@example.com', phone: '' };
  const order = {
    id: 727,
    order_key: 'wc_order_58d2d042d1d',
    date_created_gmt: '2026-01-01T08:00:00',
    date_modified_gmt: '2026-01-01T09:30:00',
    billing,
  };

  test('is of its customer, and of a guest by the address alone', async () => {
    const { eventOf } = await suggestedBy('woocommerce');
    const ofCustomer = await eventOf({ ...order, customer_id: 25 });
    const customer = await eventOf({ id: 25, email: billing.email, billing });
    const ofGuest = await eventOf({ ...order, customer_id: 0 });
    const ofOtherGuest = await eventOf({ ...order, id: 728, customer_id: 0 });

    expect(ofCustomer?.contactKey).toBe(customer?.contactKey);
    expect(ofGuest?.contactKey).not.toBe(customer?.contactKey);
    expect(ofGuest?.contactKey).toBe(ofOtherGuest?.contactKey);
  });

  test('has the time when it was placed, so a late change of it overwrites nothing', async () => {
    const { eventOf } = await suggestedBy('woocommerce');

    expect((await eventOf({ ...order, customer_id: 25 }))?.time).toBe(
      Date.UTC(2026, 0, 1, 8),
    );
    expect((await eventOf({ ...order, order_key: undefined }))?.time).toBe(
      Date.UTC(2026, 0, 1, 9, 30),
    );
  });

  test('has no phone number and no name where the fields are empty', async () => {
    const { summariesOf } = await suggestedBy('woocommerce');

    expect(
      await summariesOf({ id: 25, first_name: '', email: billing.email, billing }),
    ).toEqual([{ firstName: 'Lucía', email: billing.email }]);
  });
});

test('of the addresses of a user of Clerk the primary one counts, or none', async () => {
  const { summariesOf } = await suggestedBy('clerk');
  const user = (primary: string | null) => ({
    type: 'user.updated',
    data: {
      id: 'user_1',
      first_name: 'Lucía',
      primary_email_address_id: primary,
      email_addresses: [
        { id: 'idn_1', email_address: 'old@example.com' },
        { id: 'idn_2', email_address: 'lucia.martin@example.com' },
      ],
      primary_phone_number_id: null,
      phone_numbers: [{ id: 'idn_3', phone_number: '+34600111222' }],
    },
  });

  expect(await summariesOf(user('idn_2'))).toEqual([
    { firstName: 'Lucía', email: 'lucia.martin@example.com' },
  ]);
  expect(await summariesOf(user(null))).toEqual([{ firstName: 'Lucía' }]);
});

test.each([
  ['the address itself', 'lucia.martin@example.com', {}],
  ['null', null, {}],
  ['a name', 'Lucía Martín', { firstName: 'Lucía', lastName: 'Martín' }],
])('where the name of a user of Auth0 is %s, that is seen', async (_, name, expected) => {
  const { summariesOf } = await suggestedBy('auth0');
  const email = 'lucia.martin@example.com';
  const object = { user_id: 'auth0|1', email, name };

  expect(
    await summariesOf({ type: 'user.created', id: 'evt_1', data: { object } }),
  ).toEqual([{ ...expected, email }]);
});

test('an invitee of Calendly who was asked for one name has it divided', async () => {
  const { summariesOf } = await suggestedBy('calendly');
  const payload = { uri: 'u', name: 'Lucía Martín', first_name: null, last_name: null };

  expect(
    await summariesOf({
      event: 'invitee.created',
      payload: { ...payload, email: 'lucia.martin@example.com' },
    }),
  ).toEqual([
    { firstName: 'Lucía', lastName: 'Martín', email: 'lucia.martin@example.com' },
  ]);
});

test('the events of a batch of Kit are each known by their own id', async () => {
  const { summariesOf } = await suggestedBy('kit');
  const event = (id: string, type: string) => ({
    id,
    type,
    created: '2026-01-01T09:00:00Z',
    data: { subscriber: { id: 1, first_name: id, email_address: `${id}@example.com` } },
  });

  expect(
    await summariesOf({
      delivery_id: 1,
      events: [
        event('ana', 'subscriber.created'),
        event('eva', 'subscriber.unsubscribed'),
        event('zoe', 'subscriber.moved'),
      ],
    }),
  ).toEqual([
    { firstName: 'ana', email: 'ana@example.com' },
    { ignored: 'filter' },
    { ignored: 'unknown-type', detail: 'subscriber.moved' },
  ]);
});
