import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { unpackMessage } from '../../functions/edges/ledger/packed/packed-message.ts';
import { type Flow, type Posting, startFlow } from '../support/flow.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const minute = 60_000;

test('an older event after a newer one changes only the fields the newer one did not have (G4)', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(bridgeId, {});
  const at = (minutes: number) => flow.clock.now() - minutes * minute;
  const change = (id: string, time: number, name: string, value: string) => ({
    kind: 'changed',
    id,
    at: time,
    bridgeId,
    name,
    value,
  });

  await flow.deliver({
    source: 'pack',
    id: 'newer',
    body: { events: [change('e2', at(1), 'first', 'newer')] },
  });
  await flow.deliver({
    source: 'pack',
    id: 'older',
    body: {
      events: [
        change('e1', at(5), 'first', 'older'),
        change('e0', at(5), 'last', 'Canaria'),
      ],
    },
  });

  expect(flow.patches().map(({ body }) => body)).toEqual([
    { firstName: 'newer' },
    { lastName: 'Canaria' },
  ]);
  expect(flow.outcomes().map(({ outcome, stale }) => [outcome, stale])).toEqual([
    ['delivered', undefined],
    ['stale', 'firstName'],
    ['delivered', undefined],
  ]);
});

test('an event from the future counts as received now, and does not block what comes after it (G4)', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(bridgeId, {});
  const change = (id: string, time: number, value: string) => ({
    source: 'pack',
    id,
    body: { events: [{ kind: 'changed', id, at: time, bridgeId, name: 'first', value }] },
  });

  await flow.deliver(
    change('e1', flow.clock.now() + 365 * 24 * 60 * minute, 'from the future'),
  );
  flow.clock.advanceTo(flow.clock.now() + minute);
  await flow.deliver(change('e2', flow.clock.now(), 'now'));

  expect(flow.bridge.contacts()).toMatchObject([{ firstName: 'now' }]);
});

/**
 * Sends the same person's changes newest first, all at once, over three sources that know them by
 * id, by phone and by email.
 */
async function burst(flow: Flow, count: number): Promise<Response[]> {
  const start = flow.clock.now() - count * minute;
  const postings = Array.from({ length: count }, (_, index) => count - index).map(
    (age) => {
      const at = start + age * minute;
      const [first, last] = [`first ${age}`, `last ${age}`];
      if (age % 2 === 0)
        return {
          source: 'crm',
          id: `m${age}`,
          body: {
            timestamp: new Date(at).toISOString(),
            data: { phone: '600111222', first, last },
          },
        };
      return {
        source: 'pack',
        id: `m${age}`,
        body: {
          events: [
            { kind: 'changed', id: `e${age}`, at, bridgeId, name: 'first', value: first },
          ],
        },
      };
    },
  );
  return Promise.all(postings.map((posting) => postUntilTaken(flow, posting)));
}

/** On a machine with much else to do receive answers that it is busy; senders try again then. */
async function postUntilTaken(flow: Flow, posting: Posting): Promise<Response> {
  const response = await flow.post(posting);
  if (response.status !== 503) return response;
  await delay(500);
  return postUntilTaken(flow, posting);
}

test('a newest-first burst over two sources that know one person by different keys ends with the newest values (G4)', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(bridgeId, { cellphone: '+34600111222' });
  flow.bridge.addFault({ status: 503, times: 3 });

  const answers = await burst(flow, 25);
  await flow.app.settle();

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(flow.outcomes()).toHaveLength(25);
  expect(flow.bridge.contacts()).toMatchObject([
    { id: bridgeId, firstName: 'first 25', lastName: 'last 24' },
  ]);
  expect(flow.outcomes().filter(({ outcome }) => outcome === 'parked')).toEqual([]);
});

test('a form may say A, B, A: the same content counts again once ten minutes have passed (G3)', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(bridgeId, { email: 'ada@example.com' });
  const submit = (name: string) =>
    flow.deliver({
      source: 'plain-form',
      body: `fields[name]=${name}&fields[email]=ada@example.com`,
    });

  for (const name of ['Ada', 'Ada', 'Berta']) await submit(name);
  flow.clock.advanceTo(flow.clock.now() + 11 * minute);
  await submit('Ada');

  expect(
    flow.patches().map(({ body }) => (body as { firstName: string }).firstName),
  ).toEqual(['Ada', 'Berta', 'Ada']);
});

test('an expression that fails and a request without its events are kept, parked with the place (G1, G2)', async () => {
  const flow = await startFlow();

  const answers = [
    await flow.deliver({ source: 'pack', id: 'm1', body: { nothing: true } }),
    await flow.deliver({
      source: 'pack',
      id: 'm2',
      body: {
        events: [
          { kind: 'changed', id: 'e1', bridgeId, name: { not: 'a name' }, value: 'x' },
        ],
      },
    }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(
    flow
      .outcomes()
      .map(({ outcome, reason, detail }) => [
        outcome,
        reason,
        String(detail).split(':')[0],
      ]),
  ).toEqual([
    ['parked', 'unexpected-shape', 'events.split'],
    ['parked', 'bad-expression', 'events.transform'],
  ]);
  expect(
    (await flow.ledger()).filter(({ parkedSource }) => parkedSource === 'pack'),
  ).toHaveLength(2);
});

test('a parked event that is put back as the runbook says is mapped anew and delivered, behind what is newer (G2, G4)', async () => {
  const flow = await startFlow();
  const submit = {
    timestamp: new Date(flow.clock.now() - 5 * minute).toISOString(),
    data: { bridgeId, first: 'older', last: 'Canaria' },
  };
  await flow.deliver({ source: 'crm', id: 'm1', body: submit });
  flow.bridge.putContact(bridgeId, {});
  await flow.deliver({
    source: 'crm',
    id: 'm2',
    body: {
      timestamp: new Date(flow.clock.now()).toISOString(),
      data: { bridgeId, first: 'newer' },
    },
  });
  const parked = (await flow.ledger()).find(({ parkedSource }) => parkedSource === 'crm');

  await flow.enqueue({ ...JSON.parse(unpackMessage(parked?.message)), replay: true });
  await flow.app.settle();

  expect(
    flow.outcomes().map(({ outcome, sent, stale }) => [outcome, sent, stale]),
  ).toEqual([
    ['parked', undefined, undefined],
    ['delivered', 'firstName', undefined],
    ['delivered', 'lastName', 'firstName'],
  ]);
  expect(flow.bridge.contacts()).toMatchObject([
    { firstName: 'newer', lastName: 'Canaria' },
  ]);
  expect(
    (await flow.ledger()).filter(({ parkedSource }) => parkedSource !== undefined),
  ).toEqual([]);
});
