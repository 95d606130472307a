import { describe, expect, it } from 'vitest';
import { readHash, type UrlState, writeHash } from '../../console/url-state.ts';

const whole: UrlState = {
  tab: 'timeline',
  source: 'website-form',
  outcome: 'parked',
  id: 'a b&c=d#e',
  since: Date.UTC(2026, 7, 2, 10, 5),
  until: Date.UTC(2026, 7, 2, 10, 5, 0, 7),
  row: 'event:<id>',
  event: 'Ns8H_k_e',
  plan: ['e1', 'e,2'],
  chosen: 'typeform-signup',
  payload: 'sample:contact',
};

describe('the state in the hash of the URL', () => {
  it('comes back as it was written, whatever is in the ids', () => {
    const read = readHash(writeHash(whole));

    expect(read).toEqual(whole);
  });

  it('is short where nothing is chosen', () => {
    const hash = writeHash({ tab: 'parked', source: '', plan: [] });

    expect(hash).toBe('#/parked');
  });

  it.each(['', '#', '#/', '#/nowhere', '#/__proto__', '#nonsense?%zz'])(
    'is the timeline for %j',
    (hash) => {
      const { tab } = readHash(hash);

      expect(tab).toBe('timeline');
    },
  );

  it('holds times as everybody reads them, and no time for what is none', () => {
    const hash = writeHash({ tab: 'timeline', since: whole.since });

    expect(decodeURIComponent(hash)).toBe('#/timeline?since=2026-08-02T10:05:00.000Z');
    expect(readHash('#/timeline?since=yesterday').since).toBeUndefined();
  });

  it('has no place for a person or a text', () => {
    const read = readHash('#/timeline?person=ada@example.com&text=ada');
    const written = writeHash({ ...whole, ...{ person: 'ada@example.com', text: 'ada' } });

    expect(JSON.stringify(read)).not.toContain('ada');
    expect(written).not.toContain('ada');
  });
});
