import { expect, test } from 'vitest';
import { type Flow, startFlow } from '../support/flow.ts';

type Fault = Parameters<Flow['bridge']['addFault']>[0];

const minute = 60_000;

const contactId = (contact: number) =>
  `4e362e2b-67b2-4a7e-a9df-${contact.toString(16).padStart(12, '0')}`;

/** Changes of so many people come in. */
async function post(flow: Flow, people: number): Promise<void> {
  for (let person = 0; person < people; person += 1) {
    const data = { bridgeId: contactId(person), first: 'Ada' };
    const body = { timestamp: new Date(flow.clock.now()).toISOString(), data };
    await flow.post({ source: 'crm', id: `msg_${person}`, body });
  }
}

/** Lets virtual time pass, with all that is due in it: tries, and runs of watch. */
async function pass(flow: Flow, milliseconds: number): Promise<void> {
  const end = flow.clock.now() + milliseconds;
  await flow.app.settle({ maxVirtualMs: milliseconds });
  for (let due = flow.clock.nextDue(); due !== undefined && due <= end; ) {
    flow.clock.advanceTo(due);
    await flow.app.quiet();
    due = flow.clock.nextDue();
  }
  flow.clock.advanceTo(end);
}

const watched = (flow: Flow) =>
  flow.logsOf('Watch').filter(({ message }) => message === 'workspace watched');

test.each<[reason: string, bridge: { fault?: Fault; apiKeys?: string[] }]>([
  ['unavailable', { fault: { status: 503, times: 1_000_000 } }],
  ['rate-limited', { fault: { status: 429, times: 1_000_000 } }],
  ['key-rejected', { apiKeys: ['fake-new-key'] }],
])(
  'a hold of half an hour is in the lines of watch, and is over there when it is over: %s (G6, G7)',
  async (reason, { fault, apiKeys }) => {
    const flow = await startFlow({ schedules: true });
    for (let person = 0; person < 4; person += 1)
      flow.bridge.putContact(contactId(person), {});
    if (fault !== undefined) flow.bridge.addFault(fault);
    if (apiKeys !== undefined) flow.bridge.setApiKeys(apiKeys);

    await post(flow, 4);
    await pass(flow, 40 * minute);
    const during = watched(flow);
    flow.bridge.clearFaults();
    flow.bridge.setApiKeys(['fake-bridge-key']);
    await pass(flow, 30 * minute);

    const ages = during.map(({ holdSeconds }) => Number(holdSeconds));
    expect(during).toHaveLength(8);
    expect(ages).toEqual(ages.toSorted((a, b) => a - b));
    expect(during.at(-1)).toMatchObject({ workspace: 'main', reason, waiting: 4 });
    expect(ages.at(-1)).toBeGreaterThanOrEqual(1800);
    expect(watched(flow).at(-1)).toEqual({
      level: 'info',
      message: 'workspace watched',
      workspace: 'main',
      holdSeconds: 0,
      waiting: 0,
    });
    const waits = flow.logsOf('Deliver').filter(({ outcome }) => outcome === 'retry');
    const longest = Math.max(...waits.map(({ waitedSeconds }) => Number(waitedSeconds)));
    expect(longest).toBeGreaterThan(1500);
    expect(longest).toBeLessThanOrEqual(3600);
  },
);

test('what a sender was answered is in every line of deliver about its events, and theirs in that of receive', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(contactId(0), {});
  flow.bridge.addFault({ status: 503, times: 2 });
  const timestamp = new Date(flow.clock.now()).toISOString();
  const data = { bridgeId: contactId(0), first: 'Ada' };

  const response = await flow.deliver({
    source: 'crm',
    id: 'one',
    body: { timestamp, data },
  });
  const { requestId } = (await response.json()) as { requestId: string };
  await flow.deliver({ source: 'crm', id: 'two', body: { timestamp, data } });

  const ofRequest = flow.logs.filter((line) => line.requestId === requestId);
  const accepted = ofRequest.find(({ message }) => message === 'request accepted');
  const [eventId] = (accepted?.eventIds ?? []) as string[];
  expect(accepted).toMatchObject({ accepted: 1, eventIds: [expect.any(String)] });
  expect(flow.logsOf('Deliver').filter((line) => line.eventId === eventId)).toEqual(
    ofRequest.filter((line) => 'eventId' in line),
  );
  expect(ofRequest.map(({ outcome }) => outcome)).toEqual(
    expect.arrayContaining(['retry', 'delivered']),
  );
  expect(await flow.ledger()).toContainEqual(
    expect.objectContaining({ pk: `event#${eventId}`, requestId }),
  );
});

test('a replay that is put off has waited since it was replayed, however old its event is', async () => {
  const flow = await startFlow();
  flow.bridge.addFault({ status: 503, times: 1 });
  const longAgo = flow.clock.now() - 20 * 24 * 60 * minute;
  const data = { bridgeId: contactId(0), first: 'Ada' };
  const body = { timestamp: new Date(longAgo).toISOString(), data };

  await flow.enqueue({
    version: 1,
    source: 'crm',
    workspace: 'main',
    receivedAt: longAgo,
    enqueuedAt: longAgo,
    replay: true,
    headers: {},
    query: {},
    events: [{ id: 'old', idFrom: 'sender', index: 0, body }],
  });
  await flow.app.settle({ maxVirtualMs: minute });

  const [putOff] = flow.logsOf('Deliver').filter(({ outcome }) => outcome === 'retry');
  expect(putOff).toMatchObject({ eventId: 'old' });
  expect(Number(putOff?.waitedSeconds)).toBeLessThan(60);
});
