import { removedValue } from '../../functions/core/body/removed-value.ts';
import { parseEventTime } from '../../functions/core/event-time.ts';
import { evaluate, type Scope } from '../../functions/core/expression.ts';
import { parsePlainPath } from '../../functions/core/split-request.ts';
import type { Candidate } from './candidates.ts';
import { hasKind } from './described-leaves.ts';
import type { Judgement } from './judge-leaf.ts';
import { leafExpression, writeName } from './leaves/leaf-expression.ts';
import { leavesOf } from './leaves/leaves.ts';
import type { SoughtField } from './vocabulary.ts';
import { anyOf, toWords } from './words.ts';

/** What an event is known by, and what is only said of it. */
export interface PickedIdentity {
  id: string[] | undefined;
  time: string | undefined;
  /** Paths of counters of attempts. */
  except: string[];
  /** What could be the sender's own id of the person. */
  externalId: string | undefined;
}

interface Scored {
  expression: string;
  score: number;
}

/** Headers that say which event this is, and not which webhook. */
const idHeader =
  /^(?:webhook-id|svix-id|(?:x-)?idempotency-key|x-[a-z]+-delivery)$|(?:^|-)event-(?:id|uuid)$/;
const idOfMessage = /(?:^|-)(?:delivery|message|notification|invocation)-(?:id|uuid|guid)$/;
/** Headers that say when it happened, and not when it was signed or sent again. */
const timeHeader =
  /(?:^|-)(?:triggered-at|occurred-at|event-time|event-timestamp|event-at)$/;

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
const createdScore = 6;
const updatedScore = 5;
const timeNames: [RegExp, number][] = [
  [anyOf('occurred | occurred at | happened at | event time(?:stamp)? | event ts'), 10],
  [anyOf('event date | triggered at | fired at | changed at | change time'), 9],
  [anyOf('submitted | submitted at | submission date | submit time | completed at'), 9],
  [anyOf('trigger time | submission time'), 9],
  [anyOf('timestamp | date time | datetime | ts | time'), 8],
  [
    anyOf('created | created at | create time | date created | created time | created on'),
    createdScore,
  ],
  [
    anyOf(`
      updated | updated at | update time | date updated | last modified | modified at
      last modified date | last updated | modified | modified date | modified on
    `),
    updatedScore,
  ],
  [anyOf('sent at | sent | date | when | fecha | zeitpunkt | datum | momento'), 4],
];
/** Times of something else. */
const otherTime = anyOf(`
  birth | birthday | date of birth | birthdate | dob | start | starts | end | ends
  expires?(?: at)? | expiry | due
  landed | received | consent | first | zone | micro | verified | scheduled | build | previous | old
  added | delivered | trial | zeit | time to | appointment | opened | seen | login
`);
const attempts = anyOf(`
  attempts? | attempt (?:number|count|no) | retry | retries | retry (?:count|num|number|attempt)
  (?:delivery|send|number of) attempts? | redelivery | is retry | redelivered
`);
const counters = /^(?:attempts?|retry|retries|retry ?count)$/;
const earlier = anyOf('previous | previously | old | before | prior | last');
const eventObject = /^(?:event|event data|notification|meta|header|envelope|event info)$/;
const typeKey =
  /^(?:type|event|event_?type|event_?name|action|topic|trigger_?type|object_?type|kind)$/i;
/** Names of ids of people, those first that say so. */
const personIds = [
  /^(?:contact|person|lead|customer|subscriber|member|client|respondent|guest) ?id$/,
  /^(?:patient|student) ?id$/,
  /^(?:user|profile|external|crm) ?id$/,
  /^(?:record|entity) ?id$/,
  /^object ?id$/,
];

/** Ids, times and counters are read from what every event of the request has. */
export async function pickIdentity(
  scopes: readonly Scope[],
  candidates: readonly Candidate[],
  timeZone: string,
): Promise<PickedIdentity> {
  const people = peopleIn(candidates);
  const isSplit = scopes.some(({ request, event }) => request !== event);
  const time = await firstOf(
    scopes,
    rankTimes(scopes, candidates, await aroundIn(scopes)),
    (values) => values.every((value) => parseEventTime(value, timeZone) !== undefined),
  );
  const ids = rankIds(candidates, people, isSplit);
  const id = await firstOf(scopes, [...(isSplit ? [] : idHeaders(scopes)), ...ids], areIds);
  return {
    id: id && withTime(id, time),
    time: time?.expression,
    except: candidates.filter(isCounter).map(({ expression }) => expression),
    externalId: (await firstOf(scopes, rankPersonIds(candidates, people, id), areIds, true))
      ?.expression,
  };
}

/** An id that could be that of the webhook, or of an appointment, is one together with the time. */
function withTime(id: Scored, time: Scored | undefined): string[] | undefined {
  if (id.score > 4) return [id.expression];
  const isEvents = time !== undefined && time.score >= 8;
  return isEvents ? [id.expression, time.expression] : undefined;
}

async function firstOf(
  scopes: readonly Scope[],
  ranked: readonly Scored[],
  fits: (values: unknown[]) => boolean,
  canMiss = false,
): Promise<Scored | undefined> {
  for (const one of ranked) {
    const values = await Promise.all(
      scopes.map(async (scope) => {
        const result = await evaluate(one.expression, scope);
        return result.ok ? result.value : undefined;
      }),
    );
    const there = canMiss ? values.filter((value) => value !== undefined) : values;
    if (there.length > 0 && fits(there)) return one;
  }
  return undefined;
}

