import { hc } from 'hono/client';
import { expect, test, vi } from 'vitest';
import type * as z from 'zod';
import { bridgeViewSchema } from '../../../local/console/api/bridge.ts';
import { commandSchema, messageSchema } from '../../../local/console/api/changes.ts';
import {
  eventViewSchema,
  requestViewSchema,
  testCaseSchema,
} from '../../../local/console/api/event.ts';
import {
  discardedSchema,
  parkedSchema,
  planSchema,
  sentSchema,
} from '../../../local/console/api/parked.ts';
import {
  mapViewSchema,
  sourcesSchema,
  sourceViewSchema,
} from '../../../local/console/api/sources.ts';
import { failureSchema, stateSchema } from '../../../local/console/api/state.ts';
import { timelineSchema } from '../../../local/console/api/timeline.ts';
import { type ConsoleApp, createApp } from '../../../local/console/app.ts';
import type { Operations } from '../../../local/console/operations.ts';
import {
  failingOperations,
  madeOperations,
  secretValue,
  wrong,
} from './made-operations.ts';

type Asked = [method: string, path: string, body?: unknown];

/** Every route, the schema of its answer, and what it asks of the operations. */
const routes: [asked: Asked, schema: z.ZodType, calls: unknown[][]][] = [
  [['GET', 'state'], stateSchema, [['state']]],
  [
    ['POST', 'timeline', { person: secretValue }],
    timelineSchema,
    [['timeline', { person: secretValue, limit: 200 }]],
  ],
  [['GET', 'requests/r1'], requestViewSchema, [['request', 'r1', false, undefined]]],
  [
    ['GET', 'requests/event%3ANs8H_k_e'],
    requestViewSchema,
    [['request', 'event:Ns8H_k_e', false, undefined]],
  ],
  [
    ['GET', 'requests/r1?event=a%26b'],
    requestViewSchema,
    [['request', 'r1', false, 'a&b']],
  ],
  [
    ['POST', 'requests/r1/reveal?event=e21'],
    requestViewSchema,
    [['request', 'r1', true, 'e21']],
  ],
  [['GET', 'requests/r1/curl'], commandSchema, [['curl', 'r1']]],
  [
    ['POST', 'requests/r1/test-case', { name: 'ada' }],
    testCaseSchema,
    [['testCase', 'r1', 'ada']],
  ],
  [['GET', 'events/Ns8H_k_e'], eventViewSchema, [['event', 'Ns8H_k_e', false]]],
  [['POST', 'events/Ns8H_k_e/reveal'], eventViewSchema, [['event', 'Ns8H_k_e', true]]],
  [['GET', 'parked'], parkedSchema, [['parked']]],
  [['POST', 'plan', { ids: ['a'] }], planSchema, [['plan', ['a'], false]]],
  [['POST', 'plan', { ids: ['a'], reveal: true }], planSchema, [['plan', ['a'], true]]],
  [['POST', 'send', { ids: ['a'], digest: 'd' }], sentSchema, [['send', ['a'], 'd']]],
  [['POST', 'discard', { ids: ['a'] }], discardedSchema, [['discard', ['a']]]],
  [
    ['POST', 'hold/release', { workspace: 'main' }],
    messageSchema,
    [['releaseHold', 'main']],
  ],
  [['GET', 'sources'], sourcesSchema, [['sources']]],
  [['GET', 'sources/website-form'], sourceViewSchema, [['source', 'website-form']]],
  [
    ['GET', 'sources/website-form/map/sample%3Acontact'],
    mapViewSchema,
    [['map', 'website-form', 'sample:contact']],
  ],
  [['GET', 'bridge'], bridgeViewSchema, [['view']]],
  [
    ['POST', 'bridge/faults', { fault: '503', times: 2 }],
    bridgeViewSchema,
    [['setFault', { fault: '503', times: 2 }], ['view']],
  ],
  [['DELETE', 'bridge/faults'], bridgeViewSchema, [['endFaults'], ['view']]],
];

async function ask(
  operations: Operations,
  [method, path, body]: Asked,
  readOnly?: string,
): Promise<{ status: number; json: unknown }> {
  const response = await createApp({ operations, readOnly }).request(
    `/_console/api/${path}`,
    {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    },
  );
  return { status: response.status, json: await response.json() };
}

test.each(routes)('%s is answered as its schema says', async (asked, schema, calls) => {
  const operations = madeOperations();

  const { status, json } = await ask(operations, asked);

  expect(status).toBe(200);
  expect(schema.parse(json)).toEqual(json);
  expect(operations.calls).toEqual(calls);
});

