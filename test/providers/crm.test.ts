import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runSample } from '../../functions/core/check/run-sample.ts';
import { readEvents } from '../../functions/core/receive/read-events.ts';
import { verifyRequest } from '../../functions/core/verify/verify-request.ts';
import { newSourceFile } from '../../lib/providers/new-source.ts';
import { providerOf, providersDir } from '../../lib/providers/providers.ts';
import { buildSource, receivedAt } from '../support/build-source.ts';
import { judgeRequest } from '../support/prove.ts';

/** The source that a provider suggests. */
function suggested(name: string) {
  const provider = providerOf(name);
  const { provider: _, ...file } = parse(newSourceFile(provider, { workspace: 'main' }));
  return buildSource(file, provider);
}

/** A JSON sample of a provider, with something in it changed. */
function sampleOf(name: string, file: string, change: (body: never) => void = () => {}) {
  const body = JSON.parse(
    readFileSync(join(providersDir, `${name}.samples`, file), 'utf8'),
  );
  change(body as never);
  return body as object;
}

const request = (body: unknown) => ({ body, headers: {}, query: {}, receivedAt });
const summariesOf = async (name: string, body: unknown) =>
  (await runSample(suggested(name), request(body))).summaries;
const idOf = async (name: string, body: unknown) =>
  (await readEvents(suggested(name), request(body), 'pepper')).events[0]?.id;

describe('salesforce-outbound-message', () => {
  const message = (Notification: unknown) => ({
    Envelope: {
      Body: { notifications: { OrganizationId: '00D5g000004XyZaEAK', Notification } },
    },
  });

  test.each([
    ['without an object', { Id: '04l1' }],
    ['with an empty object', { Id: '04l1', sObject: '' }],
    ['with an object that is null', { Id: '04l1', sObject: null }],
    ['with an id that is null', { Id: '04l1', sObject: { Id: null } }],
  ])('a record that is gone, %s, is left out', async (_, notification) => {
    const { summaries } = await runSample(
      suggested('salesforce-outbound-message'),
      request(message(notification)),
    );

    expect(summaries).toEqual([{ ignored: 'filter' }]);
  });

  test('one record under 15 and under 18 characters is one person', async () => {
    const one = { sObject: { Id: '0035g00000AbCdE', FirstName: 'Lucía' } };
    const same = { sObject: { Id: '0035g00000AbCdEAAV', FirstName: 'Lucía' } };
    const other = { sObject: { Id: '0035g00000XyZaB', FirstName: 'John' } };

    const { events } = await readEvents(
      suggested('salesforce-outbound-message'),
      request(
        message([
          { Id: '04l1', ...one },
          { Id: '04l2', ...same },
          { Id: '04l3', ...other },
        ]),
      ),
      'pepper',
    );

    const [first, second, third] = events.map(({ contactKey }) => contactKey);
    expect(first).toBe(second);
    expect(first).not.toBe(third);
  });
});

describe('pipedrive', () => {
  interface Body {
    data: { emails: unknown[]; phones: unknown[] };
    meta: Record<string, unknown>;
  }

  test.each([
    ['a deletion that says it merged into nobody', { merged_to_id: null }],
    ['a merge of deals', { merged_to_id: '7', entity: 'deal' }],
  ])('%s is left out', async (_, meta) => {
    const body = sampleOf('pipedrive', 'person-deleted.json', (event: Body) =>
      Object.assign(event.meta, meta),
    );

    expect(await summariesOf('pipedrive', body)).toEqual([{ ignored: 'filter' }]);
  });

  test('where no number and no address is primary, the first is taken', async () => {
    const body = sampleOf('pipedrive', 'person-changed.json', ({ data }: Body) => {
      data.emails = [{ value: 'a@example.com' }, { value: 'b@example.com' }];
      data.phones = [
        { value: '+34600111222', primary: false },
        { value: '+34600333444', primary: false },
      ];
    });

    expect(await summariesOf('pipedrive', body)).toEqual([
      expect.objectContaining({ email: 'a@example.com', cellphone: '+34600111222' }),
    ]);
  });

  test('a person without number and address keeps those that Bridge has', async () => {
    const body = sampleOf('pipedrive', 'person-changed.json', ({ data }: Body) => {
      data.emails = [];
      data.phones = [];
    });

    expect(await summariesOf('pipedrive', body)).toEqual([
      { firstName: 'Lucía', lastName: 'Martín' },
    ]);
  });
});

describe('what changes with an attempt is not part of the id', () => {
  test.each([
    [
      'pipedrive',
      'person-changed.json',
      (body: { meta: object }) => Object.assign(body.meta, { attempt: 3 }),
    ],
    [
      'pipedrive-v1',
      'person-updated.json',
      (body: object) => Object.assign(body, { retry: 2 }),
    ],
    [
      'monday',
      'name-changed.json',
      (body: { event: object }) => Object.assign(body.event, { isRetry: true }),
    ],
  ])('%s', async (name, file, retry) => {
    const again = sampleOf(name, file, retry);

    expect(again).not.toEqual(sampleOf(name, file));
    expect(await idOf(name, again)).toBe(await idOf(name, sampleOf(name, file)));
  });
});

