import { expect, test } from 'vitest';
import { unpackMessage } from '../../functions/edges/ledger/packed/packed-message.ts';
import { type Flow, startFlow } from '../support/flow.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const otherId = '5f362e2b-67b2-4a7e-a9df-e9ecf9141be8';

function change(flow: Flow, id: string, data: object, contact = bridgeId) {
  return {
    source: 'crm',
    id,
    body: {
      timestamp: new Date(flow.clock.now()).toISOString(),
      data: { bridgeId: contact, ...data },
    },
  };
}

async function startWithContact(options = {}): Promise<Flow> {
  const flow = await startFlow(options);
  flow.bridge.putContact(bridgeId, {});
  flow.bridge.putContact(otherId, {});
  return flow;
}

test('503 twice, then 200: one successful patch, nothing parked (G6)', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 503, times: 2 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(flow.patches().map(({ status }) => status)).toEqual([503, 503, 200]);
  expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual(['delivered']);
  expect(await flow.ledger()).toContainEqual(
    expect.objectContaining({
      outcome: { kind: 'delivered' },
      attempts: [
        { at: expect.any(Number), failed: 'ambiguous', status: 503 },
        { at: expect.any(Number), failed: 'ambiguous', status: 503 },
        { at: expect.any(Number), status: 200 },
      ],
    }),
  );
});

test('422: parked at once with the reason, and the next event of the same contact is delivered (G5)', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 422 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));
  await flow.deliver(change(flow, 'msg_2', { last: 'Canaria' }));

  expect(
    flow.outcomes().map(({ outcome, reason, detail }) => [outcome, reason, detail]),
  ).toEqual([
    ['parked', 'refused', 'PATCH contact: status 422'],
    ['delivered', undefined, undefined],
  ]);
  expect(flow.patches().map(({ status }) => status)).toEqual([422, 200]);
  const parked = (await flow.ledger()).find(({ parkedSource }) => parkedSource === 'crm');
  expect(parked).toMatchObject({
    parkedSource: 'crm',
    parkedAt: expect.any(String),
    outcome: { kind: 'parked', reason: 'refused' },
  });
  expect(JSON.parse(unpackMessage(parked?.message))).toMatchObject({
    source: 'crm',
    events: [{ body: { data: { first: 'Ada' } } }],
  });
  expect(parked).not.toHaveProperty('expiresAt');
});

test('a connection dropped after the request was sent: retried once Bridge has settled, and the final state is right (G4)', async () => {
  const flow = await startWithContact();
  // The first over a connection that was made before: that can have been dead, so it is tried anew.
  flow.bridge.addFault({ dropConnection: 'after', times: 2 });

  await flow.post(change(flow, 'msg_1', { first: 'Ada' }));
  await flow.app.settle();

  const [, second, third, ...more] = flow.bridge.requests();
  expect(more).toEqual([]);
  expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
  expect(flow.bridge.contacts()).toContainEqual(
    expect.objectContaining({ id: bridgeId, firstName: 'Ada' }),
  );
  expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual(['delivered']);
});

test('while an unanswered request may still be applied, no other event writes to the contact (G4)', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ delayMs: 6_000 });
  const older = change(flow, 'msg_1', { first: 'older' });

  await flow.post(older);
  await flow.app.quiet();
  flow.clock.advanceTo(flow.clock.now() + 1_000);
  await flow.post({
    ...change(flow, 'msg_2', {}),
    source: 'pack',
    body: {
      events: [
        {
          kind: 'changed',
          id: 'e1',
          at: flow.clock.now(),
          bridgeId,
          name: 'first',
          value: 'newer',
        },
      ],
    },
  });
  await flow.app.settle();

  const sentAt = flow.bridge.requests().map(({ at }) => at);
  expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThanOrEqual(30_000);
  expect(flow.bridge.contacts()).toContainEqual(
    expect.objectContaining({ id: bridgeId, firstName: 'newer' }),
  );
});

test('Retry-After is honoured', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 429, retryAfter: 120 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  const [first, second] = flow.bridge.requests();
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(120_000);
});

test('an event that cannot be delivered in time is parked, not lost (G2)', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 503, times: 100_000 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(flow.outcomes().map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['parked', 'too-old'],
  ]);
  expect(flow.app.queue('DeadLetters').messages()).toEqual([]);
});

test('an API key that was rotated is re-read, and the event is delivered without waiting (G7)', async () => {
  const flow = await startWithContact();
  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));
  flow.clock.advanceTo(flow.clock.now() + 10_000);

  flow.bridge.setApiKeys(['fake-rotated-key']);
  flow.secrets.put(
    'bridgehook/test/bridge-keys',
    JSON.stringify({ main: { current: 'fake-rotated-key' } }),
  );
  await flow.deliver(change(flow, 'msg_2', { first: 'Ada B' }));

  expect(flow.patches().map(({ status }) => status)).toEqual([200, 401, 200]);
  expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual([
    'delivered',
    'delivered',
  ]);
});

