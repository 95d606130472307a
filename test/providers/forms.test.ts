import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runSample } from '../../functions/core/check/run-sample.ts';
import { newSourceFile } from '../../lib/providers/new-source.ts';
import { providerOf, providersDir } from '../../lib/providers/providers.ts';
import { buildSource, receivedAt } from '../support/build-source.ts';

/** A source as `add` writes it. */
function suggested(name: string, country?: string) {
  const provider = providerOf(name);
  const file = newSourceFile(provider, { workspace: 'main', country });
  return buildSource(parse(file), provider);
}

const jsonSample = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`${providersDir}/${path}`, 'utf8'));

async function run(name: string, body: unknown, country?: string) {
  const request = { body, headers: {}, query: {}, receivedAt };
  const { events, summaries } = await runSample(suggested(name, country), request);
  return {
    summaries,
    ids: events.map(({ event }) => event.id),
    times: events.map(({ event }) => event.time),
  };
}

/** How many events these bodies are to a receiver that has seen all of them. */
async function countEvents(name: string, bodies: unknown[]) {
  const all = await Promise.all(bodies.map((body) => run(name, body)));
  return new Set(all.flatMap(({ ids }) => ids)).size;
}

describe('G3: what is one event, and what are two', () => {
  const jotform = {
    formID: '231234567890123',
    submissionID: '5812345678912345678',
    rawRequest: { q4_email: 'ada@example.com', event_id: 'opened-1' },
  };

  test('jotform: the same submission again; an edit of it is another', async () => {
    const edited = { q4_email: 'eva@example.com', event_id: 'opened-2' };
    const { event_id: _, ...withoutOpening } = jotform.rawRequest;

    expect(await countEvents('jotform', [jotform, { ...jotform, isSilent: '1' }])).toBe(1);
    expect(
      await countEvents('jotform', [jotform, { ...jotform, rawRequest: edited }]),
    ).toBe(2);
    const older = { ...jotform, rawRequest: withoutOpening };
    expect(await countEvents('jotform', [older, { ...older, isSilent: '1' }])).toBe(1);
  });

  test('wufoo: entries are counted in each form by itself', async () => {
    const entry = { Field3: 'ada@example.com', EntryId: '42', DateCreated: '2026-01-01' };
    const ofForm = (Hash: string) => ({ ...entry, FormStructure: { Hash } });

    expect(await countEvents('wufoo', [ofForm('q1w2e3'), ofForm('z9y8x7')])).toBe(2);
    expect(await countEvents('wufoo', [ofForm('q1w2e3'), ofForm('q1w2e3')])).toBe(1);
    expect(
      await countEvents('wufoo', [entry, { ...entry, Field3: 'eva@example.com' }]),
    ).toBe(2);
  });

  test('elementor: a double click is one event, and a correction another', async () => {
    const at = (time: string, email: string) => ({
      form: { id: '1a2b3c4', name: 'Contact' },
      fields: { email: { id: 'email', type: 'email', title: 'Email', value: email } },
      meta: { time: { title: 'Hora', value: time }, remote_ip: { value: '203.0.113.9' } },
    });
    const simple = { Email: 'ada@example.com', Date: 'Monday', form_id: '1a2b3c4' };

    expect(
      await countEvents('elementor', [
        at('10:00', 'ada@example.com'),
        at('10:01', 'ada@example.com'),
      ]),
    ).toBe(1);
    expect(
      await countEvents('elementor', [
        at('10:00', 'ada@example.com'),
        at('10:00', 'eva@example.com'),
      ]),
    ).toBe(2);
    // A field that asks for a date has this label too.
    expect(await countEvents('elementor', [simple, { ...simple, Date: 'Tuesday' }])).toBe(
      2,
    );
  });

  test('gravity-forms: entry and form; an edit of it is another, and later', async () => {
    const entry = jsonSample('gravity-forms.samples/entry.json');
    const edited = { ...entry, '1.6': 'Gil', date_updated: '2026-01-01 10:05:00' };
    const { date_updated: _, ...older } = entry;
    const timeOf = async (body: unknown) => (await run('gravity-forms', body)).times[0];

    expect(await countEvents('gravity-forms', [entry, { ...entry, is_read: '1' }])).toBe(
      1,
    );
    expect(await countEvents('gravity-forms', [older, { ...older, is_read: '1' }])).toBe(
      1,
    );
    expect(await countEvents('gravity-forms', [entry, { ...entry, id: '43' }])).toBe(2);
    expect(await countEvents('gravity-forms', [entry, edited])).toBe(2);
    expect(await timeOf(edited)).toBe(Date.UTC(2026, 0, 1, 10, 5));
    expect(await timeOf(older)).toBe(Date.UTC(2026, 0, 1, 10));
  });

  test('tally: an edited response has the time of its own event', async () => {
    const response = jsonSample('tally.samples/form-response.json');
    const createdAt = '2026-01-03T10:00:00.000Z';

    const { times } = await run('tally', { ...response, eventId: 'edit', createdAt });

    expect(times).toEqual([Date.UTC(2026, 0, 3, 10)]);
  });

  test('meta-leads: the ids of a lead, and its answers, which come later', async () => {
    const lead = { leadgen_id: '1459', form_id: '16', created_time: 1767261600 };
    const fetched = {
      id: '1459',
      field_data: [{ name: 'email', values: ['a@b.example'] }],
    };
    const body = (value: unknown) => ({
      entry: [{ changes: [{ field: 'leadgen', value }] }],
    });

    expect(await countEvents('meta-leads', [body(lead), body(lead), body(fetched)])).toBe(
      2,
    );
  });
});