test('zoho-workflow: a time without a zone is not read, and tells changes apart', async () => {
  const change = { contact_id: '1', mobile: '+34600111222' };
  const at = async (modified: string) => {
    const body = { ...change, modified };
    const { events } = await readEvents(suggested('zoho-workflow'), request(body), 'p');
    return events[0] ?? expect.fail('no event');
  };
  const [first, second] = [
    await at('2026-01-01 09:00:00'),
    await at('2026-01-01 09:01:00'),
  ];

  expect(first.time).toBeUndefined();
  expect(second.id).not.toBe(first.id);
});

test('both ways of HubSpot find a contact in one order', () => {
  const order = ['cellphone', 'email'];

  expect(suggested('hubspot-workflow').contact.match).toEqual(order);
  expect(suggested('hubspot-events').contact.match).toEqual(order);
});

describe('zoho-notification', () => {
  test('records of one notification are events of their own, and a deletion is left out', async () => {
    const body = sampleOf('zoho-notification', 'contacts-updated-with-values.json');
    const { events } = await readEvents(
      suggested('zoho-notification'),
      request(body),
      'pepper',
    );

    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(
      await summariesOf('zoho-notification', { ...body, operation: 'delete' }),
    ).toEqual([{ ignored: 'filter' }, { ignored: 'filter' }]);
  });
});

describe('gohighlevel', () => {
  test.each([
    ['no signature', {}],
    ['N/A as its signature', { 'x-ghl-signature': 'N/A' }],
    ['the older header alone', { 'x-wh-signature': 'AAAA' }],
  ])('a request with %s is refused as unsigned', async (_, headers) => {
    const raw = {
      method: 'POST',
      url: 'https://hooks.example.com/hooks/gohighlevel',
      headers,
      query: {},
      body: Buffer.from('{}'),
    };

    const verdict = await judgeRequest(
      suggested('gohighlevel'),
      raw,
      undefined,
      receivedAt,
    );

    expect(verdict).toBe('401 missing-signature');
  });
});

describe('close', () => {
  test.each([
    ['three days', 3 * 86_400, 'verified'],
    ['more', 3 * 86_400 + 1, 'refused'],
  ])('an attempt after %s with the time of the first', (_, seconds, kind) => {
    const signedAt = Math.floor(receivedAt / 1000);
    const body = Buffer.from('{"event":{}}');
    const key = Buffer.from('fake-key-of-close').toString('hex');
    const signature = createHmac('sha256', Buffer.from(key, 'hex'))
      .update(`${signedAt}${body}`)
      .digest('hex');
    const headers = { 'close-sig-hash': signature, 'close-sig-timestamp': `${signedAt}` };
    const raw = { method: 'POST', url: '', headers, query: {}, body };
    const now = (signedAt + seconds) * 1000;

    expect(verifyRequest(raw, suggested('close').verify, { current: key }, now).kind).toBe(
      kind,
    );
  });

  const close = (more: object, data: object = {}) =>
    sampleOf('close', 'contact-updated.json', ({ event }: { event: { data: object } }) => {
      Object.assign(event, more);
      Object.assign(event.data, data);
    });
  const office = { type: 'office', phone: '+34910000017' };
  const mobile = { type: 'mobile', phone: '+34600111222' };
  const fax = { type: 'fax', phone: '+34910000018' };

  test.each([
    ['the mobile number', [office, mobile], mobile.phone],
    ['else the first that is no fax', [fax, office], office.phone],
  ])('%s is taken', async (_, phones, cellphone) => {
    expect(await summariesOf('close', close({}, { phones }))).toEqual([
      expect.objectContaining({ cellphone }),
    ]);
  });

  test('an event that was updated is another one, and a deletion is left out', async () => {
    const updated = close({ date_updated: '2026-01-01T10:00:09.000000' });
    const deleted = close({ action: 'deleted' });

    expect(await idOf('close', updated)).not.toBe(await idOf('close', close({})));
    expect(await summariesOf('close', deleted)).toEqual([{ ignored: 'filter' }]);
  });
});

describe('monday', () => {
  interface Body {
    event: { columnId: string; columnType: string; value: unknown };
  }

  test.each([
    ['without its country', { phone: '600111222', countryShortName: 'ES' }],
    ['with it', { phone: '34600111222', countryShortName: 'ES' }],
    ['with a plus', { phone: '+34 600 111 222', countryShortName: 'US' }],
  ])('a number %s is read by the country beside it', async (_, value) => {
    const body = sampleOf('monday', 'phone-changed.json', ({ event }: Body) => {
      event.value = value;
    });

    expect(await summariesOf('monday', body)).toEqual([
      expect.objectContaining({ cellphone: '+34600111222' }),
    ]);
  });

  test('the country beside a number goes before the one that a new source is given', () => {
    const file = newSourceFile(providerOf('monday'), {
      workspace: 'main',
      country: 'US',
    });

    expect(parse(file).defaults.country).toBe(
      '$first(event[columnType="phone"].value.countryShortName, "US")',
    );
  });

  test('a column of another type gives the name alone', async () => {
    const body = sampleOf('monday', 'phone-changed.json', ({ event }: Body) => {
      Object.assign(event, { columnType: 'color', value: { label: { text: 'Done' } } });
    });

    expect(await summariesOf('monday', body)).toEqual([
      { firstName: 'Lucía', lastName: 'Martín' },
    ]);
  });
});
