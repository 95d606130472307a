import { keyedHash } from '../canonical.ts';
import type { Source } from '../config/source-schema.ts';
import { isUnreadableTime, parseEventTime } from '../event-time.ts';
import { evaluate, type FailedEvaluation, type Scope } from '../expression.ts';
import type { QueuedEvent, Unreadable } from '../message/message.ts';
import { transformed } from '../scope.ts';
import { parsePlainPath, withoutPath } from '../split-request.ts';
import { keyText, readContactKeys } from './contact-key.ts';

/** What an event is known by. */
export interface EventIdentity
  extends Pick<QueuedEvent, 'id' | 'idFrom' | 'time' | 'unreadable'> {
  /** Groups the events of one person in the queue. */
  contactKey: string | undefined;
  /** The sender's time was there and could not be read; the event counts as received. */
  isTimeUnreadable: boolean;
}

/** Evaluates an expression; where it fails, notes why the event is unreadable. */
type Read = (
  where: string,
  expression: string | undefined,
  scope: Scope,
) => Promise<unknown>;

const hourMs = 3_600_000;

/**
 * Gives an event its id, time and contact key. An expression that fails makes it `unreadable`,
 * never lost. Id and contact key are HMACs under `pepper`: nothing of the person can be read from
 * them.
 */
export async function identifyEvent(
  source: Source,
  scope: Scope,
  pepper: string,
): Promise<EventIdentity> {
  const { read, problems } = createReader();
  const senderId = await readSenderId(source, scope, read);
  const content = await read('events.content', source.events.content, scope);
  const { time, saidTime, isTimeUnreadable } = await readTime(source, scope, read);
  const inner = await transformed(source, scope);
  if (!inner.ok) problems.push(badExpression('events.transform', inner));
  const isContentId = senderId === undefined;
  const person = inner.ok
    ? await readPerson(source, inner.scope, isContentId, read)
    : undefined;
  const isAllRead = problems.length === 0 && person?.hasFailed === false;
  const around = isAllRead ? [saidTime, person.said] : allAround(source, scope);
  const contactKey = person?.contactKey;
  const unique = senderId ?? [compared(source, content ?? scope.event), ...around];
  return {
    id: keyedHash(pepper, 'event', source.name, ...unique),
    idFrom: isContentId ? 'content' : 'sender',
    time,
    unreadable: problems[0],
    contactKey: contactKey && keyedHash(pepper, 'contact', source.workspace, contactKey),
    isTimeUnreadable,
  };
}

/** What is compared to know an event again, without what changes when its sender tries again. */
function compared({ events: { except = [] } }: Source, content: unknown): unknown {
  return except.reduce(
    (left, path) => withoutPath(left, parsePlainPath(path) ?? []),
    content,
  );
}

/**
 * What could not be read could be the difference between two events: all that stands around them
 * counts. Of the headers only those that the source reads do, because others change with every
 * repetition.
 */
function allAround({ events, contact, map }: Source, { request, query, headers }: Scope) {
  const expressions = JSON.stringify([events, contact, map]);
  const reads = (name: string) =>
    expressions.includes('$headers') && expressions.includes(name);
  const own = Object.entries(headers).filter(([name]) => reads(name));
  return [request, query, Object.fromEntries(own)];
}

function createReader(): { read: Read; problems: Unreadable[] } {
  const problems: Unreadable[] = [];
  const read: Read = async (where, expression, scope) => {
    if (expression === undefined) return undefined;
    const result = await evaluate(expression, scope);
    if (result.ok) return result.value;
    problems.push(badExpression(where, result));
    return undefined;
  };
  return { read, problems };
}

/** Where and why an event cannot be read: JSONata's code and the character, never a value. */
export function badExpression(
  where: string,
  { code, position }: FailedEvaluation,
): Unreadable {
  return {
    reason: 'bad-expression',
    where,
    detail: position === undefined ? code : `${code} at character ${position}`,
  };
}

/**
 * The values that make an event unique at its sender; `undefined` if there are none, or one is
 * missing.
 */
async function readSenderId(
  { events }: Source,
  scope: Scope,
  read: Read,
): Promise<unknown[] | undefined> {
  const expressions = events.id ?? [];
  const values = await Promise.all(
    expressions.map((expression, index) => read(`events.id[${index}]`, expression, scope)),
  );
  const isMissing = (value: unknown) =>
    value === undefined || value === null || value === '';
  return values.length === 0 || values.some(isMissing) ? undefined : values;
}

interface SenderTime {
  /** Of an hour that comes twice, the last before the event was received. */
  time: number | undefined;
  /** The same in every repetition of the event. */
  saidTime: number | undefined;
  isTimeUnreadable: boolean;
}

/**
 * The sender's time. One that moves with the time of receipt (`$now()`, `$receivedAt`) is none: a
 * repetition would have another, and the event counts as received anyway.
 */
async function readTime(
  { events: { time: expression, timeZone } }: Source,
  scope: Scope,
  read: Read,
): Promise<SenderTime> {
  const value = await read('events.time', expression, scope);
  const saidTime = parseEventTime(value, timeZone);
  if (saidTime === undefined)
    return {
      time: undefined,
      saidTime,
      isTimeUnreadable: isUnreadableTime(value, timeZone),
    };
  if (expression !== undefined && (await isMoving(expression, saidTime, timeZone, scope)))
    return { time: undefined, saidTime: undefined, isTimeUnreadable: false };
  // Only an hour that is yet to come can be the other one of two.
  const isPast = saidTime <= scope.receivedAt;
  const time = isPast ? saidTime : parseEventTime(value, timeZone, scope.receivedAt);
  return { time, saidTime, isTimeUnreadable: false };
}

async function isMoving(
  expression: string,
  time: number,
  timeZone: string,
  scope: Scope,
): Promise<boolean> {
  if (!/\$(receivedAt|now|millis)\b/.test(expression)) return false;
  const receivedAt = scope.receivedAt + hourMs;
  const later = await evaluate(expression, { ...scope, receivedAt });
  return later.ok && parseEventTime(later.value, timeZone) === time + hourMs;
}

/**
 * Whose the event is: `contact.key`, else the first that has a value of what its contact is looked
 * for by. That groups events in the queue, which only saves work: the field clock keeps the order.
 * A content id takes all of it, because one `contact.key` can group several people.
 */
async function readPerson(
  source: Source,
  scope: Scope,
  isContentId: boolean,
  read: Read,
): Promise<{ contactKey: string | undefined; said: unknown; hasFailed: boolean }> {
  const { key } = source.contact;
  const explicit = keyText('key', await read('contact.key', key, scope));
  const { texts, hasFailed } = await readContactKeys(source, scope, !isContentId);
  const first = texts.find((text) => text !== undefined);
  const contactKey = key === undefined ? first : explicit;
  return { contactKey, said: [explicit, ...texts], hasFailed };
}
