import type { ContactChange } from '../../local/bridge-simulator/contacts/contact.ts';
import type { History, OracleEvent, Property, SourceName } from './history.ts';
import { clockOf, compare, type EventClock } from './model.ts';
import type { Applied, Deleted, Observations } from './observations.ts';
import { valueFor } from './sender.ts';

type Field = Property | 'cellphone';

/** An event as a possible author of a value. */
interface Author {
  id: string;
  event: OracleEvent;
  source: SourceName;
  clock: EventClock;
}

/** Of each field of a contact, who wrote it last. */
type Standing = Map<Field, Author>;

/**
 * G4 at every step: no PATCH that Bridge applies writes a value that is older than one it has
 * applied before, in that field of that contact. Judged by the events that the values name; of a
 * value that names nobody (a number, an empty one) by those that its message carries and that say
 * so: if there are several, by the oldest that is old enough, so that nobody is accused wrongly.
 *
 * It is judged for each contact of Bridge. Where one takes the place of another, that is where
 * somebody was deleted and is created again, it inherits: nothing may be written there that is
 * older than what was written to the contact that is gone. Merged ids of a sender are one contact
 * of Bridge from the start, as they have one number.
 *
 * An attribute that only goes along in a set is no write of anybody, and must be what Bridge has.
 * The same event again is not older than itself. Nothing else is exempt: there are no options
 * here that could be taken off and put back, and no defaults.
 */
export function judgeSteps(
  history: History,
  observations: Observations,
  start: number,
): string[] {
  const authors = authorsOf(history, observations, start);
  const contacts = new Map<string, Standing>();
  return observations.applied.flatMap((applied) => {
    const before =
      contacts.get(applied.contactId) ?? inherited(applied, observations, contacts);
    contacts.set(applied.contactId, before);
    return judgeApplied(applied, before, authors).map(
      (complaint) => `${(applied.at - start) / 1000} s: ${complaint}`,
    );
  });
}

function authorsOf(
  { requests }: History,
  { events }: Observations,
  start: number,
): Map<string, Author> {
  const all = requests.flatMap(({ source, events: said }) =>
    said.map((event): [string, Author] => [
      event.id,
      { id: event.id, event, source, clock: clockOf(event, events.get(event.id), start) },
    ]),
  );
  return new Map(all);
}

/** What was written to the contact whose place this one takes. */
function inherited(
  { at, before: { cellphone } }: Applied,
  { deleted }: Observations,
  contacts: ReadonlyMap<string, Standing>,
): Standing {
  const isOfThem = (one: Deleted) => one.cellphone === cellphone && one.at <= at;
  const gone = deleted.findLast(isOfThem)?.contactId;
  return new Map(gone === undefined ? [] : contacts.get(gone));
}

function judgeApplied(
  applied: Applied,
  standing: Standing,
  authors: ReadonlyMap<string, Author>,
): string[] {
  const carried = applied.carried.flatMap((id) => authors.get(id) ?? []);
  return fieldsOf(applied.body).flatMap(([field, value]) => {
    const candidates = carried.filter((author) => says(author, field, value));
    if (candidates.length === 0) return judgeCompanion(applied, field, value);
    const before = standing.get(field);
    const author = candidates
      .toSorted((a, b) => compare(a.clock, b.clock))
      .find(({ clock }) => before === undefined || compare(clock, before.clock) >= 0);
    if (author === undefined) {
      const ids = candidates.map(({ id }) => id).join(' or ');
      return [`${field} of ${ids} is written over that of ${before?.id}`];
    }
    standing.set(field, author);
    return [];
  });
}

/** What no event of the message says may only go along, and only as it is in Bridge. */
function judgeCompanion({ before }: Applied, field: Field, value: string): string[] {
  const name = attributeNames.get(field);
  const has = before.customAttributes.find(({ key }) => key === name)?.values[0] ?? '';
  if (name !== undefined && value === has) return [];
  return [
    `${field} is written as "${value}", which no event of the message says; it was "${has}"`,
  ];
}

const attributeNames = new Map<Field, string>([
  ['plan', 'Plan'],
  ['level', 'Level'],
]);

/** Whether the event says this of the field; "" is empty. */
function says({ id, event, source }: Author, field: Field, value: string): boolean {
  if (field === 'cellphone') return source === 'form' || event.hasPhone === true;
  if (value === '') return source !== 'form' && event.clears?.includes(field) === true;
  return event.sets?.includes(field) === true && value === valueFor(field, id);
}

/**
 * The fields that a PATCH writes, by the names that the sources have for them; what is empty is "".
 */
function fieldsOf(body: ContactChange): [Field, string][] {
  const { firstName, lastName, email, cellphone, customAttributes } = body;
  const scalars: [Field, string | null | undefined][] = [
    ['first', firstName],
    ['last', lastName],
    ['email', email],
    ['cellphone', cellphone],
  ];
  const attributes = customAttributes?.openAttributes ?? [];
  return [
    ...scalars.flatMap(([field, value]): [Field, string][] =>
      value === undefined ? [] : [[field, value ?? '']],
    ),
    ...attributes.map(({ customAttributeId, content }): [Field, string] => [
      customAttributeId as Property,
      content,
    ]),
  ];
}
