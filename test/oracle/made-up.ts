import type { History, HookRequest, OracleEvent } from './history.ts';
import { nothingObserved, type Observations } from './observations.ts';

/** When made-up histories begin, ms since 1970. */
export const start = Date.UTC(2026, 0, 1, 12);
export const second = 1_000;
export const minute = 60 * second;

/** Two events of one person: `old` happened before `young`, and comes after it. */
export function twoOf(said: Pick<OracleEvent, 'sets' | 'clears'>): HookRequest[] {
  const young = { id: 'young', person: 0, time: 9 * second, ...said };
  const old = { id: 'old', person: 0, time: second, hasPhone: true as const, ...said };
  return [
    { at: 10 * second, source: 'crm-b', events: [young] },
    { at: 12 * second, source: 'crm-a', events: [old] },
  ];
}

/** A history whose requests were all taken, and of which nothing else is known yet. */
export function observe(requests: HookRequest[]): {
  history: History;
  observations: Observations;
} {
  const observations = nothingObserved();
  for (const { at, events } of requests)
    for (const { id } of events) {
      const receivedAt = start + at;
      observations.events.set(id, {
        id,
        receivedAt,
        index: 0,
        outcomes: [],
        sent: [],
        replays: 0,
      });
      observations.messages.set(id, { events: [id], runs: [] });
    }
  return { history: { seed: 0, requests, faults: [] }, observations };
}
