import type { History, HookRequest, OracleEvent } from './history.ts';

const second = 1_000;
const minute = 60 * second;

function form(id: string, person: number, at: number): HookRequest {
  const event: OracleEvent = { id, person, time: at, hasPhone: true, sets: ['first'] };
  return { at, source: 'form', events: [event] };
}

/** Twenty groups that are all there when Bridge is down for ten minutes. */
export const crowdInAnOutage: History = {
  seed: 0,
  requests: Array.from({ length: 10 }, (_, person) => [
    form(`f${person}`, person, 0),
    {
      at: 0,
      source: 'crm-a' as const,
      events: [
        {
          id: `a${person}`,
          person,
          time: 0,
          hasPhone: true as const,
          sets: ['last' as const],
        },
      ],
    },
  ]).flat(),
  outages: [{ at: 0, seconds: 600 }],
  faults: [],
};

/** One event that Bridge cannot take. Most others come just after it, some now and then. */
export const poisonAmongOthers: History = {
  seed: 4,
  requests: [
    {
      at: 0,
      source: 'crm-b',
      events: [{ id: 'poison', person: 0, time: 0, sets: ['first'] }],
    },
    ...[2, 3, 5, 7, 9, 11, 13].map((at, index) =>
      form(`f${index}`, index + 1, at * second),
    ),
    ...[10, 20, 30].map((at, index) => form(`f${index + 7}`, index + 1, at * minute)),
  ],
  poison: ['poison'],
  faults: [],
};

/** A newer event's PATCH goes wrong, and an older one comes from another source after it. */
function olderAfterNewer(given: Pick<History, 'faults' | 'outages'>): History {
  const newer: OracleEvent = {
    id: 'newer',
    person: 0,
    time: 9 * second,
    sets: ['first'],
  };
  const older: OracleEvent = {
    id: 'older',
    person: 0,
    time: second,
    hasPhone: true,
    sets: ['first'],
  };
  return {
    seed: 0,
    requests: [
      { at: 10 * second, source: 'crm-b', events: [newer] },
      { at: 12 * second, source: 'form', events: [older] },
    ],
    ...given,
  };
}

const patch = 'bridge.PATCH contact';

/** Bridge has the newer value, and nobody could write down that it has. */
export const diedAfterItsPatch = olderAfterNewer({
  faults: [{ of: patch, call: 0, kind: 'killedAfter', seconds: 1 }],
});

/** The answer is lost, and an outage puts the newer event off for longer than the older one. */
export const unansweredBeforeAnOutage = olderAfterNewer({
  faults: [{ of: patch, call: 0, kind: 'lost' }],
  outages: [{ at: 35 * second, seconds: 60 }],
});

/** Bridge is slow, and then down for long. */
export const slowBeforeAnOutage = olderAfterNewer({
  faults: [{ of: patch, call: 0, kind: 'slow', seconds: 20 }],
  outages: [{ at: 35 * second, seconds: 300 }],
});

/** The first PATCH may be in Bridge; that its repetition is certainly not says nothing of it. */
export const refusedAfterItWasUnanswered = olderAfterNewer({
  faults: [
    { of: patch, call: 0, kind: 'lost' },
    { of: patch, call: 1, kind: 'throttled' },
  ],
});

/** The PATCH of the older is on its way for as long as it may be, while the newer comes. */
export const appliedLate: History = {
  seed: 0,
  requests: [
    form('older', 0, 10 * second),
    {
      at: 15 * second,
      source: 'crm-b',
      events: [{ id: 'newer', person: 0, time: 15 * second, sets: ['first'] }],
    },
  ],
  faults: [{ of: patch, call: 0, kind: 'gateway', seconds: 29 }],
};

/** Each event of the pack is in the way of those before it, once its PATCH was not answered. */
export const packInDoubt: History = {
  seed: 18,
  requests: [
    {
      at: 0,
      source: 'crm-b',
      events: [
        { id: 'e1', person: 0, time: 0, sets: ['level'] },
        { id: 'e2', person: 0, time: 0, sets: ['email'], clears: ['level'] },
        { id: 'e3', person: 0, time: 0, clears: ['email'] },
      ],
    },
  ],
  outages: [{ at: 30 * second, seconds: 300 }],
  faults: [{ of: patch, call: 0, kind: 'refused', seconds: 1 }],
};
