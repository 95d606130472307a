import type { History } from './history.ts';

const hour = 3600_000;

/**
 * One history that takes every way through the functions: every call of an edge is made in it, if
 * nothing fails.
 */
export const richHistory: History = {
  seed: 6,
  faults: [],
  requests: [
    // Somebody Bridge knows: by Bridge's id, and by the CRM's, which waits for the number.
    {
      at: 0,
      source: 'crm-b',
      events: [{ id: 'e1', person: 0, time: 0, sets: ['first', 'plan'] }],
    },
    {
      at: 0,
      source: 'crm-a',
      events: [
        {
          id: 'e2',
          person: 0,
          time: -1_000,
          sets: ['first', 'last', 'level'],
          clears: ['plan'],
        },
      ],
    },
    {
      at: 5_000,
      source: 'crm-a',
      events: [
        {
          id: 'e3',
          person: 0,
          time: 1_000_000,
          hasPhone: true,
          sets: ['email'],
          clears: ['first'],
        },
      ],
    },
    // Somebody new, of whom the form and both ids of the CRM speak at once.
    {
      at: 0,
      source: 'form',
      events: [{ id: 'e4', person: 1, time: 0, hasPhone: true, sets: ['first', 'email'] }],
    },
    {
      at: 0,
      source: 'crm-a',
      events: [
        { id: 'e5', person: 1, time: 0, hasPhone: true, sets: ['first', 'plan'] },
        {
          id: 'e6',
          person: 1,
          time: 1_000,
          isAlias: true,
          hasPhone: true,
          sets: ['last'],
          clears: ['plan'],
        },
        { id: 'e7', person: 2, time: 0, hasPhone: true, sets: ['first', 'last', 'plan'] },
      ],
    },
    {
      at: 300,
      source: 'crm-a',
      events: [{ id: 'e8', person: 1, time: 0, isMerge: true }],
    },
    // Late, repeated, and nothing at all.
    {
      at: 60_000,
      source: 'crm-a',
      events: [
        { id: 'e9', person: 2, time: -60_000, sets: ['first', 'plan'] },
        { id: 'e7', person: 2, time: 0, hasPhone: true, sets: ['first', 'last', 'plan'] },
        { id: 'e10', person: 2, time: 0 },
      ],
    },
    // Deleted in Bridge, and entered again.
    {
      at: 2 * hour,
      source: 'crm-a',
      events: [
        {
          id: 'e11',
          person: 2,
          time: 2 * hour,
          hasPhone: true,
          sets: ['first'],
          clears: ['email'],
        },
      ],
    },
    // Two who are certainly not one.
    {
      at: 3 * hour,
      source: 'crm-a',
      events: [{ id: 'e12', person: 0, time: 0, isDispute: true }],
    },
  ],
  deletions: [{ at: hour, person: 2 }],
  outages: [{ at: 60_000, seconds: 10 }],
};
