import { expect, test } from 'vitest';
import type { FaultSeed } from '../../../local/bridge-simulator/faults.ts';
import { startBridgeSimulator } from '../../../local/bridge-simulator/start-bridge-simulator.ts';
import {
  ANA,
  ATTRIBUTES,
  BEN,
  call,
  contactPath,
  contactsPath,
  NOW,
  OTHER_WORKSPACE,
  start,
  WORKSPACE,
} from './call-simulator.ts';

const patchAna = { method: 'PATCH', path: contactPath(ANA), body: { firstName: 'Ana' } };

test('requests are kept in order, without the key', async () => {
  const simulator = await start();
  simulator.putContact(ANA, {});
  await call(simulator, 'PATCH', contactPath(ANA), patchAna.body);
  await call(simulator, 'GET', `${contactsPath}?search=%2B34`, undefined, {
    'x-api-key': 'wrong-canary',
  });
  await call(simulator, 'PATCH', contactPath(ANA), '{"first');

  const { body } = await call(simulator, 'GET', '/_simulator/requests');

  expect(body).toEqual([
    { at: NOW, ...patchAna, query: {}, status: 200, apiKeyAccepted: true },
    {
      at: NOW,
      method: 'GET',
      path: contactsPath,
      query: { search: '+34' },
      status: 401,
      apiKeyAccepted: false,
    },
    {
      at: NOW,
      ...patchAna,
      body: '{"first',
      query: {},
      status: 400,
      apiKeyAccepted: true,
    },
  ]);
  expect(body).toEqual(simulator.requests());
  expect(JSON.stringify(body)).not.toContain('canary');
});

test('contacts and attributes can be put, and a reset keeps only the attributes', async () => {
  const simulator = await start({ attributes: [] });
  const seed = { firstName: 'Ana', createdAt: '2003-04-10T08:00:00.000Z' };

  const put = await call(simulator, 'PUT', `/_simulator/contacts/${ANA}`, seed);
  const attributes = await call(simulator, 'PUT', '/_simulator/attributes', ATTRIBUTES);
  simulator.addFault({ status: 500 });
  const ended = await call(simulator, 'DELETE', '/_simulator/faults');
  const before = await call(simulator, 'GET', '/_simulator/contacts');
  const reset = await call(simulator, 'DELETE', '/_simulator');

  expect([
    put,
    attributes.status,
    ended.status,
    before.status,
    reset.status,
  ]).toMatchObject([
    { status: 200, body: { id: ANA, workspaceId: WORKSPACE, ...seed } },
    204,
    204,
    200,
    204,
  ]);
  expect(before.body).toEqual([put.body]);
  expect([simulator.contacts(), simulator.requests()]).toEqual([[], []]);
  expect(
    await call(simulator, 'POST', contactsPath, {
      customAttributes: { openAttributes: [{ customAttributeId: 'note', content: 'x' }] },
    }),
  ).toMatchObject({
    status: 201,
    body: { customAttributes: [{ key: 'Note', values: ['x'] }] },
  });
});

test.each([
  ['PUT', '/_simulator/contacts/12', {}, /UUID/],
  ['PUT', `/_simulator/contacts/${ANA}`, { phone: '1' }, /phone.*"cellphone"/],
  [
    'PUT',
    `/_simulator/contacts/${ANA}`,
    { workspaceId: BEN },
    /workspaceId must be one of/,
  ],
  [
    'PUT',
    '/_simulator/attributes',
    { customAttributes: [] },
    /Write for example \[\{"id"/,
  ],
  ['POST', '/_simulator/faults', '{', /must be JSON/],
  ['POST', '/_simulator/faults', {}, /this does nothing/],
  ['POST', '/_simulator/faults', { times: 0, status: 500 }, /^times: /],
  ['POST', '/_simulator/faults', { stauts: 500 }, /stauts/],
  ['POST', '/_simulator/faults', { retryAfter: 5 }, /add "status"/],
  [
    'POST',
    '/_simulator/faults',
    { status: 500, dropConnection: true },
    /queue two faults/,
  ],
])(
  '%s %s with %j is answered with what to write instead',
  async (method, path, body, message) => {
    expect(await call(await start(), method, path, body)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(message) },
    });
  },
);

test('with several workspaces a contact must say which', async () => {
  const simulator = await start({ workspaces: [WORKSPACE, OTHER_WORKSPACE] });

  expect(() => simulator.putContact(ANA, {})).toThrow(/workspaceId must be one of/);
});

test('faults are used up in order, each by the requests it concerns', async () => {
  const simulator = await start();
  simulator.putContact(ANA, {});
  const faults: FaultSeed[] = [
    { status: 503, times: 2, retryAfter: 30, method: 'patch' },
    { rejectKey: true },
    { status: 418, path: '/health' },
  ];
  for (const fault of faults) await call(simulator, 'POST', '/_simulator/faults', fault);
  const patch = () => call(simulator, 'PATCH', contactPath(ANA), patchAna.body);

  const answers = [
    await patch(),
    await call(simulator, 'GET', contactsPath),
    await patch(),
    await patch(),
  ];
  const health = await call(simulator, 'GET', '/bridge/api/health');

  expect([...answers, health].map(({ status }) => status)).toEqual([
    503, 401, 503, 200, 418,
  ]);
  expect(answers[0]?.headers.get('retry-after')).toBe('30');
  expect(simulator.requests()[1]).toMatchObject({ status: 401, apiKeyAccepted: false });
});

test.each([
  ['before', null],
  ['after', 'Ana'],
  [true, 'Ana'],
] as const)(
  'a connection dropped %s leaves the first name %j',
  async (dropConnection, firstName) => {
    const simulator = await start();
    simulator.putContact(ANA, {});
    simulator.addFault({ dropConnection });

    await expect(
      call(simulator, 'PATCH', contactPath(ANA), patchAna.body),
    ).rejects.toThrow('fetch failed');

    expect(simulator.contacts()).toMatchObject([{ firstName }]);
    expect(simulator.requests()).toMatchObject([{ status: null }]);
  },
);

test('a delayed request takes effect after its delay, and never once the simulator has stopped', async () => {
  const simulator = await start();
  simulator.putContact(ANA, {});
  simulator.addFault({ delayMs: 50 });
  simulator.addFault({ delayMs: 600_000 });
  const startedAt = performance.now();

  await call(simulator, 'PATCH', contactPath(ANA), { lastName: 'Gil' });
  const waited = performance.now() - startedAt;
  const pending = call(simulator, 'PATCH', contactPath(ANA), patchAna.body);
  const refused = expect(pending).rejects.toThrow('fetch failed');
  while (simulator.requests().length < 2) await new Promise(setImmediate);
  await simulator.stop();

  await refused;
  expect(waited).toBeGreaterThanOrEqual(49);
  expect(simulator.contacts()).toMatchObject([{ firstName: null, lastName: 'Gil' }]);
});

test('a taken port is an error at the start', async () => {
  const { url } = await start();
  const port = Number(new URL(url).port);

  await expect(
    startBridgeSimulator({ workspaces: [], apiKeys: [], port }),
  ).rejects.toThrow(`Port ${port} is already in use.`);
});
