import type { BodyKind } from '../../functions/core/config/body-schema.ts';
import { isRecord } from '../../functions/core/json.ts';
import { toEmail } from '../../functions/core/map/email.ts';
import { parsePlainPath } from '../../functions/core/split-request.ts';
import { isPair } from './described/pairs.ts';
import { isObject, leavesOf } from './leaves/leaves.ts';
import { anyOf, toWords } from './words.ts';

/** Names of lists whose items are events. */
const eventLists = anyOf(`
  events?$ | notifications?$ | changes?$ | entry$ | entries$ | deliveries$ | batch$ | messages$
  event list$
`);
/** Names of lists whose items are events if they are people, too. */
const peopleLists = anyOf(`
  data | items | records | results | rows | payload | contacts | contact | leads | people | persons
  users | customers | subscribers | members | attendees | participants | registrants | submissions
  responses | profiles | guests | invitees | sobjects?
`);
const mostLevels = 6;

/**
 * The path to the list of events: `$` where the body is the list, `undefined` where the body is one
 * event. The answers of a form, and the emails of a person, are lists of one event.
 */
export function pickSplit(body: unknown, kind: BodyKind): string | undefined {
  if (Array.isArray(body)) return isEventList(body) ? '$' : undefined;
  return findSplit(body, kind)?.join('.');
}

function isEventList(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every((item) => isRecord(item) && !isOneField(item));
}

/** A pair alone is a field; one with the time, the id and the type around it is an event. */
function isOneField(item: Record<string, unknown>): boolean {
  const holdsMore = Object.entries(item).some(
    ([key, value]) => /value$/i.test(key) && isRecord(value),
  );
  return isPair(item) && !holdsMore && Object.keys(item).length < 6;
}

function findSplit(body: unknown, kind: BodyKind): string[] | undefined {
  const found = listsIn(body, kind, []).find(({ path, items }) => {
    const name = toWords(path.at(-1) ?? '');
    const isAbove = hasEmail(body, items);
    if (eventLists.test(name)) return !isAbove || items.some((item) => hasEmail(item));
    return peopleLists.test(name) && items.every((item) => hasEmail(item)) && !isAbove;
  });
  if (found === undefined) return undefined;
  const { path, items } = found;
  const inner = items.map((item) => findSplit(item, kind)?.join('.'));
  const [first] = inner;
  const isNested = first !== undefined && inner.every((each) => each === first);
  const steps = path.map(writeStep);
  if (steps.some((step) => step === undefined)) return undefined;
  const written = steps.flatMap((step) => step ?? []);
  return isNested
    ? [...written, ...first.split(/\.(?=(?:[^`]*`[^`]*`)*[^`]*$)/)]
    : written;
}

interface FoundList {
  path: string[];
  items: readonly unknown[];
}

/** The lists of a body, outer ones first. In XML a list of one is known by its plural name. */
function listsIn(value: unknown, kind: BodyKind, path: string[]): FoundList[] {
  if (!isRecord(value) || path.length >= mostLevels) return [];
  const entries = Object.entries(value);
  const own = entries.flatMap(([key, inner]): FoundList[] => {
    const at = [...path, key];
    if (Array.isArray(inner))
      return isEventList(inner) ? [{ path: at, items: inner }] : [];
    const isOnly = kind === 'xml' && isRecord(inner) && isPluralOf(path.at(-1) ?? '', key);
    return isOnly ? [{ path: at, items: [inner] }] : [];
  });
  const deeper = entries.flatMap(([key, inner]) => listsIn(inner, kind, [...path, key]));
  return [...own, ...deeper];
}

function isPluralOf(plural: string, name: string): boolean {
  const [many, one] = [plural.toLowerCase(), name.toLowerCase()];
  return many === `${one}s` || many === `${one}list` || many === `${one.slice(0, -1)}ies`;
}

/** Whether an email stands in a value; `skip` is left out. */
function hasEmail(value: unknown, skip?: unknown): boolean {
  const all = isObject(value) ? leavesOf(value, skip) : [];
  return all.some(
    ({ value: one }) => typeof one === 'string' && toEmail(one) !== undefined,
  );
}

function writeStep(key: string): string | undefined {
  return [key, `\`${key}\``].find((written) => parsePlainPath(written)?.join() === key);
}
