import { describe, expect, test } from 'vitest';
import { keyOf, lifeOf, type Posted } from '../support/provider-stories.ts';

const providers = ['google-ads', 'pipedrive', 'typeform'];
const live = (steps: (Posted | Posted[])[]) => lifeOf(providers, steps, 'ES');

/** A time of the day before the stories are played. */
const at = (time: string) => `2026-01-01T${time}:00Z`;

interface Lead {
  id: string;
  time: string;
  name?: string;
  email?: string;
  phone?: string;
  isTest?: boolean;
}

function lead({ id, time, name, email, phone, isTest = false }: Lead): Posted {
  const columns = { FULL_NAME: name, EMAIL: email, PHONE_NUMBER: phone };
  return {
    source: 'google-ads',
    body: {
      lead_id: id,
      google_key: keyOf('google-ads'),
      user_column_data: Object.entries(columns).flatMap(([column_id, string_value]) =>
        string_value === undefined ? [] : { column_id, string_value },
      ),
      lead_submit_time: at(time),
      is_test: isTest,
    },
  };
}

function form(
  id: string,
  time: string,
  first: string,
  email: string,
  phone: string,
): Posted {
  const answers = [
    { type: 'text', text: first, field: { ref: 'first_name' } },
    { type: 'email', email, field: { ref: 'email' } },
    { type: 'phone_number', phone_number: phone, field: { ref: 'phone' } },
  ];
  return {
    source: 'typeform',
    body: {
      event_id: id,
      event_type: 'form_response',
      form_response: { submitted_at: at(time), answers },
    },
  };
}

interface Record {
  id: number;
  event: string;
  time: string;
  first: string;
  last: string;
  email?: string;
  phone?: string;
}

function crm({ id, event, time, first, last, email, phone }: Record): Posted {
  const list = (value: string | undefined) =>
    value === undefined ? [] : [{ label: 'work', primary: true, value }];
  return {
    source: 'pipedrive',
    body: {
      data: {
        first_name: first,
        last_name: last,
        emails: list(email),
        phones: list(phone),
      },
      previous: null,
      meta: {
        action: 'change',
        entity: 'person',
        entity_id: String(id),
        id: event,
        timestamp: at(time),
      },
    },
  };
}

const merged = (from: number, into: number, time: string): Posted => ({
  source: 'pipedrive',
  body: {
    data: null,
    meta: {
      action: 'delete',
      entity: 'person',
      entity_id: String(from),
      merged_to_id: String(into),
      id: `merge-${from}`,
      timestamp: at(time),
    },
  },
});

const luciasLead = lead({
  id: 'lead-1',
  time: '10:00',
  name: 'lucia martin',
  email: 'lucia@acme.example',
  phone: '+34600111222',
});
const luciasForm = form('f1', '10:30', 'Lucía', 'lucia.martin@example.com', '600 111 222');
const luciasRecord = crm({
  id: 42,
  event: 'e1',
  time: '11:00',
  first: 'Lucía',
  last: 'Martín Pérez',
  email: 'lucia.martin@example.com',
  phone: '+34 600 111 222',
});
const lucia = {
  name: 'Lucía Martín Pérez',
  email: 'lucia.martin@example.com',
  cellphone: '+34600111222',
};

/** All orders of a list. */
function orders<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((first) =>
    orders(list.filter((other) => other !== first)).map((rest) => [first, ...rest]),
  );
}

describe('a lead ad knows her work address, a form her first name, and the CRM the rest', () => {
  test.each(orders([luciasLead, luciasForm, luciasRecord]))(
    'G4: she is one contact, as who entered it last has it (order %#)',
    async (...steps) => {
      const { contacts, ends } = await live(steps);

      expect(contacts).toEqual([lucia]);
      expect(ends.filter((end) => end !== 'stale')).not.toContain('parked');
    },
  );

  test('she is one contact also if all three come in the same moment', async () => {
    const { contacts } = await live([[luciasLead, luciasForm, luciasRecord]]);

    expect(contacts).toEqual([lucia]);
  });
});

test('a new number in the CRM is hers: the next change, and a form with the new number, find her', async () => {
  const moved = { event: 'e2', time: '11:10', phone: '+34 600 333 444' };
  const { contacts } = await live([
    luciasForm,
    luciasRecord,
    crm({ id: 42, first: 'Lucía', last: 'Martín Pérez', ...moved, email: lucia.email }),
    form('f2', '11:20', 'Lucía', 'lucia@new.example', '+34600333444'),
  ]);

  expect(contacts).toEqual([
    { ...lucia, email: 'lucia@new.example', cellphone: '+34600333444' },
  ]);
});

test('two people of the CRM with one number stay two: the second waits for a person', async () => {
  const marcos = { id: 43, event: 'e3', time: '11:05', first: 'Marcos', last: 'Ruiz' };
  const { contacts, ends } = await live([
    luciasLead,
    luciasRecord,
    crm({ ...marcos, email: 'marcos@acme.example', phone: '+34600111222' }),
  ]);

  expect(contacts).toEqual([lucia]);
  expect(ends.at(-1)).toBe('ambiguous');
});

test('records that the CRM merges are one person here, too', async () => {
  const twice = { id: 43, event: 'e4', first: 'Lucía', last: 'Martín' };
  const { contacts } = await live([
    luciasRecord,
    crm({ ...twice, time: '11:05', email: 'lucia.martin@example.com' }),
    merged(43, 42, '11:10'),
    crm({ ...twice, id: 42, event: 'e5', time: '11:15', email: 'lucia@merged.example' }),
  ]);

  expect(contacts).toEqual([
    { ...lucia, name: 'Lucía Martín', email: 'lucia@merged.example' },
  ]);
});

test('a test lead is nobody, and a lead without a number waits until the CRM has her', async () => {
  const address = { name: 'Lucía Martín', email: lucia.email };
  const { contacts, ends } = await live([
    lead({
      id: 'test',
      time: '09:00',
      name: 'Test',
      phone: '+34600999888',
      isTest: true,
    }),
    lead({ id: 'lead-2', time: '09:30', ...address }),
    luciasRecord,
    lead({ id: 'lead-3', time: '09:45', ...address }),
  ]);

  expect(contacts).toEqual([lucia]);
  expect(ends).toEqual(['no-contact', 'delivered', 'stale']);
});
