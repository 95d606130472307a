import type { Scope } from '../../../functions/core/expression.ts';
import type { Candidate } from '../candidates.ts';
import { writeName } from '../leaves/leaf-expression.ts';
import { anyOf, toWords } from '../words.ts';
import { timeScore } from './rank-times.ts';
import {
  byScore,
  eventObject,
  isEarlier,
  isScalar,
  keyOf,
  type Scored,
} from './scored.ts';

/** Headers that say which event this is, and not which webhook. */
const idHeader =
  /^(?:webhook-id|svix-id|(?:x-)?idempotency-key|x-[a-z]+-delivery)$|(?:^|-)event-(?:id|uuid)$/;
const idOfMessage =
  /(?:^|-)(?:delivery|message|notification|invocation)-(?:id|uuid|guid)$/;

/** Only together with the time. */
const unsure = 3;

/** Names of ids of events, and how much they speak for one. */
const idNames: [RegExp, number][] = [
  [anyOf('event (?:uu|gu)?id | event sid | occurrence (?:uu|gu)?id'), 9],
  [anyOf('(?:message|notification|delivery|trigger|sms|invocation) ?(?:uu|gu|s)?id'), 8],
  [anyOf('(?:submission|response|entry|unique|inquiry) ?(?:uu|gu|s)?id'), 7],
  [anyOf('idempotency key'), 7],
  [/^webhook id$/, unsure],
];

const typeKey =
  /^(?:type|event|event_?type|event_?name|action|topic|trigger_?type|object_?type|kind)$/i;

/** Headers that could be the id of the event. */
export function idHeaders(scopes: readonly Scope[]): Scored[] {
  return Object.keys(scopes[0]?.headers ?? {})
    .filter((name) => idHeader.test(name) || idOfMessage.test(name))
    .map((name) => ({
      expression: `$headers.${writeName(name)}`,
      score: name.includes('event-id') ? 12 : 11,
    }))
    .sort(byScore);
}

/** What could be the id of the events, the likeliest first. */
export function rankIds(
  candidates: readonly Candidate[],
  people: readonly string[],
  isSplit: boolean,
): Scored[] {
  const ids = candidates.filter((one) => isScalar(one) && !isEarlier(one));
  const others = (one: Candidate) =>
    ids.some((other) => other !== one && isSameId(one, other));
  return ids
    .filter((one) => !others(one))
    .map((one) => ({ expression: one.expression, score: idScore(one, people, isSplit) }))
    .filter(({ score }) => score > 0)
    .sort(byScore);
}

/** An id that stands elsewhere, too, is that of a record: the event only speaks of it. */
function isSameId(one: Candidate, other: Candidate): boolean {
  const isId = /(?:^| )(?:id|uuid|guid)$/.test(toWords(keyOf(other)));
  return (
    isId && eventScore(toWords(keyOf(other))) === 0 && one.leaf.value === other.leaf.value
  );
}

function eventScore(words: string): number {
  return idNames.find(([pattern]) => pattern.test(words))?.[1] ?? 0;
}

function idScore(one: Candidate, people: readonly string[], isSplit: boolean): number {
  const key = toWords(keyOf(one));
  const named = eventScore(key);
  if (key === 'webhook id' && !isUuid(one.leaf.value)) return 0;
  // A short number can be that of an event which people go to.
  if (named === 9 && /^\d{1,6}$/.test(String(one.leaf.value))) return unsure;
  if (named > 0) return named - one.leaf.path.length / 10;
  if (!/^(?:id|uuid|guid)$/.test(key)) return 0;
  if (isInEvent(one)) return 8;
  return isAroundPerson(one, people) && isOfEvent(one, isSplit) ? 6 : 0;
}

/** Of an event that happened; one that people go to has a name. */
function isInEvent({ around, beside }: Candidate): boolean {
  const container = around.at(-1) ?? '';
  if (!eventObject.test(container)) return false;
  if (!/^event/.test(container)) return true;
  const keys = Object.keys(beside);
  const isMeeting = keys.some((key) =>
    /^(?:name|title|summary|starts?|start_?.*)$/i.test(key),
  );
  const isDated = keys.some((key) => timeScore(toWords(key)) > 0);
  return !isMeeting && (isDated || keys.some((key) => typeKey.test(key)));
}

function isUuid(value: unknown): boolean {
  return /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i.test(String(value));
}

/** The id stands around the person, and is not the person's. */
function isAroundPerson({ owner }: Candidate, people: readonly string[]): boolean {
  const inside = people.filter((one) => one.startsWith(owner.slice(0, -1)));
  return inside.length > 0 && !inside.includes(owner);
}

/** What has a type, or says when it happened, is an event rather than a record. */
function isOfEvent({ beside, leaf: { path } }: Candidate, isSplit: boolean): boolean {
  const isTimed = Object.keys(beside).some((name) => timeScore(toWords(name)) >= 8);
  const isTyped = Object.keys(beside).some((name) => typeKey.test(name));
  return isTimed || (path.length === 1 && (isTyped || isSplit));
}
