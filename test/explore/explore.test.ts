import { describe, expect, test } from 'vitest';
import { explore } from './explore.ts';
import { oneField, overlapping, scenarios } from './scenarios.ts';
import { weakenings } from './subject.ts';

const withoutFaults = { mayFail: false, mayRefuse: false, mayPause: false };
/** A part of what `npm run explore` plays: docs/exploration.md. */
const part = { mayRefuse: false, mayPause: false };

describe('every order of the calls of two messages of one contact', () => {
  test.each(scenarios)(
    'G2 G3 G4 without faults all is as it has to be: $name',
    async (scenario) => {
      const { histories, findings } = await explore(scenario, withoutFaults);

      expect(findings).toEqual([]);
      expect(histories).toBeGreaterThan(200n);
    },
  );

  test('G2 G4 G5 G6 with one fault or kill at any call it is so, too', async () => {
    const { histories, findings } = await explore(oneField, part);

    expect(findings).toEqual([]);
    expect(histories).toBeGreaterThan(500_000n);
  });
});

describe('the exploration can fail', () => {
  test.each(Object.entries(weakenings))(
    'G4 without %s it finds an older value over a newer one',
    async (_, weaken) => {
      const { findings } = await explore(oneField, { ...part, weaken });

      expect(findings.map(({ complaints }) => complaints)).toEqual([
        ['firstName of older is applied over that of newer'],
      ]);
    },
  );
});

test('continuing histories that come to the same state once misses none of them', async () => {
  const each = await explore(oneField, { ...withoutFaults, isFolded: false });

  const folded = await explore(oneField, withoutFaults);

  expect([folded.histories, folded.ends]).toEqual([each.histories, each.ends]);
  expect(folded.states).toBeLessThan(each.states / 10);
});

test.each([
  ['refusals', { mayFail: false, mayPause: false }],
  ['pauses', { mayFail: false, mayRefuse: false }],
])(
  'doing at once what only one message touches misses no end: with %s',
  async (_, options) => {
    const anywhere = await explore(overlapping, { ...options, isOwnFirst: false });

    const atOnce = await explore(overlapping, options);

    expect([atOnce.ends, atOnce.findings]).toEqual([anywhere.ends, []]);
    expect(atOnce.histories).toBeLessThan(anywhere.histories);
  },
);
