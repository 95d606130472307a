import { describe, expect, it } from 'vitest';
import { comparePlans, fieldKeys } from '../../console/parked/compare-plans.ts';
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

function keyOf(contactId: string, field: string, workspace = 'main') {
  return fieldKeys({ workspace, contactId, fields: [{ field, isSame: false }] })[0];
}

describe('what differs between two plans', () => {
  it('is nothing for the same plan', () => {
    const plan = planOf([{ workspace: 'main', contactId: 'c1', fields: [email, name] }]);

    const changes = comparePlans(plan, structuredClone(plan));

    expect(changes).toEqual({ fields: new Set(), events: new Set(), gone: [] });
  });

  it('is a field that Bridge holds another value of now', () => {
    const before = planOf([{ workspace: 'main', contactId: 'c1', fields: [email, name] }]);
    const after = planOf([
      {
        workspace: 'main',
        contactId: 'c1',
        fields: [{ ...email, now: 'x@example.com' }, name],
      },
    ]);

    const changes = comparePlans(before, after);

    expect([...changes.fields]).toEqual([keyOf('c1', 'email')]);
    expect(changes.gone).toEqual([]);
  });

  it('is a field of another contact, though it has the same name and values', () => {
    const before = planOf([{ workspace: 'main', contactId: 'c1', fields: [email] }]);
    const after = planOf([{ workspace: 'main', contactId: 'c2', fields: [email] }]);

    const changes = comparePlans(before, after);

    expect([...changes.fields]).toEqual([keyOf('c2', 'email')]);
    expect(changes.gone).toEqual([
      {
        key: keyOf('c1', 'email'),
        contactId: 'c1',
        field: 'email',
        next: 'ann@example.com',
        isMasked: false,
      },
    ]);
  });

  it('is what one of two events for a contact writes, though the other writes the same field', () => {
    const first = { ...email, next: 'first@example.com' };
    const second = { ...email, now: 'first@example.com' };
    const contact = { workspace: 'main', contactId: 'c1', fields: [first, second] };
    const before = planOf([contact]);
    const changed = { ...contact, fields: [{ ...first, now: 'x@example.com' }, second] };

    const keys = fieldKeys(contact);
    const later = comparePlans(before, planOf([changed]));
    const fewer = comparePlans(before, planOf([{ ...contact, fields: [first] }]));

    expect(new Set(keys).size).toBe(2);
    expect([...later.fields]).toEqual([keys[0]]);
    expect(later.gone).toEqual([]);
    expect([...fewer.fields]).toEqual([]);
    expect(fewer.gone).toMatchObject([{ key: keys[1], next: 'ann@example.com' }]);
  });

  it('is a field of a contact of another workspace that is called the same', () => {
    const made = { contactId: 'new contact 1', fields: [email] };
    const before = planOf([{ workspace: 'main', ...made }]);
    const after = planOf([
      { workspace: 'main', ...made },
      { workspace: 'other', ...made },
    ]);

    const changes = comparePlans(before, after);

    expect([...changes.fields]).toEqual([keyOf('new contact 1', 'email', 'other')]);
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
      ...planOf([{ workspace: 'main', contactId: 'c1', fields: [hidden, same] }]),
      isMasked: true,
    };
    const shown = planOf([{ workspace: 'main', contactId: 'c1', fields: [email, name] }]);

    const later = comparePlans(masked, shown);
    const none = comparePlans(masked, { ...planOf([]), isMasked: true });

    expect([...later.fields]).toEqual([keyOf('c1', 'firstName')]);
    expect(none.gone).toMatchObject([
      { contactId: 'c1', field: 'email', next: undefined, isMasked: true },
      { contactId: 'c1', field: 'firstName', next: undefined, isMasked: true },
    ]);
  });

  it('keeps names apart that only look alike when they are joined', () => {
    expect(keyOf('a","b', 'c')).not.toBe(keyOf('a', 'b","c'));
  });
});
