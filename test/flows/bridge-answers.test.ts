import { expect, test } from 'vitest';
import { type Flow, startFlow } from '../support/flow.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const minute = 60_000;

function change(flow: Flow, id: string, data: object) {
  return {
    source: 'crm',
    id,
    body: {
      timestamp: new Date(flow.clock.now()).toISOString(),
      data: { bridgeId, ...data },
    },
  };
}

async function startWithContact(
  options: Parameters<typeof startFlow>[0] = {},
): Promise<Flow> {
  const flow = await startFlow(options);
  flow.bridge.putContact(bridgeId, { cellphone: '+34600111222' });
  return flow;
}

const ends = (flow: Flow) =>
  flow.outcomes().map(({ outcome, reason }) => reason ?? outcome);

test('G2: a page for people in the place of Bridge is no success: the event is delivered when it is gone', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 200, page: '<html>Please log in</html>', times: 2 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(flow.patches().map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(ends(flow)).toEqual(['delivered']);
  expect(flow.bridge.contacts()).toMatchObject([{ firstName: 'Ada' }]);
});

test('G2: a redirect is neither followed nor a success', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 301, times: 2 });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  expect(flow.patches().map(({ status }) => status)).toEqual([301, 301, 200]);
  expect(ends(flow)).toEqual(['delivered']);
});

test('G4: a failure after the change was made does not let anybody else write before Bridge has settled', async () => {
  const flow = await startWithContact();
  flow.bridge.addFault({ status: 500, applied: true });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada' }));

  const [first, second] = flow.bridge.requests().map(({ at }) => at);
  expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(30_000);
  expect(ends(flow)).toEqual(['delivered']);
});

test('G2: an unknown owner that Bridge answers 404 parks the event as refused, and the contact stays', async () => {
  const flow = await startWithContact({
    owners: [{ id: 'u-1', email: 'rep@example.com' }],
    unknownOwner: 'notFound',
  });

  await flow.deliver(change(flow, 'msg_1', { first: 'Ada', owner: 'gone@example.com' }));
  await flow.deliver(change(flow, 'msg_2', { last: 'Canaria' }));

  expect(ends(flow)).toEqual(['refused', 'delivered']);
  expect(flow.bridge.contacts()).toMatchObject([{ id: bridgeId, lastName: 'Canaria' }]);
});

test('G5: an attribute of a category that is new stops no event, not even one with attributes', async () => {
  const flow = await startWithContact({
    unknownCategory: true,
    attributes: [{ id: 'plan', category: 'OPEN', keyName: 'Plan' }],
  });

  await flow.deliver(change(flow, 'msg_1', { plan: 'Gold' }));

  expect(ends(flow)).toEqual(['delivered']);
  expect(flow.bridge.contacts()).toMatchObject([
    { customAttributes: [{ key: 'Plan', values: ['Gold'] }] },
  ]);
});

test.each([
  ['ends with a line end', (key: string) => ({ current: `${key}\n` }), 'main: U+000A'],
  ['stands there without its object', (key: string) => key, 'main: not-an-object'],
  [
    'has a dash in it that no header can carry',
    (key: string) => ({ current: `${key}–` }),
    'PATCH contact: ERR_INVALID_CHAR',
  ],
])(
  'G7: a key that %s is a rejected key: nothing is sent, and it is read again',
  async (_, entryOf, detail) => {
    const flow = await startWithContact();
    const right = flow.secrets.get('bridgehook/test/bridge-keys') ?? '';
    const { main } = JSON.parse(right) as { main: { current: string } };
    const wrong = JSON.stringify({ other: null, main: entryOf(main.current) });
    flow.secrets.put('bridgehook/test/bridge-keys', wrong);

    await flow.post(change(flow, 'msg_1', { first: 'Ada' }));
    await flow.app.settle({ maxVirtualMs: 3 * minute });
    const reasons = flow.logs.filter(({ message }) => message === 'event put off');
    const sent = flow.bridge.requests().length;
    flow.secrets.put('bridgehook/test/bridge-keys', right);
    await flow.app.settle();

    expect(sent).toBe(0);
    expect(new Set(reasons.map(({ reason }) => reason))).toEqual(
      new Set(['key-rejected']),
    );
    expect(new Set(reasons.map((line) => line.detail))).toEqual(new Set([detail]));
    expect(reasons.length).toBeGreaterThan(1);
    expect(ends(flow)).toEqual(['delivered']);
  },
);
