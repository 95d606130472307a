import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallKind } from '../../functions/core/errors.ts';
import { volume } from '../support/volume.ts';
import { crowdInAnOutage, poisonAmongOthers } from './constructed.ts';
import { tableMethods } from './functions.ts';
import { histories } from './histories.ts';
import { assertHolds, consult } from './oracle.ts';
import { regressions } from './regressions.ts';
import { richHistory } from './rich-history.ts';
import { everyFault, everyNth } from './sweep.ts';
import { weakenings } from './weakenings.ts';

const functions = join(import.meta.dirname, '../../functions');
/** Fixed, so that a run says the same everywhere; `npm run soak` takes another each time. */
const seed = Number(process.env.ORACLE_SEED ?? 20_781);
const runs = Number(process.env.ORACLE_HISTORIES ?? volume(8, 1_000));

describe('the model against the real functions', () => {
  test(`G1 G2 G3 G4 G6 in ${runs} histories with faults Bridge ends as the model says, and every event has one final outcome (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => void (await assertHolds(history))),
      { numRuns: runs, seed },
    );
  }, 3_600_000);

  test.each(regressions)('G2 G4 $name', async ({ history }) => {
    await assertHolds(history);
  });

  test('G2 G4 the same history happens the same twice', async () => {
    const [first, second] = [await consult(richHistory), await consult(richHistory)];

    expect(second.observations.calls).toEqual(first.observations.calls);
    expect(second.observations.contacts).toEqual(first.observations.contacts);
  });
});

describe('waits and call rates', () => {
  test('G6 twenty people cost Bridge few calls, and do not come back all at once', async () => {
    const { messages } = await assertHolds(crowdInAnOutage);

    expect(messages.size).toBe(20);
  });

  test('G5 nobody waits beside an event that Bridge cannot take, and that is parked', async () => {
    const { events } = await assertHolds(poisonAmongOthers);

    expect(events.get('poison')?.outcomes).toHaveLength(1);
  });
});

describe('every fault at every edge call', () => {
  test('the swept history makes every call that an edge can make', async () => {
    const { calls, edges } = await assertHolds(richHistory);
    // A hold takes several people that fail; without one, an event that fails twice is alone.
    const held = await consult(crowdInAnOutage);
    const alone = await consult(poisonAmongOthers);
    const isCalled = (method: string) =>
      [edges, held.observations.edges, alone.observations.edges].some((seen) =>
        seen.has(method),
      );

    const seen = new Set(calls.map((name) => name.split('.')[1] ?? ''));
    expect(commandsOfEdges().filter((command) => !seen.has(command))).toEqual([]);
    expect(tableMethods.filter((method) => !isCalled(method))).toEqual(afterAnErasure);
    expect(
      Object.values(bridgeCalls).filter((name) => !calls.includes(`bridge.${name}`)),
    ).toEqual([]);
  });

  test('G1 G2 G4 G6 G7 one fault in a history costs nothing: a sample of all calls and kinds', async () => {
    const { calls } = await assertHolds(richHistory);
    const sample = everyNth(everyFault(calls), volume(740, 37), seed);

    for (const fault of sample) await assertHolds({ ...richHistory, faults: [fault] });

    expect(sample.length).toBeGreaterThan(volume(2, 40));
  }, 3_600_000);
});

describe('the oracle can fail', () => {
  test.each(weakenings)(
    'G3 G4 G5 G6 without $name it notices',
    async ({ weakening, history }) => {
      const sample = history ? [history] : fc.sample(histories, { numRuns: 100, seed: 1 });
      const noticed: string[] = [];
      for (const one of sample) {
        const { complaints } = await consult(one, weakening);
        noticed.push(...complaints);
        if (noticed.length > 0) break;
      }

      expect(noticed).not.toEqual([]);
    },
  );
});

/** The SDK commands that the edges import, by the names of their calls. */
function commandsOfEdges(): string[] {
  const sources = globSync('edges/**/*.ts', { cwd: functions })
    // What the command line alone does, and watch, which delivers nothing.
    .filter((file) => !/\/(operator|watch)\/|\/count-/.test(file))
    .map((file) => readFileSync(join(functions, file), 'utf8'));
  const commands = sources.flatMap((source) =>
    [...source.matchAll(/new (\w+)Command\(/g)].map(([, command = '']) => command),
  );
  expect(commands.length).toBeGreaterThan(5);
  return [...new Set(commands)];
}

/** Called only for somebody who was erased; no history erases. */
const afterAnErasure = ['links.dropLink'];

/** The calls of core/bridge, with what the world calls them: the swept history has to make each. */
const bridgeCalls: Record<CallKind, string> = {
  list: 'GET anything',
  search: 'GET search',
  create: 'POST by phone',
  attributes: 'GET attributes',
  read: 'GET contact',
  patch: 'PATCH contact',
};
