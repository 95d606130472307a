import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Clock, compareClocks } from '../../../../functions/core/memory/clock.ts';
import { dropStale, newestClocks } from '../../../../functions/core/write/drop-stale.ts';
import {
  anySaid,
  deliver,
  type Field,
  type HistoryEvent,
  historyOf,
  nothing,
  oneByOne,
  type Said,
  toWrites,
} from './histories.ts';

const cleared: Said = { value: null, overwrite: true };

describe('G4: a pack of writes that set, clear, fill a gap or are a default', () => {
  const mixed = historyOf(anySaid);
  const bridgeHas = fc.subarray<Field>(['firstName', 'lastName', 'email']);

  test('comes to what they come to one by one, oldest first, whatever Bridge has', () => {
    fc.assert(
      fc.property(mixed, mixed, bridgeHas, (before, events, fields) => {
        const contact = Object.fromEntries(fields.map((field) => [field, 'there']));
        const start = oneByOne({ contact, clocks: {} }, before);

        const packed = deliver(start, events);

        expect(packed).toEqual(oneByOne(start, events));
      }),
      { numRuns: 1_000 },
    );
  });

  const says = (said: Said, time: number): HistoryEvent => ({
    id: `e${time}`,
    time,
    receivedAt: 10,
    index: 0,
    says: { firstName: said },
  });
  const set = (text: string, time: number) => says({ value: text, overwrite: true }, time);
  const fill = (text: string | null, time: number) =>
    says({ value: text, overwrite: false }, time);

  test.each<[string, HistoryEvent[], unknown, unknown]>([
    ['the one that overwrites', [fill('a', 1), set('b', 2)], 'b', 'b'],
    ['not one that only fills after it', [set('a', 1), fill('b', 2)], 'a', 'a'],
    [
      'the first that fills, if Bridge is empty',
      [fill('a', 1), fill('b', 2)],
      'a',
      'there',
    ],
    [
      'what fills the gap that clearing leaves',
      [says(cleared, 1), fill('b', 2)],
      'b',
      'b',
    ],
    [
      'what fills a gap, and not who found none',
      [fill(null, 1), fill('b', 2)],
      'b',
      'there',
    ],
  ])('%s', (_, events, inEmpty, overValue) => {
    const there = { contact: { firstName: 'there' }, clocks: {} };

    expect(deliver(nothing, events).contact.firstName).toBe(inEmpty);
    expect(deliver(there, events).contact.firstName).toBe(overValue);
  });
});

describe('G4: a default is nobody’s word', () => {
  const creates: HistoryEvent = {
    id: 'form',
    time: 5,
    receivedAt: 9,
    index: 0,
    says: { lastName: { value: 'Unknown', overwrite: true, isDefault: true } },
  };
  const real = (time: number): HistoryEvent => ({
    id: 'crm',
    time,
    receivedAt: 10,
    index: 0,
    says: { lastName: { value: 'García', overwrite: true } },
  });

  test('a real value wins over it, however late it comes and however old it is', () => {
    const created = deliver(nothing, [creates]);

    expect(deliver(created, [real(1)]).contact.lastName).toBe('García');
  });

  test.each([1, 9])('it never overwrites a real value, of time %i', (time) => {
    const known = deliver(nothing, [real(time)]);

    expect(deliver(known, [creates]).contact.lastName).toBe('García');
    expect(deliver(nothing, [creates, real(time)]).contact.lastName).toBe('García');
  });
});

test('the newest clock of each field covers whatever a pack can write', () => {
  fc.assert(
    fc.property(historyOf(anySaid), (events) => {
      const writes = events.map(toWrites);

      const newest = newestClocks(writes);

      const fresh = dropStale(writes, { committed: {}, counted: {} }, false);
      for (const [field, { clock }] of fresh.writes)
        expect(compareClocks(clock, newest[field] as Clock)).toBeLessThanOrEqual(0);
    }),
  );
});
