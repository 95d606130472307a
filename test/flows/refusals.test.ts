import { expect, test } from 'vitest';
import { unpackMessage } from '../../functions/edges/ledger/packed/packed-message.ts';
import { type Flow, type Posting, startFlow } from '../support/flow.ts';

/** Values that must be seen nowhere but in the queue and at Bridge. */
const canaries = ['canary-name', 'canary-mail@example.com', '600987654'];
const body = {
  timestamp: '2026-01-01T11:00:00Z',
  data: { first: canaries[0], email: canaries[1], phone: canaries[2] },
};

function isAnywhere(flow: Flow, text: string): boolean {
  return flow.lines.some((line) => line.includes(text));
}

const refusals: { name: string; posting: (flow: Flow) => Posting; status: number }[] = [
  {
    name: 'a wrong signature',
    posting: () => ({
      source: 'crm',
      id: 'm',
      body,
      key: `whsec_${Buffer.from('some-other-key-entirely!').toString('base64')}`,
    }),
    status: 401,
  },
  {
    name: 'a missing signature',
    posting: () => ({ source: 'crm', id: 'm', body, isUnsigned: true }),
    status: 401,
  },
  {
    name: 'an empty signature',
    posting: () => ({
      source: 'crm',
      id: 'm',
      body,
      headers: { 'webhook-signature': '' },
    }),
    status: 401,
  },
  {
    name: 'a stale timestamp',
    posting: (flow) => ({
      source: 'crm',
      id: 'm',
      body,
      signedAt: flow.clock.now() - 301_000,
    }),
    status: 401,
  },
  {
    name: 'a wrong secret in the URL',
    posting: () => ({
      source: 'plain-form',
      body: 'fields[email]=canary-mail@example.com',
      key: 'wrong',
    }),
    status: 401,
  },
  {
    name: 'an unknown source',
    posting: () => ({ source: 'nobody', id: 'm', body }),
    status: 404,
  },
  {
    name: 'a source named like a part of every object',
    posting: () => ({ source: 'constructor', id: 'm', body }),
    status: 404,
  },
  {
    name: 'a body of 2 MB',
    posting: () => ({
      source: 'crm',
      id: 'm',
      body: { ...body, filler: 'x'.repeat(2 * 1024 * 1024) },
    }),
    status: 413,
  },
  {
    name: 'an event above the limit of the queue',
    posting: () => ({
      source: 'crm',
      id: 'm',
      body: { ...body, filler: 'x'.repeat(300_000) },
    }),
    status: 413,
  },
  {
    name: 'broken JSON',
    posting: () => ({ source: 'crm', id: 'm', body: `{"data": "${canaries[0]}` }),
    status: 400,
  },
  {
    name: 'JSON that reaches for prototypes',
    posting: () => ({
      source: 'crm',
      id: 'm',
      body: `{"__proto__": {"data": "${canaries[0]}"}}`,
    }),
    status: 400,
  },
  {
    name: 'a form that contradicts itself',
    posting: () => ({ source: 'plain-form', body: 'fields=canary-name&fields[email]=x' }),
    status: 400,
  },
  {
    name: 'XML where JSON is expected',
    posting: () => ({
      source: 'crm',
      id: 'm',
      body: '<name>canary-name</name>',
      contentType: 'text/xml',
    }),
    status: 415,
  },
  {
    name: 'JSON where a form is expected',
    posting: () => ({ source: 'plain-form', body, contentType: 'application/json' }),
    status: 415,
  },
];

test('whatever is refused queues nothing and shows no personal data (G8, G10)', async () => {
  const flow = await startFlow();

  for (const { name, posting, status } of refusals) {
    const response = await flow.post(posting(flow));
    const answer = await response.text();

    expect([name, response.status]).toEqual([name, status]);
    expect(JSON.parse(answer), name).toEqual({
      error: expect.any(String),
      message: expect.any(String),
      ...(answer.includes('paths') ? { paths: ['[0]'] } : {}),
    });
    for (const canary of canaries)
      expect(answer.includes(canary), `${canary} in the answer to ${name}`).toBe(false);
  }

  await flow.app.settle();
  expect(flow.app.queue('Queuesmain').messages()).toEqual([]);
  expect(flow.bridge.requests()).toEqual([]);
  expect(await flow.ledger()).toEqual([]);
  expect(flow.logs.filter(({ message }) => message === 'request refused')).toHaveLength(
    refusals.length,
  );
  expect(canaries.filter((canary) => isAnywhere(flow, canary))).toEqual([]);
  expect(flow.logs).toContainEqual(
    expect.objectContaining({
      source: 'crm',
      reason: 'missing-signature',
      detail:
        'header webhook-signature or svix-signature and header webhook-timestamp or svix-timestamp',
    }),
  );
});

