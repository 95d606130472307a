import { parseContactId } from '../../../functions/core/bridge/contact-id.ts';
import type { TimelineFilter } from '../api/timeline.ts';
import type { RowFacts } from './facts/row-facts.ts';
import { fateOf, showRow } from './show-row.ts';

/** Whether a row is meant. @param body what is searched of its body, in small letters */
export type IsMeant = (row: RowFacts, body: () => string) => boolean;

/** Makes a test of a filter. What costs most is looked at last. */
export function matcherOf(filter: TimelineFilter): IsMeant {
  const { source, outcome, id, person, text, since, until } = filter;
  const tests: IsMeant[] = [];
  if (since !== undefined) tests.push(({ at }) => at >= since);
  if (until !== undefined) tests.push(({ at }) => at <= until);
  if (source !== undefined) tests.push(({ place }) => place?.source === source);
  if (outcome !== undefined) tests.push((row) => hasOutcome(row, outcome));
  if (isSaid(id)) tests.push((row) => hasId(row, id.trim()));
  if (isSaid(person)) tests.push(isAbout(person));
  if (isSaid(text)) tests.push(mentions(text));
  return (row, body) => tests.every((test) => test(row, body));
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

function hasOutcome(
  row: RowFacts,
  outcome: NonNullable<TimelineFilter['outcome']>,
): boolean {
  if (fateOf(row).state === outcome) return true;
  return [...row.counts.keys()].some((state) => state === outcome);
}

function hasId({ key, events }: RowFacts, id: string): boolean {
  if (key.startsWith(id) || events.has(id)) return true;
  return events.keys().some((eventId) => eventId.startsWith(id));
}

function isAbout(person: string): IsMeant {
  const contactId = parseContactId(person);
  if (contactId !== undefined)
    return ({ events }, body) =>
      events.values().some(({ last }) => last?.contactId === contactId) ||
      body().includes(contactId);
  const digits = digitsOf(person);
  if (digits === undefined) {
    const wanted = searched(person);
    return (_, body) => body().includes(wanted);
  }
  // As people write numbers: digits with blanks, brackets, dots and hyphens between them.
  const pattern = new RegExp(digits.split('').join('[\\s().\\-/\\u00a0]{0,3}'));
  return (_, body) => pattern.test(body());
}

/** Fewer could be part of anything. */
const fewestDigits = 6;
/** Enough to know a number by, and none of them of a country's code or a trunk's. */
const longestNational = 9;

/** The digits by which a phone number is found, however it is written. */
function digitsOf(person: string): string | undefined {
  if (!/^\+?[\d\s().\-/]+$/.test(person.trim())) return undefined;
  const digits = person.replaceAll(/\D/g, '');
  const known = digits.slice(-longestNational).replace(/^0+/, '');
  return known.length < fewestDigits ? undefined : known;
}

function mentions(text: string): IsMeant {
  const wanted = searched(text);
  return (row, body) =>
    searched(JSON.stringify(showRow(row, 0))).includes(wanted) || body().includes(wanted);
}

function searched(text: string): string {
  return text.trim().normalize('NFKC').toLowerCase();
}