describe('what is left out', () => {
  test.each([
    [true, [{ ignored: 'filter' }]],
    [false, [expect.objectContaining({ email: 'lucia.martin@example.com' })]],
    [undefined, [expect.objectContaining({ email: 'lucia.martin@example.com' })]],
  ])('google-ads: a lead whose is_test is %s', async (is_test, expected) => {
    const lead = { ...jsonSample('google-ads.samples/two-names.json'), is_test };

    expect((await run('google-ads', lead)).summaries).toEqual(expected);
  });

  test('webflow and meta-leads: other events, and those that nobody knows are named', async () => {
    const ofWebflow = (triggerType: string) =>
      run('webflow', { triggerType, payload: {} });
    const ofMeta = (field: string) =>
      run('meta-leads', { entry: [{ changes: [{ field, value: {} }] }] });

    for (const { summaries } of [await ofWebflow('site_publish'), await ofMeta('feed')])
      expect(summaries).toEqual([{ ignored: 'filter' }]);
    for (const { summaries } of [await ofWebflow('new_thing'), await ofMeta('new_thing')])
      expect(summaries).toEqual([{ ignored: 'unknown-type', detail: 'new_thing' }]);
  });
});

describe('tally: a choice is the text of its option', () => {
  const options = [
    { id: 'o1', text: 'Español' },
    { id: 'o2', text: 'English' },
  ];
  const chosen = async (value: unknown) => {
    const email = {
      key: 'question_nGo2LW',
      type: 'INPUT_EMAIL',
      value: 'ada@example.com',
    };
    const language = { key: 'question_w7Jb4g', type: 'DROPDOWN', value, options };
    const body = {
      eventId: 'e1',
      eventType: 'FORM_RESPONSE',
      data: { fields: [email, language] },
    };
    return (await run('tally', body)).summaries;
  };

  test.each([
    [['o2'], 'EN'],
    [['o1'], 'ES'],
  ])('%j', async (value, languageCode) => {
    expect(await chosen(value)).toEqual([{ email: 'ada@example.com', languageCode }]);
  });

  test.each([[null], [[]], [['o3']], [undefined]])('%j says nothing', async (value) => {
    expect(await chosen(value)).toEqual([{ email: 'ada@example.com' }]);
  });
});

test('google-ads: a full name, or two names, in any order of the columns', async () => {
  const expected = { firstName: 'Lucía', lastName: 'Martín' };
  for (const file of ['full-name', 'two-names']) {
    const lead = jsonSample(`google-ads.samples/${file}.json`);
    const columns = [lead.user_column_data].flat().reverse();

    const { summaries } = await run('google-ads', { ...lead, user_column_data: columns });

    expect(summaries).toEqual([expect.objectContaining(expected)]);
  }
});

describe('an address and a number', () => {
  const google = (answers: Record<string, string>) => ({
    lead_id: '1',
    user_column_data: Object.entries(answers).map(([column_id, string_value]) => ({
      column_id,
      string_value,
    })),
  });
  const meta = (answers: Record<string, string>) => {
    const field_data = Object.entries(answers).map(([name, value]) => ({
      name: name === 'WORK_PHONE' ? 'work_phone_number' : name.toLowerCase(),
      values: [value],
    }));
    return {
      entry: [{ changes: [{ field: 'leadgen', value: { id: '1', field_data } }] }],
    };
  };
  const own = { EMAIL: 'ada@example.com', PHONE_NUMBER: '+34600111222' };
  const atWork = { WORK_EMAIL: 'ada@work.example', WORK_PHONE: '+34600111333' };

  test.each([
    ['google-ads', google],
    ['meta-leads', meta],
  ])('of %s at work count where there is no other', async (name, bodyOf) => {
    expect((await run(name, bodyOf(atWork))).summaries).toEqual([
      { email: 'ada@work.example', cellphone: '+34600111333' },
    ]);
    expect((await run(name, bodyOf({ ...atWork, ...own }))).summaries).toEqual([
      { email: 'ada@example.com', cellphone: '+34600111222' },
    ]);
  });
});

test.each([
  [{ full: '(600) 111-222' }, '+34600111222'],
  [{ full: '', area: '600', phone: '111222' }, '+34600111222'],
  [{ area: '600', phone: '111222' }, '+34600111222'],
  [{ area: '', phone: '600111222' }, '+34600111222'],
  [{ phone: '600111222' }, '+34600111222'],
  [{ area: '', phone: '' }, undefined],
  [{}, undefined],
  [undefined, undefined],
])('jotform: the number of %j', async (q5_phoneNumber, cellphone) => {
  const rawRequest = { q4_email: 'ada@example.com', q5_phoneNumber };
  const expected = { email: 'ada@example.com', ...(cellphone && { cellphone }) };

  const { summaries } = await run('jotform', { submissionID: '1', rawRequest }, 'ES');

  expect(summaries).toEqual([expected]);
});