/** Events of one request that share an id would be one. */
function areIds(values: unknown[]): boolean {
  return values.every(
    (value) =>
      (typeof value === 'number' || typeof value === 'string') &&
      String(value).trim() !== '' &&
      !String(value).includes(removedValue),
  );
}

function idHeaders(scopes: readonly Scope[]): Scored[] {
  return Object.keys(scopes[0]?.headers ?? {})
    .filter((name) => idHeader.test(name) || idOfMessage.test(name))
    .map((name) => ({
      expression: `$headers.${writeName(name)}`,
      score: name.includes('event-id') ? 12 : 11,
    }))
    .sort(byScore);
}

function byScore(one: Scored, other: Scored): number {
  return other.score - one.score;
}

const personal = new Set<SoughtField>(['email', 'cellphone', 'firstName', 'lastName']);

/** A text that only looks like an email can be that of who did it. */
function isPersonal({ field, score }: Judgement): boolean {
  return personal.has(field) && score > 4;
}

/** Where the people of the events stand: the places of what looks like them. */
function peopleIn(candidates: readonly Candidate[]): string[] {
  return candidates
    .filter(({ judgements }) => judgements.some(isPersonal))
    .map(({ owner }) => owner);
}

function keyOf({ leaf }: Candidate): string {
  const last = leaf.path.at(-1);
  return last !== undefined && 'key' in last ? last.key : '';
}

function isScalar({ leaf: { value }, isLabel }: Candidate): boolean {
  return !isLabel && (typeof value === 'string' || typeof value === 'number');
}

function isEarlier({ own, around }: Candidate): boolean {
  return [...own, ...around].some((words) => earlier.test(words));
}

function rankIds(
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

function timeScore(words: string): number {
  if (otherTime.test(words)) return 0;
  return timeNames.find(([pattern]) => pattern.test(words))?.[1] ?? 0;
}

function rankTimes(
  [scope]: readonly Scope[],
  candidates: readonly Candidate[],
  around: readonly Scored[],
): Scored[] {
  const ofHeaders = Object.keys(scope?.headers ?? {})
    .filter((name) => timeHeader.test(name))
    .map((name) => ({ expression: `$headers.${writeName(name)}`, score: 12 }));
  const ofLeaves = candidates
    .filter((one) => isScalar(one) && !isEarlier(one) && !one.around.some(isVersion))
    .map((one) => ({
      expression: one.expression,
      score: scoreTime(one),
    }));
  return [...ofHeaders, ...ofLeaves, ...around]
    .filter(({ score }) => score > 0)
    .sort(byScore);
}

function isVersion(words: string): boolean {
  return /^(?:versions?|history|attempts?|identities)$/.test(words);
}

/** The event's own time is higher up than that of its record. */
function scoreTime(one: Candidate): number {
  const { path } = one.leaf;
  const score = timeScore(toWords(keyOf(one)));
  if (score === 0 || (score === createdScore && isUpdated(one.beside))) return 0;
  const isEvents = path.length === 1 || eventObject.test(one.around.at(-1) ?? '');
  return score + (isEvents ? 2 : 0) - path.length / 10;
}

/** A record that says when it was changed was created before. */
function isUpdated(beside: Record<string, unknown>): boolean {
  return Object.keys(beside).some((key) => timeScore(toWords(key)) === updatedScore);
}

/** Times around the events, where they stand in a list. */
async function aroundIn([scope]: readonly Scope[]): Promise<Scored[]> {
  if (scope === undefined || scope.request === scope.event) return [];
  const found: Scored[] = [];
  for (const leaf of leavesOf(scope.request, scope.event).slice(0, 100)) {
    const last = leaf.path.at(-1);
    const score = last !== undefined && 'key' in last ? timeScore(toWords(last.key)) : 0;
    if (score < 5) continue;
    const expression = await leafExpression(leaf, scope, '$request', () => false);
    if (expression !== undefined) found.push({ expression, score: score - 4.5 });
  }
  return found;
}

function isCounter(one: Candidate): boolean {
  const words = toWords(keyOf(one));
  const { value } = one.leaf;
  const isCount =
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    /^\d{1,3}$/.test(String(value));
  const isNamedSo = attempts.test(words) || counters.test(words);
  return isNamedSo && isCount && parsePlainPath(one.expression) !== undefined;
}

function rankPersonIds(
  candidates: readonly Candidate[],
  people: readonly string[],
  id: Scored | undefined,
): Scored[] {
  return candidates
    .filter((one) => isScalar(one) && !isEarlier(one) && one.expression !== id?.expression)
    .map((one) => ({ expression: one.expression, score: personScore(one, people) }))
    .filter(({ score }) => score > 0)
    .sort(byScore);
}

function personScore(one: Candidate, people: readonly string[]): number {
  const key = toWords(keyOf(one));
  const rank = personIds.findIndex((pattern) => pattern.test(key));
  const isOfPerson = people.includes(one.owner) && !hasKind(one.beside);
  if (key === 'id') return isOfPerson ? 6 : 0;
  return rank === -1 ? 0 : 5 - rank + (isOfPerson ? 1 : 0);
}