test('the table above has every route of the API but the stream', () => {
  const app = createApp({ operations: madeOperations(), readOnly: undefined });
  const own = app.routes
    .filter(({ path, method }) => path.startsWith('/_console/api/') && method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  const asked = routes.map(([[method, path]]) => {
    const matched = app.router
      .match(method, `/_console/api/${path.split('?')[0]}`)[0]
      .at(-1);
    return `${method} ${matched?.[0][1].path}`;
  });

  expect(new Set(asked)).toEqual(
    new Set(own.filter((route) => route !== 'GET /_console/api/timeline/stream')),
  );
});

test('a client of its type asks for routes by their names', async () => {
  const app = createApp({ operations: madeOperations(), readOnly: undefined });
  const { api } = hc<ConsoleApp>('http://127.0.0.1', { fetch: app.request })._console;

  const sent = await api.send.$post({ json: { ids: ['a'], digest: 'd' } });
  const event = await api.events[':id'].$get({ param: { id: 'Ns8H_k_e' } });

  expect(await sent.json()).toMatchObject({ message: 'It has changed.' });
  expect((await event.json()).event.id).toBe('Ns8H_k_e');
});

test('values are revealed by a POST only', async () => {
  const hidden = await ask(madeOperations(), ['GET', 'events/Ns8H_k_e']);
  const shown = await ask(madeOperations(), ['POST', 'events/Ns8H_k_e/reveal']);

  expect(JSON.stringify(hidden)).not.toContain(secretValue);
  expect(JSON.stringify(shown)).toContain(secretValue);
});

test.each<Asked>([
  ['POST', 'send', { ids: ['a'], digest: 'd' }],
  ['POST', 'discard', { ids: ['a'] }],
  ['POST', 'hold/release', { workspace: 'main' }],
  ['POST', 'requests/r1/test-case', { name: 'ada' }],
  ['POST', 'bridge/faults', { fault: '503' }],
  ['DELETE', 'bridge/faults'],
])('%s %s is refused where nothing may be changed', async (...asked) => {
  const operations = madeOperations();

  const { status, json } = await ask(operations, asked, 'It only reads.');

  expect(status).toBe(403);
  expect(failureSchema.parse(json).error.lines).toEqual(['It only reads.']);
  expect(operations.calls).toEqual([]);
});

test('what only reads is answered there all the same', async () => {
  const reading = routes.filter(
    ([[, path]]) =>
      !/^(send|discard|hold|requests\/r1\/test-case|bridge\/faults)/.test(path),
  );

  for (const [asked] of reading)
    expect(await ask(madeOperations(), asked, 'It only reads.')).toMatchObject({
      status: 200,
    });
  expect(reading).toHaveLength(routes.length - 6);
});

test('what people can put right is told in the lines of the command line', async () => {
  const { status, json } = await ask(failingOperations(wrong), ['GET', 'events/x']);

  expect(status).toBe(400);
  expect(json).toEqual({ error: { lines: ['There is no such event.', 'Look again.'] } });
});

test.each([
  [new TypeError(`${secretValue} is not iterable`), 'TypeError'],
  [Object.assign(new Error(secretValue), { name: secretValue }), 'unknown'],
])('of a fault only the name is told: %#', async (thrown, name) => {
  const spies = (['log', 'error', 'warn', 'info', 'debug'] as const).map((level) =>
    vi.spyOn(console, level),
  );

  const { status, json } = await ask(failingOperations(thrown), ['GET', 'events/x']);

  expect(status).toBe(500);
  expect(failureSchema.parse(json).error.lines).toEqual([
    `This is a fault of Bridgehook itself (${name}).`,
  ]);
  expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
});

test.each<[what: string, asked: Asked, line: RegExp]>([
  ['an unknown key', ['POST', 'plan', { ids: ['a'], force: true }], /^body: .*"force"/],
  ['a wrong type', ['POST', 'plan', { ids: [secretValue, 7] }], /^ids\.1: /],
  ['too many', ['POST', 'plan', { ids: Array(501).fill('a') }], /^ids: /],
  ['a fault that is none', ['POST', 'bridge/faults', { fault: 'fire' }], /^fault: /],
  [
    'a name that is too long',
    ['POST', 'requests/r1/test-case', { name: 'a'.repeat(101) }],
    /^name: /,
  ],
  ['no body', ['POST', 'plan'], /^body: |^ids: /],
])('a body with %s is refused, and nothing is done', async (_, asked, line) => {
  const operations = madeOperations();

  const { status, json } = await ask(operations, asked);

  expect(status).toBe(400);
  const { lines } = failureSchema.parse(json).error;
  expect(lines.join('\n')).toMatch(line);
  expect(lines.join('\n')).not.toContain(secretValue);
  expect(operations.calls).toEqual([]);
});

test.each([
  ['application/json', '{"ids":["a"'],
  ['text/plain', '{"ids":["a"]}'],
  ['application/x-www-form-urlencoded', 'ids=a'],
])('a body that is not JSON, or does not say so (%s), is refused', async (type, body) => {
  const operations = madeOperations();
  const app = createApp({ operations, readOnly: undefined });

  const response = await app.request('/_console/api/plan', {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });

  expect(response.status).toBe(400);
  expect(failureSchema.parse(await response.json()).error.lines).not.toEqual([]);
  expect(operations.calls).toEqual([]);
});

test('without a simulator there are no faults to choose', async () => {
  const operations = { ...madeOperations(), bridge: undefined };

  for (const method of ['GET', 'POST', 'DELETE'])
    expect(
      await ask(operations, [
        method,
        method === 'GET' ? 'bridge' : 'bridge/faults',
        method === 'POST' ? { fault: '503' } : undefined,
      ]),
    ).toEqual({
      status: 400,
      json: { error: { lines: ['No simulator of Bridge runs here.'] } },
    });
});

test.each(['nothing', 'events', '../hooks/x'])('there is nothing at %s', async (path) => {
  const { status, json } = await ask(madeOperations(), ['GET', path]);

  expect(status).toBe(404);
  expect(failureSchema.parse(json).error.lines).toEqual([
    'There is nothing at this address.',
  ]);
});
