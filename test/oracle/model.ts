import {
  type History,
  type OracleEvent,
  type Property,
  properties,
  type SourceName,
} from './history.ts';
import { people as usualPeople } from './people.ts';

/** Where an event was first put on durable storage; no rule of the product is needed to see it. */
export interface Arrived {
  id: string;
  receivedAt: number;
  index: number;
}

/** What Bridge and the ledger have to say in the end. */
export interface Expectation {
  /** Of each person that has a contact: what it says. What is empty is left out. */
  people: Map<number, Partial<Record<Property, string>>>;
  /** How each event has to end, by its id. */
  endings: Map<string, 'written' | 'merge' | 'nothing' | 'parked' | 'poisoned'>;
  /** What an event has to have written, because nothing newer says anything about it. */
  winners: Map<string, Property[]>;
}

/** When an event counts as having happened; compared part by part. */
export type EventClock = readonly (number | string)[];

interface Said {
  event: OracleEvent;
  source: SourceName;
  clock: EventClock;
}

/**
 * What a careful person would enter into Bridge by hand, had they all events before them: of each
 * property the newest word counts, whoever said it. Newest is what happened last; what is said to
 * happen in the future happens when it is received.
 */
export function expect(
  history: History,
  arrived: ReadonlyMap<string, Arrived>,
  start: number,
): Expectation {
  const out: Expectation = { people: new Map(), endings: new Map(), winners: new Map() };
  const all = new Map<string, Said>();
  for (const { source, events } of history.requests)
    for (const event of events)
      all.set(event.id, {
        event,
        source,
        clock: clockOf(event, arrived.get(event.id), start),
      });
  for (let person = 0; person < countPeople(history); person += 1) {
    const said = [...all.values()].filter(({ event }) => event.person === person);
    const deletion = history.deletions?.find((one) => one.person === person);
    const deletedAt = deletion && start + deletion.at;
    expectPerson(person, { heard: hear(said, out), said, deletedAt }, out);
  }
  for (const id of history.poison ?? []) expectPoison(id, all.get(id), out);
  return out;
}

/** Histories that are made by hand may have more. */
function countPeople({ requests }: History): number {
  const said = requests.flatMap(({ events }) => events.map(({ person }) => person));
  return Math.max(usualPeople, ...said.map((person) => person + 1));
}

/** What says something of the person; the others end as what they are. */
function hear(said: Said[], { endings }: Expectation): Said[] {
  return said.filter(({ event, source }) => {
    const isHeard = saysSomething(event, source);
    if (event.isDispute) endings.set(event.id, 'parked');
    else if (event.isMerge) endings.set(event.id, 'merge');
    else if (!isHeard) endings.set(event.id, 'nothing');
    return isHeard && !event.isMerge && !event.isDispute;
  });
}

/** Bridge never takes it, and nobody else speaks of its person. */
function expectPoison(
  id: string,
  said: Said | undefined,
  { people, endings, winners }: Expectation,
) {
  endings.set(id, 'poisoned');
  winners.delete(id);
  if (said !== undefined && people.has(said.event.person)) people.set(said.event.person, {});
}

/**
 * An event without a number or a property has nothing to write; a form that leaves something empty
 * says nothing about it.
 */
function saysSomething(
  { hasPhone, sets = [], clears = [] }: OracleEvent,
  source: SourceName,
): boolean {
  return source === 'form' || hasPhone === true || sets.length > 0 || clears.length > 0;
}

interface Words {
  heard: Said[];
  said: Said[];
  deletedAt: number | undefined;
}

function expectPerson(
  person: number,
  { heard, said, deletedAt }: Words,
  { people: contacts, endings, winners }: Expectation,
): void {
  const isKnown = idsThatBecomeKnown(heard, said);
  const counts = heard.filter(({ event, source }) => source !== 'crm-a' || isKnown(event));
  for (const { event } of heard)
    endings.set(
      event.id,
      counts.some((other) => other.event.id === event.id) ? 'written' : 'parked',
    );
  const isForgotten = ({ clock }: Said) =>
    deletedAt !== undefined && Number(clock[1]) < deletedAt;
  if ((person > 0 || deletedAt !== undefined) && counts.every(isForgotten)) return;
  const contact: Partial<Record<Property, string>> = {};
  for (const property of properties) {
    const [newest] = counts
      .filter((word) => isAbout(word, property))
      .toSorted((a, b) => compare(b.clock, a.clock));
    if (newest === undefined) continue;
    winners.set(newest.event.id, [...(winners.get(newest.event.id) ?? []), property]);
    if (newest.event.sets?.includes(property) && !isForgotten(newest))
      contact[property] = valueSaid(property, newest.event.id);
  }
  contacts.set(person, contact);
}

/**
 * The CRM knows its people by two ids that a merge makes one. An id is known as soon as one of its
 * events has a number, whenever that comes: what was said before waits for it. (The form may come
 * first or last: its contact has the same number.)
 */
function idsThatBecomeKnown(heard: Said[], said: Said[]): (event: OracleEvent) => boolean {
  const isMerged = said.some(({ event }) => event.isMerge);
  const withNumber = heard.filter(
    ({ event, source }) => source === 'crm-a' && event.hasPhone,
  );
  return (event) =>
    withNumber.some((other) => isMerged || other.event.isAlias === event.isAlias);
}

function isAbout({ event, source }: Said, property: Property): boolean {
  return (
    event.sets?.includes(property) === true ||
    (source !== 'form' && event.clears?.includes(property) === true)
  );
}

function valueSaid(property: Property, eventId: string): string {
  return property === 'email' ? `${eventId}@example.com` : `${property} ${eventId}`;
}

export function clockOf(
  { time }: OracleEvent,
  arrived: Arrived | undefined,
  start: number,
): EventClock {
  if (arrived === undefined) return [];
  return [
    Math.min(start + time, arrived.receivedAt),
    arrived.receivedAt,
    arrived.index,
    arrived.id,
  ];
}

/** Negative when `a` is older than `b`. */
export function compare(a: EventClock, b: EventClock): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}
