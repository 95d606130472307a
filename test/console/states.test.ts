import { describe, expect, it } from 'vitest';
import { outcomesOf, toneOf } from '../../console/states.ts';

const delivered = { state: 'delivered', words: 'delivered 2 fields' } as const;
const waits = { state: 'waits', words: 'waits for the hold of main' } as const;
const parked = { state: 'parked', words: 'parked no-contact' } as const;

describe('what a row is found by at a glance', () => {
  it.each([
    ['refused', [], 'bad'],
    ['accepted', [], 'calm'],
    ['accepted', [delivered], 'good'],
    ['accepted', [delivered, waits], 'wait'],
    ['accepted', [delivered, waits, parked], 'bad'],
    ['handshake', [], 'calm'],
  ] as const)('is the most urgent: %s with %j is %s', (state, events, tone) => {
    expect(toneOf(state, events)).toBe(tone);
  });

  it('is what its events came to, each once, the most urgent first', () => {
    const outcomes = outcomesOf([delivered, delivered, waits, delivered]);

    expect(outcomes).toEqual([
      { ...waits, times: 1 },
      { ...delivered, times: 3 },
    ]);
  });
});
