import { describe, expect, it } from 'vitest';
import { comparePlans, fieldKey } from '../../console/parked/compare-plans.ts';
import type { Plan } from '../../local/console/api/parked.ts';

const email = { field: 'email', now: null, next: 'ann@example.com', isSame: false };
const name = { field: 'firstName', now: 'An', next: 'Ann', isSame: false };

function planOf(
  contacts: Plan['contacts'],
  events: Plan['events'] = [ending('delivered')],
): Plan {
  return {
    ids: ['a'],
    digest: '1',
    isMasked: false,
    contacts,
    events,
    payloadsGone: 0,
    requests: contacts.length,
    lines: [],
  };
}

function ending(words: string): Plan['events'][number] {
  return { id: 'a', words, stale: [], stillParked: false };
}

describe('what differs between two plans', () => {
  it('is nothing for the same plan', () => {
    const plan = planOf([{ contactId: 'c1', fields: [email, name] }]);

    const changes = comparePlans(plan, structuredClone(plan));

    expect(changes).toEqual({ fields: new Set(), events: new Set(), gone: [] });
  });

  it('is a field that Bridge holds another value of now', () => {
    const before = planOf([{ contactId: 'c1', fields: [email, name] }]);
    const after = planOf([
      { contactId: 'c1', fields: [{ ...email, now: 'x@example.com' }, name] },
    ]);

    const changes = comparePlans(before, after);

    expect([...changes.fields]).toEqual([fieldKey('c1', 'email')]);
    expect(changes.gone).toEqual([]);
  });

  it('is a field of another contact, though it has the same name and values', () => {
    const before = planOf([{ contactId: 'c1', fields: [email] }]);
    const after = planOf([{ contactId: 'c2', fields: [email] }]);

    const changes = comparePlans(before, after);

    expect([...changes.fields]).toEqual([fieldKey('c2', 'email')]);
    expect(changes.gone).toEqual([
      { contactId: 'c1', field: 'email', next: 'ann@example.com', isMasked: false },
    ]);
  });

  it('is an event that would end in another way', () => {
    const before = planOf([], [ending('delivered')]);
    const after = planOf([], [{ ...ending('delivered'), stale: ['email'] }]);

    expect([...comparePlans(before, after).events]).toEqual(['a']);
    expect([...comparePlans(before, planOf([])).events]).toEqual([]);
  });

  it('is, where values are masked, only that a field changes what it did not', () => {
    const [hidden, same] = [
      { field: 'email', isSame: false },
      { field: 'firstName', isSame: true },
    ];
    const masked = {
      ...planOf([{ contactId: 'c1', fields: [hidden, same] }]),
      isMasked: true,
    };
    const shown = planOf([{ contactId: 'c1', fields: [email, name] }]);

    const later = comparePlans(masked, shown);
    const none = comparePlans(masked, { ...planOf([]), isMasked: true });

    expect([...later.fields]).toEqual([fieldKey('c1', 'firstName')]);
    expect(none.gone).toEqual([
      { contactId: 'c1', field: 'email', next: undefined, isMasked: true },
      { contactId: 'c1', field: 'firstName', next: undefined, isMasked: true },
    ]);
  });

  it('keeps names apart that only look alike when they are joined', () => {
    expect(fieldKey('a","b', 'c')).not.toBe(fieldKey('a', 'b","c'));
  });
});
