import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../functions/core/expression.ts';
import { readEvents } from '../../../../functions/core/receive/read-events.ts';
import { readRequest } from '../../../../functions/core/receive/read-request.ts';
import { scopeOf, transformed } from '../../../../functions/core/scope.ts';
import { parseJsonBody } from '../../../../functions/edges/parse-json-body.ts';
import {
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';

const folder = new URL('../../../fixtures/providers/payloads/', import.meta.url);
const jotform = 'multipart/form-data; boundary=------------------------a1b2c3d4e5f60718';
const form = 'application/x-www-form-urlencoded';

/** What a body gives: an expression of each event, its time, and what its id is of. */
interface Row {
  file: string;
  type?: string;
  headers?: Record<string, string>;
  source: SourceInput;
  see: string;
  events: unknown[];
  times?: string[];
  idFrom?: 'content';
}

const rows: Row[] = [
  {
    file: 'salesforce-outbound-message.contact.xml',
    type: 'text/xml; charset=utf-8',
    source: {
      body: 'xml',
      events: {
        split: 'Envelope.Body.notifications.Notification',
        id: ['$request.Envelope.Body.notifications.OrganizationId', 'Id'],
        time: 'sObject.LastModifiedDate',
      },
    },
    see: '[sObject.FirstName, sObject.LastName, sObject.MobilePhone, $eventCount]',
    events: [
      ['Lucía', 'Martín & Co', '+34 600 111 222', 2],
      ['John', 'Doe', null, 2],
    ],
    times: ['2026-01-01T10:00:00.000Z', '2026-01-01T10:00:01.000Z'],
  },
  {
    file: 'jotform-submission.txt',
    type: jotform,
    source: {
      body: { kind: 'multipart', json: ['rawRequest'] },
      events: { id: ['formID', 'submissionID'], time: '$number(rawRequest.buildDate)' },
    },
    see: '[rawRequest.q3_name.first, rawRequest.q4_email, rawRequest.q5_phoneNumber.full]',
    events: [['Lucía', 'lucia.martin@example.com', '+34 600 111 222']],
    times: ['2026-01-01T09:58:20.000Z'],
  },
  {
    file: 'wufoo-entry.txt',
    type: form,
    source: {
      body: { kind: 'form', json: ['FieldStructure', 'FormStructure'] },
      events: {
        id: ['FormStructure.Hash', 'EntryId'],
        time: 'DateCreated',
        timeZone: 'America/New_York',
        transform:
          '$merge([$, FieldStructure.Fields.{Title: $lookup($$, ID)}, {"form": FormStructure.Name}])',
      },
    },
    see: '[Nombre, Email, Phone, form]',
    events: [['Lucía', 'lucia.martin@example.com', '34600111222', 'Contact']],
    times: ['2026-01-01T15:00:00.000Z'],
  },
  {
    file: 'activecampaign-webhook.update.txt',
    type: form,
    source: { body: 'form', events: { time: 'date_time', filter: 'type = "update"' } },
    see: '[contact.email, contact.phone, contact.fields.`1`]',
    events: [['lucia.martin@example.com', '+34 600 11 12 22', 'ES']],
    times: ['2026-01-01T10:00:00.000Z'],
    idFrom: 'content',
  },
  {
    file: 'activecampaign-automation.txt',
    type: form,
    source: { body: 'form' },
    see: '[contact.email, contact.fields.preferred_language]',
    events: [['lucia.martin@example.com', 'ES']],
    idFrom: 'content',
  },
  {
    file: 'mailchimp-profile.txt',
    type: form,
    source: { body: 'form', events: { time: 'fired_at' } },
    see: '[data.merges.FNAME, data.merges.PHONE]',
    events: [['Lucía', '+34 600 111 222']],
    times: ['2026-01-01T10:00:00.000Z'],
    idFrom: 'content',
  },
  {
    file: 'mailchimp-upemail.txt',
    type: form,
    source: { body: 'form', events: { time: 'fired_at', filter: 'type = "upemail"' } },
    see: '[data.old_email, data.new_email]',
    events: [['lucia.martin@example.com', 'lucia.nueva@example.com']],
    idFrom: 'content',
  },
  {
    file: 'elementor-form.simple.txt',
    type: form,
    source: { body: 'form' },
    see: '[Nombre, `Móvil`]',
    events: [['Lucía', '+34 600 111 222']],
    idFrom: 'content',
  },
  {
    file: 'elementor-form.advanced.txt',
    type: form,
    source: { body: 'form', events: { except: ['meta.time', 'meta.remote_ip'] } },
    see: '[fields.name.value, fields.field_1a2b.value, fields.*[type="email"].value]',
    events: [['Lucía', '+34 600 111 222', 'lucia.martin@example.com']],
    idFrom: 'content',
  },
  {
    file: 'zoho-workflow-webhook.contact.txt',
    type: form,
    source: { body: 'form', events: { time: 'modified', timeZone: 'Europe/Madrid' } },
    see: '[contact_id, first_name, owner]',
    events: [['5725767000003000064', 'Lucía', 'Ana Gómez']],
    times: ['2026-01-01T09:00:00.000Z'],
    idFrom: 'content',
  },
  {
    file: 'zoho-notification.Contacts.update.json',
    source: {
      events: {
        split: 'ids',
        id: ['$request.channel_id', '$request.server_time', '$'],
        time: '$request.server_time',
      },
    },
    see: '[$, $eventCount, $count($request.ids)]',
    events: [
      ['5725767000003000064', 2, 1],
      ['5725767000003000065', 2, 1],
    ],
  },
  {
    file: 'meta-leadgen.json',
    source: {
      events: {
        split: 'entry[].changes[]',
        id: ['$request.entry.id', 'value.leadgen_id'],
        time: 'value.created_time',
      },
    },
    see: '[value.leadgen_id, $request.entry.id, $eventCount]',
    events: [
      ['1459076748710713', '134587', 3],
      ['1459076748710714', '134587', 3],
      ['1459076748710715', '112464600187557', 3],
    ],
    times: [
      '2026-01-01T10:00:00.000Z',
      '2026-01-01T10:00:01.000Z',
      '2026-01-01T10:00:02.000Z',
    ],
  },
  {
    file: 'segment-identify.batch.json',
    source: { events: { split: '$', id: ['messageId'], time: 'timestamp' } },
    see: '[userId, traits.email]',
    events: [
      ['97980cfea0067', 'lucia.martin@example.com'],
      ['u2', 'john.doe@example.com'],
    ],
    times: ['2026-01-01T10:00:00.500Z', '2026-01-01T10:00:00.500Z'],
  },
  {
    file: 'hubspot-contact.propertyChange.json',
    source: {
      events: {
        split: '$',
        id: ['portalId', 'appId', 'subscriptionId', 'objectId', 'eventId', 'occurredAt'],
        time: 'occurredAt',
        filter: 'subscriptionType = "contact.propertyChange"',
      },
    },
    see: '$exists(objectId)',
    events: [true, true, true],
  },
  {
    file: 'shopify-customers.update.json',
    headers: {
      'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
      'x-shopify-triggered-at': '2026-01-01T10:00:00.123456789Z',
    },
    source: {
      events: {
        id: ['$headers.`x-shopify-event-id`'],
        time: '$headers.`x-shopify-triggered-at`',
      },
    },
    see: '[first_name, email]',
    events: [['Lucía', 'lucia.martin@example.com']],
    times: ['2026-01-01T10:00:00.123Z'],
  },
  {
    file: 'pipedrive-v2.change.person.json',
    source: { events: { id: ['meta.id'], time: 'meta.timestamp' } },
    see: 'meta.action',
    events: ['change'],
  },
  {
    file: 'google-ads-lead.json',
    source: {
      events: { id: ['lead_id'], transform: 'user_column_data{column_id: string_value}' },
    },
    see: 'EMAIL',
    events: ['lucia.martin@example.com'],
  },
  {
    file: 'gravityforms-entry.json',
    source: { events: { id: ['form_id', 'id'], time: 'date_created' } },
    see: '`1.3`',
    events: ['Lucía'],
  },
];

async function read({ file, type = 'application/json', headers = {}, source }: Row) {
  const body = readFileSync(new URL(file, folder));
  const own = buildSource(source);
  const raw = { url: '', headers: { 'content-type': type, ...headers }, query: {}, body };
  const { parsed } = await readRequest(own, raw, receivedAt + 3_600_000, parseJsonBody);
  const { events } = await readEvents(own, parsed, 'pepper');
  return { own, parsed, events };
}

describe('the bodies of senders, as on the wire', () => {
  test.each(rows)('$file', async (row) => {
    const { own, parsed, events } = await read(row);
    const seen = await Promise.all(
      events.map(async (event) => {
        const inner = await transformed(own, scopeOf(own, parsed, event));
        return inner.ok ? await evaluate(row.see, inner.scope) : inner;
      }),
    );

    expect(events.map(({ unreadable }) => unreadable)).toEqual(
      events.map(() => undefined),
    );
    expect(JSON.parse(JSON.stringify(seen))).toEqual(
      row.events.map((value) => ({ ok: true, value })),
    );
    expect(new Set(events.map(({ idFrom }) => idFrom))).toEqual(
      new Set([row.idFrom ?? 'sender']),
    );
    if (row.times !== undefined)
      expect(events.map(({ time }) => new Date(time ?? 0).toISOString())).toEqual(
        row.times,
      );
  });
});

describe('one notification of SOAP is one event, several are several', () => {
  const envelope = (inner: string) =>
    `<e:Envelope xmlns:e="x"><e:Body><n>${inner}</n></e:Body></e:Envelope>`;
  const source = buildSource({
    body: 'xml',
    events: { split: 'Envelope.Body.n.Notification', id: ['Id'] },
  });
  const eventsOf = async (inner: string) => {
    const body = Buffer.from(envelope(inner));
    const raw = { url: '', headers: { 'content-type': 'text/xml' }, query: {}, body };
    const { parsed } = await readRequest(source, raw, receivedAt, parseJsonBody);
    return (await readEvents(source, parsed, 'pepper')).events;
  };
  const one = '<Notification><Id>1</Id></Notification>';
  const other = '<Notification><Id>2</Id></Notification>';

  test('and the same event either way', async () => {
    const [alone] = await eventsOf(one);
    const both = await eventsOf(one + other);

    expect(both.map(({ body }) => body)).toEqual([{ Id: '1' }, { Id: '2' }]);
    expect(alone).toEqual({ ...both[0], eventCount: undefined });
    expect(both.map(({ eventCount }) => eventCount)).toEqual([2, 2]);
  });

  test('none in what is empty are none, and without the place the shape is unexpected', async () => {
    expect(await eventsOf('')).toEqual([]);
    expect(await eventsOf('<Other/>')).toMatchObject([
      { unreadable: { reason: 'unexpected-shape' } },
    ]);
  });
});

describe('what is left out of a comparison', () => {
  const idOf = async (events: SourceInput['events'], body: unknown) => {
    const source = buildSource({ events });
    const request = { body, headers: {}, query: {}, receivedAt };
    return (await readEvents(source, request, 'pepper')).events.map(({ id }) => id);
  };
  const attempt = (count: number, value = 'x') => ({
    value,
    attemptNumber: count,
    meta: { attempt: count, kept: 1 },
    tries: [{ at: count, of: 1 }],
  });
  const except = ['attemptNumber', 'meta.attempt', 'tries.at'];

  test('makes a repetition the same event, and other values another', async () => {
    const [first] = await idOf({ except }, attempt(1));

    expect(await idOf({ except }, attempt(2))).toEqual([first]);
    expect(await idOf({ except }, attempt(2, 'y'))).not.toEqual([first]);
    expect(await idOf({ except }, { ...attempt(2), meta: { kept: 2 } })).not.toEqual([
      first,
    ]);
    expect(await idOf({}, attempt(1))).not.toEqual(await idOf({}, attempt(2)));
  });

  test('goes out of content, too, and changes nothing where an id is there', async () => {
    const content = '{"v": value, "n": attemptNumber}';
    const own = { content, except: ['n'] };

    expect(await idOf(own, attempt(1))).toEqual(await idOf(own, attempt(2)));
    expect(await idOf({ id: ['value'], except: ['value'] }, attempt(1))).toEqual(
      await idOf({ id: ['value'] }, attempt(2)),
    );
  });
});
