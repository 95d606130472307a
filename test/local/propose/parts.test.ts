import { describe, expect, test } from 'vitest';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import { verifySchema } from '../../../functions/core/config/verify-schema.ts';
import type { SavedRequest } from '../../../lib/config/samples/saved-request.ts';
import {
  type ProposalQuestion,
  proposeSource,
  UnreadableRequestError,
} from '../../../local/propose/propose-source.ts';

const email = 'eva@example.com';

function propose(
  body: unknown,
  {
    headers = {},
    query = '',
    ...rest
  }: Partial<SavedRequest> & Partial<ProposalQuestion> = {},
) {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    query,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  };
  const known = { verify: undefined, name: 'new-sender', workspace: 'main' };
  return proposeSource({ request, ...known, ...rest });
}

describe('how the sender is proved', () => {
  test.each([
    ['nothing is known', {}, {}, { in: 'query', name: 'secret' }],
    [
      'a header was taken out',
      { headers: { 'x-acme-token': removedValue } },
      {},
      { in: 'header', name: 'x-acme-token' },
    ],
    [
      'a bearer was taken out',
      { headers: { authorization: `Bearer ${removedValue}` } },
      {},
      { in: 'header', name: 'authorization', prefix: 'Bearer ' },
    ],
    [
      'it is HTTP Basic',
      { headers: { authorization: `Basic ${removedValue}` } },
      {},
      { in: 'basic' },
    ],
    [
      'a parameter was taken out',
      { query: `hook_key=${removedValue}` },
      {},
      { in: 'query', name: 'hook_key' },
    ],
    [
      'a field of the body was taken out',
      {},
      { handshakeKey: removedValue },
      { in: 'body', name: 'handshakeKey' },
    ],
    [
      'it signs, and a token beside is another each time',
      { headers: { 'x-acme-signature': 'sha256=00' } },
      { token: removedValue },
      { in: 'query', name: 'secret' },
    ],
  ])('%s', async (_, request, fields, expected) => {
    const { source, yaml } = await propose({ email, ...fields }, request);

    expect(source?.verify).toEqual({ kind: 'sharedSecret', ...expected });
    expect(yaml).toContain('# N');
  });

  test('a block that is known is written as it is', async () => {
    const verify = verifySchema.parse({
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'x-acme-signature',
      signedContent: '{body}',
    });

    const { source, yaml } = await propose({ email }, { verify });

    expect(source?.verify).toEqual(verify);
    expect(yaml).not.toContain('sharedSecret');
  });

  test('a preset brings its own blocks', async () => {
    const { source, yaml } = await propose(
      { type: 'contact.updated', timestamp: '2026-01-01T10:00:00Z', data: { email } },
      { provider: 'standard-webhooks', headers: { 'webhook-id': 'msg_1' } },
    );

    expect(yaml).toContain('provider: standard-webhooks\n');
    expect(yaml).not.toMatch(/^(verify|events|body):/m);
    expect(source?.verify.kind).toBe('mac');
    expect(source?.map).toEqual({ email: 'data.email' });
  });
});

describe('what an event is known by', () => {
  const uuid = '4d1c9b1e-6b0b-4f1a-9f0e-2a9f7d1f0001';

  test.each([
    ['an id of the event', { event_id: 'e1', email }, ['event_id']],
    ['an envelope', { id: 'e1', type: 'x', data: { id: 7, email } }, ['id']],
    ['what stands around', { meta: { id: 'e1' }, data: { id: 7, email } }, ['meta.id']],
    ['never a person', { type: 'x', contact: { id: 7, email } }, undefined],
    ['never a record', { type: 'x', id: 7, email }, undefined],
    ['never the id of a record', { meta: { id: 7 }, data: { id: 7, email } }, undefined],
    [
      'never what people go to',
      { event: { id: 9, name: 'Gala' }, contact: { email } },
      undefined,
    ],
    ['never its number', { event_id: 9, contact: { email } }, undefined],
    ['never a counter', { attempt: 1, retries: 2, email }, undefined],
    ['never the webhook', { webhook_id: '77', timestamp: 1767261600, email }, undefined],
    [
      'the webhook with the time',
      { webhookId: uuid, timestamp: '2026-01-01T10:00:00.5Z', email },
      ['webhookId', 'timestamp'],
    ],
  ])('%s', async (_, body, expected) => {
    expect((await propose(body)).source?.events.id).toEqual(expected);
  });

  test('the header of a request that can hold several events is none', async () => {
    const headers = { 'x-acme-event-id': 'e1' };
    const one = await propose({ email }, { headers });
    const several = await propose({ events: [{ email }] }, { headers });

    expect(one.source?.events.id).toEqual(['$headers.`x-acme-event-id`']);
    expect(several.source?.events.id).toBeUndefined();
  });

  test('counters of attempts are left out of what is compared', async () => {
    const { source } = await propose({ email, delivery: { attempt: 2 }, retry: 0 });

    expect(source?.events.except).toEqual(['delivery.attempt', 'retry']);
  });
});

