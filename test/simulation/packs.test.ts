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

const ana = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const hour = 3_600_000;
const answer = (status: number): BridgeAnswer => ({ kind: 'answered', status, body: {} });
const byId = buildSource({ contact: { id: 'bridgeId' }, map: { firstName: 'first' } });

/** A pack of one message for one contact, until everything has ended or a day is over. */
async function playPack(size: number, options: SimulationOptions) {
  const simulation = startSimulation(buildConfig(byId), {
    contacts: [{ id: ana }],
    ...options,
  });
  const events = Array.from({ length: size }, (_, index) =>
    buildEvent({ id: `e${index}`, index, body: { bridgeId: ana, first: `n${index}` } }),
  );
  simulation.put(buildMessage(events));
  await simulation.run(simulation.now() + 24 * hour);
  const [message] = simulation.messages;
  const settled = endings(simulation);
  return {
    settled: settled.length,
    reasons: [...new Set(settled.map(({ reason, outcome }) => reason ?? outcome))],
    receives: message?.receives ?? 0,
    calls: simulation.calls.length,
    simulation,
  };
}

/** How the events ended; a redelivery finds those of an earlier one again, as duplicates. */
function endings({ settled }: Pick<ReturnType<typeof startSimulation>, 'settled'>) {
  return settled().filter(({ outcome }) => outcome !== 'duplicate');
}

/** The receives a pack may take: its calls, 15 s of them in each run, and two more. */
const mostReceives = (calls: number, latencyMs: number) =>
  Math.ceil((calls * latencyMs) / 15_000) + 2;

describe('G2 G5 a pack that Bridge refuses is settled, run by run', () => {
  test.each([
    [403, 30, 300, 'forbidden'],
    [422, 30, 800, 'refused'],
    [422, 70, 300, 'refused'],
    [422, 100, 1000, 'refused'],
    [400, 100, 3000, 'refused'],
  ])('%i for each of %i events, %i ms a call', async (status, size, latencyMs, reason) => {
    const intercept = ({ method }: BridgeCall) =>
      method === 'PATCH' ? answer(status) : undefined;

    const { settled, reasons, receives, calls } = await playPack(size, {
      latencyMs,
      intercept,
    });

    expect({ settled, reasons }).toEqual({ settled: size, reasons: [reason] });
    expect(receives).toBeLessThanOrEqual(mostReceives(size * 3, latencyMs));
    expect(calls).toBeLessThanOrEqual(size * 3 + 3);
  });

  test('a 403 is about the contact: the pack is not sent apart', async () => {
    const intercept = ({ method }: BridgeCall) =>
      method === 'PATCH' ? answer(403) : undefined;

    const { simulation } = await playPack(30, { intercept });

    const patches = simulation.calls.filter(({ method }) => method === 'PATCH');
    expect(patches.length).toBeLessThanOrEqual(2);
  });
});

test('G2 70 people in one message are found and written to one after the other', async () => {
  const source = buildSource({
    contact: { key: 'site', match: ['email'] },
    map: { email: 'email', firstName: 'first' },
  });
  const people = Array.from({ length: 70 }, (_, n) => ({
    id: `4e362e2b-67b2-4a7e-a9df-${String(n).padStart(12, '0')}`,
    email: `p${n}@example.com`,
  }));
  const latencyMs = 300;
  const simulation = startSimulation(buildConfig(source), {
    contacts: people,
    latencyMs,
  });
  const events = people.map(({ email }, index) =>
    buildEvent({ id: `e${index}`, index, body: { site: 's', email, first: 'x' } }),
  );
  simulation.put(buildMessage(events));

  await simulation.run(simulation.now() + hour);

  expect(endings(simulation).map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 70 }, () => 'delivered'),
  );
  expect(simulation.messages[0]?.receives).toBeLessThanOrEqual(
    mostReceives(70 * 2, latencyMs),
  );
});

describe('G5 an event that is put off does not stop the others of its pack', () => {
  const pair = ['a', 'b', 'c'].map((name, index) => ({
    id: `4e362e2b-67b2-4a7e-a9df-00000000000${index}`,
    name,
  }));
  const source = buildSource({
    contact: { key: 'site', id: 'bridgeId' },
    map: { firstName: 'first' },
  });
  const play = async (intercept: (call: BridgeCall) => BridgeAnswer | undefined) => {
    const contacts = pair.map(({ id }) => ({ id }));
    const simulation = startSimulation(buildConfig(source), { contacts, intercept });
    const events = pair.map(({ id, name }, index) =>
      buildEvent({ id: name, index, body: { site: 's', bridgeId: id, first: name } }),
    );
    simulation.put(buildMessage(events));
    await simulation.run(simulation.now() + 1_000);
    return simulation;
  };
  const isPatchOf = (first: string, { method, body }: BridgeCall) =>
    method === 'PATCH' && (body as { firstName?: string }).firstName === first;

  test('while Bridge answers the health check', async () => {
    const simulation = await play((call) =>
      isPatchOf('a', call) ? answer(500) : undefined,
    );

    expect(endings(simulation).map(({ eventId }) => eventId)).toEqual(['b', 'c']);
  });

  test('when Bridge answers nothing the run ends, and nobody else is tried', async () => {
    const simulation = await play(() => answer(503));

    expect(simulation.calls.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
    expect(simulation.settled()).toEqual([]);
  });
});
