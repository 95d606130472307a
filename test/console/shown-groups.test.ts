import { describe, expect, it } from 'vitest';
import { mostShown, shownGroups } from '../../console/parked/shown-groups.ts';

function parkedOf(...of: [reason: string, source: string, count: number][]) {
  return {
    events: of.flatMap(([reason, source, count]) =>
      Array.from({ length: count }, (_, index) => ({
        id: `${reason}-${source}-${index}`,
        source,
        workspace: 'main',
        receivedAt: 1,
        parkedAt: 2,
        reason,
        words: `parked ${reason}`,
      })),
    ),
    groups: of.map(([reason, source, count]) => ({
      reason,
      source,
      count,
      oldestAt: 2,
      cure: 'Look.',
    })),
    notes: [],
  };
}

const few = parkedOf(
  ['no-contact', 'form', 2],
  ['invalid', 'form', 1],
  ['invalid', 'crm', 3],
);

describe('what is shown of what is parked', () => {
  it('is everything without a filter, each event in the group of its reason and source', () => {
    const { groups, left } = shownGroups(few, {});

    expect(groups.map(({ events }) => events.length)).toEqual([2, 1, 3]);
    expect(left).toBe(0);
  });

  it('is what has the reason and the source', () => {
    const namesOf = (filter: { reason?: string; source?: string }) =>
      shownGroups(few, filter).groups.map(({ reason, source }) => `${reason} ${source}`);

    expect(namesOf({ reason: 'invalid' })).toEqual(['invalid form', 'invalid crm']);
    expect(namesOf({ source: 'form' })).toEqual(['no-contact form', 'invalid form']);
    expect(namesOf({ reason: 'no-contact', source: 'crm' })).toEqual([]);
  });

  it('ends after as many events as can be replayed at once, and says how many are left', () => {
    const many = parkedOf(['no-contact', 'form', mostShown], ['invalid', 'crm', 3]);

    const { groups, left } = shownGroups(many, {});

    expect(groups.map(({ source }) => source)).toEqual(['form']);
    expect(left).toBe(3);
    expect(shownGroups(many, { source: 'crm' }).left).toBe(0);
  });
});
