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
  endings: Map<string, Ending>;
  /** What an event has to have written, because nothing newer says anything about it. */
  winners: Map<string, Property[]>;
  /**
   * Of each person what nobody can say: Bridge refused the newest value after it was perhaps
   * applied, and so nothing older is written (G4).
   */
  unsure: Map<number, Property[]>;
}

type Ending =
  | 'written'
  | 'merge'
  | 'nothing'
  | 'parked'
  | 'poisoned'
  /** Bridge took all but a value that is to stand. */
  | 'refused'
  /** Something newer stands where Bridge refuses it, so that it may never have been asked. */
  | 'written or refused';

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
  const out: Expectation = {
    people: new Map(),
    endings: new Map(),
    winners: new Map(),
    unsure: new Map(),
  };
  const all = new Map<string, Said>();
  for (const { source, events } of history.requests)
    for (const event of events)
      all.set(event.id, {
        event,
        source,
        clock: clockOf(event, arrived.get(event.id), start),
      });
  const isRefused: IsRefused = ({ event }, property) =>
    event.sets?.includes(property) === true &&
    history.refusals?.some(
      (one) => one.event === event.id && one.property === property,
    ) === true;
  const isCalm = history.faults.length === 0 && (history.outages ?? []).length === 0;
  for (let person = 0; person < countPeople(history); person += 1) {
    const said = [...all.values()].filter(({ event }) => event.person === person);
    const deletion = history.deletions?.find((one) => one.person === person);
    const deletedAt = deletion && start + deletion.at;
    expectPerson(
      person,
      { heard: hear(said, out), said, deletedAt, isRefused, isCalm },
      out,
    );
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
  if (said !== undefined && people.has(said.event.person))
    people.set(said.event.person, {});
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

type IsRefused = (said: Said, property: Property) => boolean;

interface Words {
  heard: Said[];
  said: Said[];
  deletedAt: number | undefined;
  isRefused: IsRefused;
  /** Whether every call is answered. */
  isCalm: boolean;
}

function expectPerson(
  person: number,
  { heard, said, deletedAt, isRefused, isCalm }: Words,
  { people: contacts, endings, winners, unsure }: Expectation,
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
  const isUnsure = (property: Property, newest: Said | undefined) =>
    !isCalm && counts.some((word) => isRefused(word, property) && isAfter(word, newest));
  const contact: Partial<Record<Property, string>> = {};
  for (const property of properties) {
    const newest = standsIn(property, counts, { isRefused, endings });
    const value = newest && valueIn(newest, property, isForgotten);
    if (isUnsure(property, newest)) addTo(unsure, person, property);
    else if (newest !== undefined) addTo(winners, newest.event.id, property);
    if (value !== undefined) contact[property] = value;
  }
  contacts.set(person, contact);
}

/** The newest word of a property that Bridge takes; what it refuses ends as that. */
function standsIn(
  property: Property,
  counts: Said[],
  { isRefused, endings }: Pick<Words, 'isRefused'> & Pick<Expectation, 'endings'>,
): Said | undefined {
  const words = counts
    .filter((word) => isAbout(word, property))
    .toSorted((a, b) => compare(b.clock, a.clock));
  const refused = words.filter((word) => isRefused(word, property));
  const newest = words.find((word) => !refused.includes(word));
  for (const word of refused) expectRefusal(word, newest, endings);
  return newest;
}

/** A value that comes too late is never sent; of several properties one is enough to be parked. */
function expectRefusal(
  word: Said,
  newest: Said | undefined,
  endings: Expectation['endings'],
): void {
  const { id } = word.event;
  if (isAfter(word, newest)) endings.set(id, 'refused');
  else if (endings.get(id) !== 'refused') endings.set(id, 'written or refused');
}

function addTo<Key>(lists: Map<Key, Property[]>, key: Key, property: Property): void {
  lists.set(key, [...(lists.get(key) ?? []), property]);
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

function valueIn(
  word: Said,
  property: Property,
  isForgotten: (word: Said) => boolean,
): string | undefined {
  const isSet = word.event.sets?.includes(property) === true && !isForgotten(word);
  return isSet ? valueSaid(property, word.event.id) : undefined;
}

function isAfter({ clock }: Said, other: Said | undefined): boolean {
  return other === undefined || compare(clock, other.clock) > 0;
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
