import { describe, expect, test } from 'vitest';
import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall } from '../../functions/core/bridge/bridge-calls.ts';
import { seededRandom } from '../oracle/random.ts';
import {
  buildConfig,
  buildEvent,
  buildMessage,
  buildSource,
} from '../support/build-source.ts';
import { type SimulationOptions, startSimulation } from '../support/simulation.ts';
import { volume } from '../support/volume.ts';
import { waitsOf } from './waits.ts';

const hour = 3_600_000;
const uuid = (n: number) => `4e362e2b-67b2-4a7e-a9df-${String(n).padStart(12, '0')}`;
const plain = buildSource({
  contact: { id: 'bridgeId' },
  map: { firstName: 'first', lastName: 'last' },
});
const config = buildConfig(plain);
const status = (code: number): BridgeAnswer => ({
  kind: 'answered',
  status: code,
  body: {},
});
const isBad = ({ method, body }: BridgeCall) =>
  method === 'PATCH' && (body as { lastName?: string }).lastName === 'bad';

/**
 * Events of as many people over `hours`, and half as many good ones after them: without somebody
 * who comes through, what fails cannot be told from an outage. The PATCH of some is always 500.
 */
async function playShare(
  total: number,
  hours: number,
  isBadOne: (n: number) => boolean,
  more: SimulationOptions = {},
) {
  const all = total * 1.5;
  const contacts = Array.from({ length: all }, (_, n) => ({ id: uuid(n) }));
  const intercept = (call: BridgeCall) => (isBad(call) ? status(500) : undefined);
  const simulation = startSimulation(config, { contacts, intercept, ...more });
  const start = simulation.now();
  for (let n = 0; n < all; n += 1) {
    const isBadEvent = n < total && isBadOne(n);
    const at = start + Math.round((n * hours * hour) / total);
    const last = isBadEvent ? { last: 'bad' } : {};
    const id = `${isBadEvent ? 'bad' : 'good'}-${n}`;
    const event = buildEvent({ id, body: { bridgeId: uuid(n), first: 'x', ...last } });
    simulation.put(buildMessage([event], { contactKey: `k${n}`, receivedAt: at }), at);
  }
  await simulation.run(start + 4 * 24 * hour);
  const good = waitsOf(simulation, (id) => id.startsWith('good'));
  const bad = waitsOf(simulation, (id) => id.startsWith('bad'));
  return { good, bad, simulation };
}

describe('G5 G6 a share of the events is answered 500', () => {
  test.each([
    [200, 20],
    [200, 10],
    [200, 5],
    [volume(300, 1000), 20],
  ])(
    'of %i, every %ith: nobody else waits, and all of them are parked',
    async (total, nth) => {
      const { good, bad } = await playShare(total, 2, (n) => n % nth === nth - 1);

      expect(good.endings).toEqual({ delivered: 1.5 * total - total / nth });
      expect(good.median).toBeLessThan(0.1);
      expect(good.p95).toBeLessThanOrEqual(1);
      expect(bad.endings).toEqual({ 'parked bridge-error': total / nth });
      expect(bad.max).toBeLessThanOrEqual(60);
    },
  );

  test.each([
    [0.05, 5],
    [0.1, 5],
    [0.2, 5],
    [0.333, 15],
  ])(
    '%f of them at random, two copies: the others wait %i min at p95',
    async (share, most) => {
      for (let seed = 1; seed <= volume(1, 3); seed += 1) {
        const random = seededRandom(seed);
        const bads = new Set(
          Array.from({ length: 200 }, (_, n) => n).filter(() => random() < share),
        );

        const { good, bad } = await playShare(200, 2, (n) => bads.has(n), {
          copies: 2,
          seed,
        });

        expect(good.endings).toEqual({ delivered: 300 - bads.size });
        expect(good.p95).toBeLessThanOrEqual(most);
        expect(bad.endings).toEqual({ 'parked bridge-error': bads.size });
      }
    },
  );

  test('every third of them: the others wait 15 min at p95', async () => {
    const { good, bad } = await playShare(200, 2, (n) => n % 3 === 2);

    expect(good.p95).toBeLessThanOrEqual(15);
    expect(bad.endings).toEqual({ 'parked bridge-error': 66 });
  });
});