test('a key that Bridge rejects parks nothing, and says so; when it is right again the event is delivered (G7)', async () => {
  const flow = await startWithContact();
  flow.bridge.setApiKeys(['fake-other-key']);

  await flow.post(change(flow, 'msg_1', { first: 'Ada' }));
  await flow.app.quiet();
  expect(flow.logs).toContainEqual(
    expect.objectContaining({
      level: 'error',
      message: 'event put off',
      reason: 'key-rejected',
    }),
  );
  flow.secrets.put(
    'bridgehook/test/bridge-keys',
    JSON.stringify({ main: { current: 'fake-other-key' } }),
  );
  await flow.app.settle();

  expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual(['delivered']);
});

test('403 for one contact while the key is good: this event is parked as forbidden (G7)', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 403, method: 'PATCH', times: 2 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(flow.outcomes().map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['parked', 'forbidden'],
  ]);
});

test('401 for one contact while the key is good, two deliveries long, parks nothing (G7)', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 401, method: 'PATCH', times: 4 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual(['delivered']);
  expect(flow.patches()).toHaveLength(5);
});

test('401 for one contact while others come through parks its event as forbidden (G7)', async () => {
  const flow = await startWithContact();
  const other = '4e362e2b-67b2-4a7e-a9df-000000000002';
  flow.bridge.putContact(other, {});
  flow.bridge.addFault({ status: 401, method: 'PATCH', path: bridgeId, times: 1_000 });

  await flow.post(change(flow, 'msg_1', { first: 'Ada' }));
  for (let minutes = 0; minutes < 30; minutes += 5) {
    const end = flow.clock.now() + 300_000;
    await flow.app.settle({ maxVirtualMs: 300_000 });
    flow.clock.advanceTo(end);
    await flow.post(change(flow, `other_${minutes}`, { first: 'Bea' }, other));
  }
  await flow.app.settle();

  const endings = flow.outcomes().map(({ outcome, reason }) => reason ?? outcome);
  expect(endings.toSorted()).toEqual([...Array(6).fill('delivered'), 'forbidden']);
});

test('a wrong base URL creates and parks nobody: every contact answers 404, and so does the workspace', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 404, times: 6 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual(['delivered']);
  expect(flow.bridge.contacts()).toHaveLength(2);
});

test('a contact that is gone from Bridge parks the event (G2)', async () => {
  const flow = await startFlow();

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(flow.outcomes().map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['parked', 'contact-missing'],
  ]);
});

test('a queue that takes only a part is asked again before the answer; what it never takes makes the sender come back (G1)', async () => {
  let isTaking: 'all' | 'first of several' = 'all';
  let calls = 0;
  const flow = await startWithContact({
    intercept: async (
      service: string,
      action: string,
      input: { Entries?: { Id: string }[] },
      proceed: () => Promise<{ status: number; body: object }>,
    ) => {
      if (service !== 'sqs' || action !== 'SendMessageBatch' || isTaking === 'all')
        return undefined;
      calls += 1;
      const entries = input.Entries ?? [];
      const kept = entries.length > 1 ? entries.slice(0, 1) : [];
      const Failed = entries
        .slice(kept.length)
        .map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
      if (kept.length === 0) return { status: 200, body: { Successful: [], Failed } };
      input.Entries = kept;
      return { status: 200, body: { ...(await proceed()).body, Failed } };
    },
  });
  const events = [bridgeId, otherId].map((contact, index) => ({
    kind: 'changed',
    id: `e${index}`,
    at: flow.clock.now(),
    bridgeId: contact,
    name: 'first',
    value: 'Ada',
  }));
  const posting = { source: 'pack', id: 'msg_1', body: { events } };
  // The first request waits for the function to start, and has no time left to ask twice.
  const refused = await flow.deliver({
    ...posting,
    key: 'whsec_d3Jvbmcta2V5LXdyb25nLWtleS13cm9uZw==',
  });
  isTaking = 'first of several';

  const busy = await flow.deliver(posting);
  const callsBeforeTheAnswer = calls;
  isTaking = 'all';
  const again = await flow.deliver(posting);

  expect([refused.status, busy.status, again.status]).toEqual([401, 503, 200]);
  expect(await busy.json()).toEqual({ error: 'busy', message: expect.any(String) });
  // How often depends on how slow the machine is.
  expect(callsBeforeTheAnswer).toBeGreaterThan(1);
  expect(flow.bridge.contacts().map(({ firstName }) => firstName)).toEqual(['Ada', 'Ada']);
  expect(flow.patches()).toHaveLength(2);
});

test('what the queue takes at the second attempt is answered with success (G1)', async () => {
  let failures = 1;
  const flow = await startWithContact({
    intercept: async (service: string, action: string) => {
      if (service !== 'sqs' || action !== 'SendMessageBatch' || failures-- <= 0)
        return undefined;
      return {
        status: 400,
        body: { __type: 'com.amazonaws.sqs#RequestThrottled', message: 'slow down' },
      };
    },
  });

  const response = await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(response.status).toBe(200);
  expect(flow.patches()).toHaveLength(1);
});