test.each([
  [
    'the time of the event before that of the record',
    { occurred_at: 1767261600, contact: { email, updated_at: '2026-01-02T10:00:00Z' } },
    'occurred_at',
  ],
  [
    'a change before the creation',
    { contact: { email, created_at: '2020-01-01', updated_at: '2026-01-02T10:00:00Z' } },
    'contact.updated_at',
  ],
  ['no time that cannot be read', { email, submitted_at: '01/02/2026' }, undefined],
  ['no birthday', { email, birth_date: '1990-01-01' }, undefined],
  ['no appointment', { email, start_time: '2026-03-01T10:00:00Z' }, undefined],
])('events.time: %s', async (_, body, expected) => {
  expect((await propose(body)).source?.events.time).toBe(expected);
});

describe('where the events stand', () => {
  const event = (id: string) => ({
    id,
    type: 'x',
    at: 1,
    data: { email: `${id}@example.com` },
  });

  test.each([
    ['the body', [event('a'), event('b')], '$'],
    ['a list', { events: [event('a')] }, 'events'],
    ['a list in lists', { entry: [{ changes: [event('a')] }] }, 'entry.changes'],
    ['people', { data: [{ id: 1, email, name: 'Eva' }] }, 'data'],
    ['no answers', { answers: [{ key: 'email', value: email }] }, undefined],
    ['no emails', { emails: [{ type: 'work', email }] }, undefined],
    ['no pairs', [{ name: 'email', value: email }], undefined],
    ['no lines of an order', { email, items: [{ id: 1, name: 'Shirt' }] }, undefined],
    ['no guests', { email, event_guests: [{ email: 'bob@example.com' }] }, undefined],
  ])('%s', async (_, body, expected) => {
    expect((await propose(body)).source?.events.split).toBe(expected);
  });

  test('of XML, the only item of a plural', async () => {
    const item = `<Notification><Email>${email}</Email></Notification>`;
    const body = `<Export><Notifications>${item}</Notifications></Export>`;
    const { source } = await propose(body, { headers: { 'content-type': 'text/xml' } });

    expect(source?.body).toBe('xml');
    expect(source?.events.split).toBe('Export.Notifications.Notification');
    expect(source?.map).toEqual({ email: 'Email' });
  });
});

test('texts that hold JSON are read, and what a person wrote is not', async () => {
  const inner = JSON.stringify({
    lead: { email, more: JSON.stringify({ name: 'Eva Sol' }) },
  });
  const { source } = await propose({ form: inner, message: '["a","b"]' });

  expect(source?.jsonFields).toEqual(['form', 'form.lead.more']);
  expect(source?.map).toEqual({
    fullName: 'form.lead.more.name',
    email: 'form.lead.email',
  });
});

test('a request without a person says what is missing, and is no whole source', async () => {
  const { yaml, source, findings } = await propose({ challenge: 'abc' });

  expect(source).toBeUndefined();
  expect(yaml).toContain('map: {}');
  expect(findings.filter(({ part }) => part.startsWith('map.'))).toSatisfy(
    (parts: { found: unknown }[]) => parts.every(({ found }) => found === undefined),
  );
});

test('a body that nothing can read is refused', async () => {
  const headers = { 'content-type': 'text/plain' };

  await expect(propose('hello there', { headers })).rejects.toThrow(
    UnreadableRequestError,
  );
});

test('no value of the request, and no name that could be one, stands in what is said', async () => {
  const canary = 'Canary';
  const { yaml, findings } = await propose({
    people: [{ id: 1, name: `${canary} Sol`, role: canary, email, notes: [canary] }],
    [`${canary}@example.com`]: { points: 5 },
    note: canary,
    list: [{ key: 'k', value: canary }],
  });

  expect(yaml + JSON.stringify(findings)).not.toMatch(/Canary|example\.com/);
});
