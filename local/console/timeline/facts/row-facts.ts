import type { TimelineEvent } from '../../api/timeline.ts';
import { addToEvent, createEvent, type EventFacts, stateOf } from './event-facts.ts';
import { type Fact, newer, type Said } from './facts.ts';

/** What this machine's own server knows of a request, whatever the functions say of it. */
export interface HttpFacts {
  /** Ms since 1970. */
  at: number;
  status: number;
  /** Of the body. */
  bytes: number;
  /** Whether a function was asked. */
  isRouted: boolean;
}

/** All that is known of a request, in whatever order it became known. */
export interface RowFacts {
  key: string;
  /** The earliest time at which something was said of it. */
  at: number;
  /** The newest line that names the source. */
  place: Said | undefined;
  /** What receive said of it. */
  request: Said | undefined;
  http: HttpFacts | undefined;
  /** Why there is a row without a request. */
  crash: string | undefined;
  likely: string | undefined;
  notes: Set<string>;
  events: Map<string, EventFacts>;
  /** How many of its events are in a state. */
  counts: Map<TimelineEvent['state'], number>;
  /** The ids of its first events: those that the request names first. */
  first: string[];
}

/** So many events of a request are shown. */
export const mostShown = 20;

export function createRow(key: string): RowFacts {
  return {
    key,
    at: Number.POSITIVE_INFINITY,
    place: undefined,
    request: undefined,
    http: undefined,
    crash: undefined,
    likely: undefined,
    notes: new Set(),
    events: new Map(),
    counts: new Map(),
    first: [],
  };
}

/**
 * Adds what a line says. In whatever order facts come, and however often, the row is the same in
 * the end.
 */
export function addFact(row: RowFacts, fact: Fact): void {
  if (fact.kind === 'crash') {
    row.at = Math.min(row.at, fact.at);
    row.crash = fact.words;
    return;
  }
  const { said } = fact;
  row.at = Math.min(row.at, said.at);
  if (said.source !== undefined) row.place = newer(row.place, said);
  if (fact.kind === 'note') row.notes.add(fact.note);
  else if (fact.kind === 'request') addRequest(row, said);
  else changeEvent(row, fact.eventId, (event) => addToEvent(event, said));
}

/**
 * What differs after a line that says something new of a row, and of an event that it is about. The
 * same line again changes none of it.
 */
export function stampOf(row: RowFacts, eventId: string | undefined): unknown[] {
  const { at, place, request, http, crash, likely, notes, events } = row;
  const event = eventId === undefined ? undefined : events.get(eventId);
  const ofEvent = [
    event?.last,
    event?.repeated,
    event?.putOffs.size,
    event?.endings.size,
    event?.isDropped,
  ];
  return [at, place, request, http, crash, likely, notes.size, events.size, ...ofEvent];
}

/** Says whether the queue dropped an event, because it had just been brought. */
export function setDropped(row: RowFacts, eventId: string, isDropped: boolean): void {
  changeEvent(row, eventId, (event) => {
    event.isDropped = isDropped;
  });
}

function addRequest(row: RowFacts, said: Said): void {
  row.request = newer(row.request, said);
  for (const id of said.eventIds ?? [])
    changeEvent(row, id, (event) => {
      event.queuedAt = Math.min(event.queuedAt ?? said.at, said.at);
    });
  row.first = firstOf(row, [...row.events.keys()]);
}

function changeEvent(
  row: RowFacts,
  id: string,
  change: (event: EventFacts) => void,
): void {
  const known = row.events.get(id);
  const event = known ?? createEvent(id);
  if (known !== undefined) count(row, stateOf(known), -1);
  change(event);
  count(row, stateOf(event), 1);
  if (known !== undefined) return;
  row.events.set(id, event);
  row.first = firstOf(row, [...row.first, id]);
}

function count({ counts }: RowFacts, state: TimelineEvent['state'], by: number): void {
  const sum = (counts.get(state) ?? 0) + by;
  if (sum === 0) counts.delete(state);
  else counts.set(state, sum);
}

/**
 * The ids of the events that are shown: of many, one that is asked for, those that need a person,
 * those that need time, and then the first.
 * @param asked shown in any case if it is an event of the row
 */
export function shownOf(row: RowFacts, asked?: string): string[] {
  const { events, first } = row;
  if (events.size <= mostShown) return first;
  const chosen = new Set(asked !== undefined && events.has(asked) ? [asked] : []);
  for (const states of [needPerson, needTime])
    for (const id of idsIn(row, states)) chosen.add(id);
  for (const id of first) chosen.add(id);
  return [...chosen].slice(0, mostShown);
}

type States = ReadonlySet<TimelineEvent['state']>;
const needPerson: States = new Set(['parked']);
const needTime: States = new Set(['retry', 'waits']);

/** The first events that are in some states, no more than are shown. */
function idsIn(row: RowFacts, states: States): string[] {
  const { counts, events, first } = row;
  const there = [...states].reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  if (there === 0) return [];
  const isMeant = (id: string) => {
    const event = events.get(id);
    return event !== undefined && states.has(stateOf(event));
  };
  const found = first.filter(isMeant);
  if (found.length >= Math.min(there, mostShown)) return found;
  return firstOf(row, [...events.keys()].filter(isMeant));
}

/** Those that the request names, in its order; then the others, by their ids. */
function firstOf({ request }: RowFacts, ids: string[]): string[] {
  const named = request?.eventIds ?? [];
  const place = (id: string) => {
    const index = named.indexOf(id);
    return index < 0 ? named.length : index;
  };
  const compare = (a: string, b: string) => place(a) - place(b) || (a < b ? -1 : 1);
  return ids.sort(compare).slice(0, mostShown);
}
