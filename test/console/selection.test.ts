import { describe, expect, it } from 'vitest';
import {
  nothingSelected,
  selectedOf,
  toggle,
  toggleAll,
} from '../../console/parked/selection.ts';

const shown = ['a', 'b', 'c', 'd', 'e'];

describe('ticking events', () => {
  it('ticks one, and takes the tick away the next time', () => {
    const once = toggle(nothingSelected, 'b', false, shown);
    const twice = toggle(once, 'b', false, shown);

    expect([...once.ids]).toEqual(['b']);
    expect([...twice.ids]).toEqual([]);
  });

  it('ticks all between the last one and this with Shift, in either direction', () => {
    const down = toggle(toggle(nothingSelected, 'b', false, shown), 'd', true, shown);
    const up = toggle(toggle(nothingSelected, 'd', false, shown), 'b', true, shown);

    expect(selectedOf(down, shown)).toEqual(['b', 'c', 'd']);
    expect(selectedOf(up, shown)).toEqual(['b', 'c', 'd']);
  });

  it('takes the ticks of a range away if the last one loses its own', () => {
    const all = toggleAll(nothingSelected, shown, true);

    const after = toggle(toggle(all, 'b', false, shown), 'd', true, shown);

    expect(selectedOf(after, shown)).toEqual(['a', 'e']);
  });

  it('ticks this one only if the one before it is not shown any more', () => {
    const last = toggle(nothingSelected, 'gone', false, shown);

    const after = toggle(last, 'c', true, shown);

    expect(selectedOf(after, shown)).toEqual(['c']);
  });

  it('keeps the ticks of other groups when one is ticked whole or not at all', () => {
    const whole = toggleAll(toggle(nothingSelected, 'e', false, shown), ['a', 'b'], true);
    const none = toggleAll(whole, ['a', 'b'], false);

    expect(selectedOf(whole, shown)).toEqual(['a', 'b', 'e']);
    expect(selectedOf(none, shown)).toEqual(['e']);
  });

  it('does not count what is not parked any more', () => {
    expect(selectedOf(toggleAll(nothingSelected, shown, true), ['b'])).toEqual(['b']);
  });
});
