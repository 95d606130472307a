import { expect, test } from 'vitest';
import {
  buildConfig,
  buildEvent,
  buildMessage,
  buildSource,
} from '../support/build-source.ts';
import { startSimulation } from '../support/simulation.ts';
import { volume } from '../support/volume.ts';
import { waitsOf } from './waits.ts';

const hour = 3_600_000;
/** A day of 10,000 events takes minutes: `OUTAGE_PEOPLE=5000`. */
const people = Number(process.env.OUTAGE_PEOPLE ?? volume(60, 300));
const eventsOfPerson = 2;
const copies = 2;
const uuid = (n: number) => `4e362e2b-67b2-4a7e-a9df-${String(n).padStart(12, '0')}`;
const config = buildConfig(
  buildSource({ contact: { id: 'bridgeId' }, map: { firstName: 'first' } }),
);

/** Of people who come over the day, those before the third back off alone, which costs calls. */
const cases = [
  { name: 'everybody waits from the start', overMs: 0, mostCalls: 105 + copies },
  { name: 'people come over the day', overMs: 24 * hour, mostCalls: 112 + copies },
];

test.each(cases)(
  'G2 G6 Bridge is down for 24 h, $name: all is delivered after it in order, with few calls',
  async ({ overMs, mostCalls }) => {
    const contacts = Array.from({ length: people }, (_, n) => ({ id: uuid(n) }));
    let isDown = true;
    const simulation = startSimulation(config, {
      contacts,
      copies,
      intercept: () => (isDown ? { kind: 'answered', status: 503, body: {} } : undefined),
    });
    const start = simulation.now();
    for (let index = 0; index < eventsOfPerson; index += 1)
      for (let n = 0; n < people; n += 1) {
        const event = buildEvent({
          id: `e${n}-${index}`,
          body: { bridgeId: uuid(n), first: `name ${index}` },
        });
        const at = start + Math.floor((n / people) * overMs);
        simulation.put(buildMessage([event], { contactKey: `k${n}`, receivedAt: at }), at);
      }

    await simulation.run(start + 24 * hour);
    const callsInOutage = simulation.calls.length;
    isDown = false;
    await simulation.run(start + 48 * hour);

    expect(waitsOf(simulation, () => true).endings).toEqual({
      delivered: people * eventsOfPerson,
    });
    expect(callsInOutage).toBeGreaterThan(24);
    expect(callsInOutage).toBeLessThanOrEqual(mostCalls);
    const names = new Map<string, string[]>();
    for (const { method, path, body, at } of simulation.calls) {
      if (method !== 'PATCH' || at < start + 24 * hour) continue;
      const ofPerson = names.get(path) ?? [];
      names.set(path, [...ofPerson, (body as { firstName: string }).firstName]);
    }
    expect(names.size).toBe(people);
    for (const ofPerson of names.values()) expect(ofPerson).toEqual(['name 0', 'name 1']);
  },
);
