import { describe, expect, test } from 'vitest';
import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall } from '../../functions/core/bridge/bridge-calls.ts';
import {
  buildConfig,
  buildEvent,
  buildMessage,
  buildSource,
} from '../support/build-source.ts';
import { type SimulationOptions, startSimulation } from '../support/simulation.ts';
import { volume } from '../support/volume.ts';
import { waitsOf } from './waits.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const busyHours = volume(1, 4);
const uuid = (n: number) => `4e362e2b-67b2-4a7e-a9df-${String(n).padStart(12, '0')}`;
const plain = buildSource({
  contact: { id: 'bridgeId' },
  map: { firstName: 'first', lastName: 'last' },
});
const byEmail = {
  ...buildSource({
    contact: { match: ['email'] },
    map: { email: 'email', firstName: 'first' },
  }),
  name: 'by-email',
};
const withAttribute = {
  ...buildSource({
    contact: { id: 'bridgeId' },
    map: { firstName: 'first', customAttributes: { Plan: 'plan' } },
  }),
  name: 'with-attribute',
};
const config = buildConfig(plain, byEmail, withAttribute);
const answer = (status: number, body: unknown = {}): BridgeAnswer => ({
  kind: 'answered',
  status,
  body,
});
const isSearch = ({ query }: BridgeCall) => query?.search !== undefined;
const isNeutral = ({ method, query }: BridgeCall) =>
  method === 'GET' && query?.limit === '1';
const isAttributes = ({ path }: BridgeCall) => path.endsWith('/settings/attributes');

interface Scenario extends Pick<SimulationOptions, 'attributes' | 'behaviour'> {
  intercept?: (call: BridgeCall) => BridgeAnswer | undefined;
  /** The event that fails, and its source. */
  body: object;
  source?: string;
  /** How often an event of somebody else comes. */
  everyMs: number;
  hours: number;
}

/** One event that fails, after the first of many of other people that need nothing of it. */
async function playOne(scenario: Scenario) {
  const { body, source = 'test-source', everyMs, hours } = scenario;
  const count = Math.floor((hours * hour) / everyMs);
  const contacts = Array.from({ length: count }, (_, n) => ({ id: uuid(n) }));
  const simulation = startSimulation(config, { ...scenario, contacts });
  const start = simulation.now();
  for (let n = 0; n < count; n += 1) {
    const at = start + n * everyMs;
    const event = buildEvent({
      id: `other-${n}`,
      body: { bridgeId: uuid(n), first: 'y' },
    });
    simulation.put(buildMessage([event], { contactKey: `k${n}`, receivedAt: at }), at);
  }
  const one = buildMessage([buildEvent({ id: 'one', body })], {
    contactKey: 'one',
    source,
    receivedAt: start + second,
  });
  simulation.put(one, start + second);
  await simulation.run(start + 4 * 24 * hour);
  const others = waitsOf(simulation, (id) => id !== 'one');
  const [failing] = simulation.settled().filter(({ eventId }) => eventId === 'one');
  return {
    count,
    others,
    failing,
    waited: waitsOf(simulation, (id) => id === 'one').max,
  };
}

const bad500 = ({ method, body }: BridgeCall) =>
  method === 'PATCH' && (body as { lastName?: string }).lastName === 'bad'
    ? answer(500)
    : undefined;

describe.each([
  ['busy', 5 * second, busyHours, 30],
  ['quiet', 15 * minute, 24, 60],
])(
  'G5 in a %s workspace, one event fails on its own',
  (_, everyMs, hours, mostMinutes) => {
    test.each<[string, Pick<Scenario, 'intercept' | 'body'>, string]>([
      [
        'Bridge answers 500 to its PATCH',
        { intercept: bad500, body: { bridgeId: uuid(0), last: 'bad' } },
        'bridge-error',
      ],
      [
        'its contact is gone, and the key may not list',
        {
          intercept: (call) => (isNeutral(call) ? answer(403) : undefined),
          body: { bridgeId: uuid(99_999), first: 'x' },
        },
        'bridge-error',
      ],
    ])(
      '%s: nobody else waits, and it is parked with its reason',
      async (_name, one, reason) => {
        const { count, others, failing, waited } = await playOne({
          ...one,
          everyMs,
          hours,
        });

        expect(others).toMatchObject({ endings: { delivered: count }, median: 0 });
        expect(others.max).toBeLessThanOrEqual(2);
        expect(failing).toMatchObject({ outcome: 'parked', reason });
        expect(waited).toBeLessThanOrEqual(mostMinutes);
      },
    );
  },
);

describe.each([
  ['busy', 5 * second, busyHours],
  ['quiet', 15 * minute, 90],
])('G5 in a %s workspace, a call fails for all who need it', (_, everyMs, hours) => {
  test.each<[string, Pick<Scenario, 'intercept' | 'body' | 'source'>, string]>([
    [
      'the attribute list, with 500',
      {
        intercept: (call) => (isAttributes(call) ? answer(500) : undefined),
        body: { bridgeId: uuid(0), first: 'x', plan: 'gold' },
        source: 'with-attribute',
      },
      'attributes',
    ],
    [
      'the attribute list, with 404',
      {
        intercept: (call) => (isAttributes(call) ? answer(404) : undefined),
        body: { bridgeId: uuid(0), first: 'x', plan: 'gold' },
        source: 'with-attribute',
      },
      'attributes',
    ],
    [
      'searching, with 429',
      {
        intercept: (call) => (isSearch(call) ? answer(429) : undefined),
        body: { email: 'a@example.com', first: 'x' },
        source: 'by-email',
      },
      '429',
    ],
  ])(
    '%s: nobody else waits, and it is kept until it is too old',
    async (_name, one, detail) => {
      const { count, others, failing } = await playOne({ ...one, everyMs, hours });

      expect(others).toMatchObject({ endings: { delivered: count }, median: 0 });
      expect(others.max).toBeLessThanOrEqual(2);
      expect(failing).toMatchObject({ outcome: 'parked', reason: 'too-old' });
      expect(failing?.detail).toContain(detail);
    },
  );
});

test('G5 an event that waited for a call that failed goes out when that answers', async () => {
  const start = startSimulation(config).now();
  const simulation = startSimulation(config, {
    contacts: [{ id: uuid(0), email: 'a@example.com' }],
    intercept: (call, now) =>
      isSearch(call) && now - start < 5 * hour ? answer(429) : undefined,
  });
  const event = buildEvent({ id: 'one', body: { email: 'a@example.com', first: 'x' } });
  simulation.put(buildMessage([event], { source: 'by-email' }));

  await simulation.run(start + 24 * hour);

  const [settled] = simulation.settled();
  expect(settled?.outcome).toBe('delivered');
  expect((settled?.at ?? 0) - start).toBeLessThanOrEqual(5 * hour + 16 * minute);
});

test('G5 an attribute definition of an unknown category fails nobody', async () => {
  const { others, failing, count } = await playOne({
    attributes: [{ id: 'a', category: 'OPEN', keyName: 'Plan' }],
    behaviour: { unknownCategory: true },
    body: { bridgeId: uuid(0), first: 'x', plan: 'gold' },
    source: 'with-attribute',
    everyMs: minute,
    hours: 1,
  });

  expect(failing).toMatchObject({ outcome: 'delivered' });
  expect(others).toMatchObject({ endings: { delivered: count }, max: 0 });
});
