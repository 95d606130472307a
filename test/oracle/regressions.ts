import {
  appliedLate,
  diedAfterItsPatch,
  packInDoubt,
  refusedAfterItWasUnanswered,
  slowBeforeAnOutage,
  unansweredBeforeAnOutage,
} from './constructed.ts';
import type { History } from './history.ts';

/** Histories that once went wrong, as the property printed them. */
export const regressions: { name: string; history: History }[] = [
  {
    name: 'an event that waits for its number goes on, also when it is repeated in the request that brings the number',
    history: {
      seed: 0,
      requests: [
        {
          at: 0,
          source: 'crm-a',
          events: [{ id: 'e1', person: 0, time: 0, clears: ['plan'] }],
        },
        {
          at: 300,
          source: 'crm-a',
          events: [
            { id: 'e1', person: 0, time: 0, clears: ['plan'] },
            { id: 'e2', person: 0, time: 0, hasPhone: true },
          ],
        },
      ],
      faults: [],
    },
  },
  {
    name: 'an id that is merged away while its link is half learned is the one that remains',
    history: {
      seed: 0,
      requests: [
        {
          at: 10,
          source: 'form',
          events: [{ id: 'e1', person: 2, time: 0, hasPhone: true }],
        },
        {
          at: 0,
          source: 'crm-a',
          events: [
            { id: 'e2', person: 2, time: 0, isAlias: true, hasPhone: true },
            { id: 'e3', person: 2, time: 0, isMerge: true },
          ],
        },
      ],
      faults: [{ call: 28, kind: 'unsent', seconds: 12 }],
    },
  },
  {
    name: 'an event that is taken one by one after its delivery was killed goes on when its neighbour brings the number',
    history: {
      seed: 0,
      requests: [
        {
          at: 0,
          source: 'crm-a',
          events: [
            { id: 'e1', person: 1, time: 0, clears: ['plan'] },
            { id: 'e2', person: 1, time: 0, hasPhone: true },
          ],
        },
        {
          at: 0,
          source: 'crm-a',
          events: [{ id: 'e1', person: 1, time: 0, clears: ['plan'] }],
        },
        { at: 0, source: 'crm-a', events: [{ id: 'e4', person: 1, time: 0 }] },
      ],
      outages: [{ at: 0, seconds: 300 }],
      faults: [{ call: 31, kind: 'killed', seconds: 1 }],
    },
  },
  {
    name: 'events that are sent apart make one call to a Bridge that is down',
    history: {
      seed: 0,
      requests: [
        {
          at: 0,
          source: 'crm-b',
          events: [
            { id: 'e1', person: 0, time: 0, sets: ['email'] },
            { id: 'e2', person: 0, time: 0, clears: ['email'] },
          ],
        },
      ],
      outages: [{ at: 0, seconds: 300 }],
      faults: [],
    },
  },
  {
    name: 'a key that is refused twice for one event, and taken for everything else, parks nothing',
    history: {
      seed: 993452,
      requests: [
        {
          at: 300,
          source: 'form',
          events: [{ id: 'e1', person: 0, time: 0, hasPhone: true }],
        },
        { at: 50, source: 'crm-a', events: [{ id: 'e2', person: 0, time: 0 }] },
      ],
      faults: [
        { call: 10, kind: 'denied', seconds: 1 },
        { call: 14, kind: 'denied', seconds: 1 },
      ],
    },
  },
  {
    name: 'an older event waits while the function died after the PATCH of a newer one',
    history: diedAfterItsPatch,
  },
  {
    name: 'an older event waits while the answer to a newer one is lost and Bridge is down',
    history: unansweredBeforeAnOutage,
  },
  {
    name: 'an older event waits while a newer one was not answered in time and Bridge is down',
    history: slowBeforeAnOutage,
  },
  {
    name: 'an older event waits while only the repetition of a newer one is certainly refused',
    history: refusedAfterItWasUnanswered,
  },
  {
    name: 'a newer event waits until what was not answered for an older one is certainly over',
    history: appliedLate,
  },
  {
    name: 'events of a pack that wait for doubts of one another do not wait long for each',
    history: packInDoubt,
  },
  {
    name: 'an event that failed before makes the health check, and then finds its contact taken',
    history: {
      seed: 0,
      requests: [
        {
          at: 0,
          source: 'crm-a',
          events: [
            { id: 'e1', person: 0, time: 0, isAlias: true, clears: ['level'] },
            { id: 'e2', person: 0, time: 0, hasPhone: true },
          ],
        },
        {
          at: 10,
          source: 'crm-b',
          events: [{ id: 'e3', person: 0, time: 0, sets: ['level'] }],
        },
      ],
      outages: [{ at: 0, seconds: 1 }],
      faults: [
        { call: 0, of: 'bridge.PATCH contact', kind: 'denied', seconds: 1 },
        { call: 1, of: 'bridge.PATCH contact', kind: 'refused', seconds: 1 },
        { call: 2, of: 'bridge.PATCH contact', kind: 'killedAfter', seconds: 1 },
      ],
    },
  },
];
