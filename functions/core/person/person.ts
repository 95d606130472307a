import type { MappedEvent } from '../deliver/map-event.ts';
import { clockOf, compareClocks } from '../memory/clock.ts';
import type { LinkKey } from '../memory/links.ts';
import type { WantedKey } from './wanted-keys.ts';

/**
 * The events of a message that are about one person, as far as they say, and what they say together
 * about who it is.
 */
export interface Person {
  events: MappedEvent[];
  contactId: string | undefined;
  linkKey: LinkKey | undefined;
  /** By rank, and of each rank the newest value first. */
  wanted: WantedKey[];
  country: string | undefined;
}

/**
 * Groups events by what they say of their person: Bridge's id, else the sender's id, else the
 * values they are looked for by. An event of a single property, such as a first name, has its
 * person's number from its neighbour.
 */
export function groupByPerson(events: MappedEvent[], receivedAt: number): Person[] {
  const groups = Map.groupBy(
    events,
    (mapped) => mapped.contactId ?? mapped.linkKey ?? looksFor(mapped),
  );
  return [...groups.values()].map((members) => toPerson(members, receivedAt));
}

function looksFor({ event, wanted }: MappedEvent): string {
  return wanted.length === 0
    ? `event ${event.id}`
    : wanted.map(({ field, value, rank }) => `${rank} ${field} ${value}`).join('\n');
}

function toPerson(members: MappedEvent[], receivedAt: number): Person {
  const newestFirst = members.toSorted((a, b) =>
    compareClocks(clockOf(b.event, receivedAt), clockOf(a.event, receivedAt)),
  );
  const [newest] = newestFirst;
  const all = newestFirst.flatMap(({ wanted }) => wanted).sort((a, b) => a.rank - b.rank);
  const isFirst = (key: WantedKey, index: number) =>
    all.findIndex(
      ({ field, value, rank }) =>
        field === key.field && value === key.value && rank === key.rank,
    ) === index;
  return {
    events: members,
    contactId: newest?.contactId,
    linkKey: newestFirst.find(({ linkKey }) => linkKey !== undefined)?.linkKey,
    wanted: all.filter(isFirst),
    country: newestFirst.find(({ country }) => country !== undefined)?.country,
  };
}