test('what is accepted shows no personal data either: not in logs, queue attributes, group ids or the ledger of delivered events (G10)', async () => {
  const flow = await startFlow();

  await flow.post({ source: 'crm', id: 'msg-1', body });
  const queued = flow.app
    .queue('Queuesmain')
    .messages()
    .map(({ body: _, ...attributes }) => JSON.stringify(attributes))
    .join();
  await flow.app.settle();
  await flow.deliver({
    source: 'crm',
    id: 'msg-2',
    body: {
      data: {
        ...body.data,
        phone: '12',
        owner: { canary: 'canary-name' },
        bridgeId: flow.bridge.contacts()[0]?.id,
      },
    },
  });

  expect(flow.outcomes().map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['delivered', undefined],
    ['parked', 'invalid-value'],
  ]);
  const ledger = JSON.stringify(
    (await flow.ledger()).filter(({ parkedSource }) => parkedSource === undefined),
  );
  for (const canary of [...canaries, '34600987654']) {
    expect([
      canary,
      isAnywhere(flow, canary),
      queued.includes(canary),
      ledger.includes(canary),
    ]).toEqual([canary, false, false, false]);
  }
});

test('a source whose key is not there is told to come back, and lets nothing in (G8)', async () => {
  const flow = await startFlow();
  flow.secrets.put('bridgehook/test/signing-keys', '{}');

  const response = await flow.post({ source: 'crm', id: 'm', body });

  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
  expect(flow.app.queue('Queuesmain').messages()).toEqual([]);
  expect(flow.logs).toContainEqual(
    expect.objectContaining({ level: 'error', reason: 'no-signing-key' }),
  );
});

test('a bad entry of the secret costs its source only, which is told to come back (V17)', async () => {
  const flow = await startFlow();
  const name = 'bridgehook/test/signing-keys';
  const { crm } = JSON.parse(flow.secrets.get(name) ?? '') as {
    crm: { current: string };
  };
  const others = { other: null, flat: crm.current };
  const posting = (id: string) => flow.post({ source: 'crm', id, body });

  flow.secrets.put(
    name,
    JSON.stringify({ ...others, crm: { current: `${crm.current}\n` } }),
  );
  const bad = await posting('m1');
  flow.clock.advanceTo(flow.clock.now() + 10_000);
  flow.secrets.put(
    name,
    `\ufeff${JSON.stringify({ ...others, crm: { ...crm, previous: 7 } })}`,
  );
  const good = await posting('m2');

  expect([bad.status, bad.headers.get('retry-after'), good.status]).toEqual([
    503,
    '60',
    200,
  ]);
  expect(flow.logs).toContainEqual(
    expect.objectContaining({ reason: 'no-signing-key', detail: 'crm: U+000A' }),
  );
  const ofOthers = '(not a name): not-an-object, (not a name): not-an-object';
  expect(flow.logs.filter(({ message }) => message === 'keys unusable')).toEqual(
    ['crm: U+000A', 'crm.previous: not-text'].map((ofCrm) => ({
      level: 'warn',
      message: 'keys unusable',
      detail: `${ofOthers}, ${ofCrm}`,
    })),
  );
  expect(isAnywhere(flow, crm.current)).toBe(false);
});

test('a signing key that was rotated a moment ago is accepted, the new one and the one before (G8)', async () => {
  const flow = await startFlow();
  await flow.deliver({ source: 'crm', id: 'before', body });
  const fresh = `whsec_${Buffer.from('fake-standard-webhooks-key-9').toString('base64')}`;
  flow.clock.advanceTo(flow.clock.now() + 10_000);

  const keys = JSON.parse(
    flow.secrets.get('bridgehook/test/signing-keys') ?? '',
  ) as Record<string, { current: string }>;
  flow.secrets.put(
    'bridgehook/test/signing-keys',
    JSON.stringify({ ...keys, crm: { current: fresh, previous: keys.crm?.current } }),
  );
  const answers = [
    await flow.deliver({ source: 'crm', id: 'new', body, key: fresh }),
    await flow.deliver({ source: 'crm', id: 'old', body }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(
    flow.logs.map(({ keyUsed }) => keyUsed).filter((keyUsed) => keyUsed !== undefined),
  ).toEqual(['current', 'current', 'previous']);
});

test('a secret in the body is checked, and goes no further than that (G8, G10)', async () => {
  const flow = await startFlow();
  const send = (token: string) =>
    flow.deliver({
      source: 'body-secret',
      body: { meta: { token }, email: 'nobody@example.com', first: 'Ada' },
    });

  const statuses = [
    (await send('wrong')).status,
    (await send('')).status,
    (await send('fake-body-key')).status,
  ];

  expect(statuses).toEqual([401, 401, 200]);
  const verified = flow.logs.filter(({ keyUsed }) => keyUsed !== undefined);
  expect(verified.map(({ message, keyUsed }) => [message, keyUsed])).toEqual([
    ['request accepted', 'current'],
  ]);
  const [parked, ...more] = await flow.ledger();
  expect(more).toEqual([]);
  expect(unpackMessage(parked?.message)).toContain('nobody@example.com');
  expect(unpackMessage(parked?.message)).not.toContain('fake-body-key');
});
