import { keyedHash } from '../canonical.ts';
import type { MapEntry } from '../config/map-schema.ts';
import type { MatchKey, Source } from '../config/source-schema.ts';
import { parseEventTime } from '../event-time.ts';
import { type Evaluated, evaluate, type Scope } from '../expression.ts';
import type { ScalarField } from '../map/patch.ts';
import type { QueuedEvent } from '../message.ts';
import { transformed } from '../scope.ts';

type Identity = Pick<QueuedEvent, 'id' | 'idFrom' | 'time' | 'unreadable'> & {
  contactKey: string | undefined;
  /** The sender's time was there and could not be read; the event counts as having happened when it was received. */
  timeUnreadable: boolean;
};

/**
 * Gives an event its id, time and contact key. An expression that fails makes the event `unreadable`, never lost.
 * Id and contact key are HMACs under `pepper`: nothing of the person can be read from them.
 */
export async function identifyEvent(
  source: Source,
  scope: Scope,
  pepper: string,
): Promise<Identity> {
  const problems: NonNullable<QueuedEvent['unreadable']>[] = [];
  const read = async (where: string, expression: string, inScope: Scope): Promise<unknown> => {
    const result = await evaluate(expression, inScope);
    if (result.ok) return result.value;
    problems.push(badExpression(where, result));
    return undefined;
  };
  const { events } = source;
  const senderIds = await Promise.all(
    (events.id ?? []).map((expression, index) => read(`events.id[${index}]`, expression, scope)),
  );
  const idFrom =
    senderIds.length > 0 &&
    senderIds.every((value) => value !== undefined && value !== null && value !== '')
      ? 'sender'
      : 'content';
  const content =
    events.content === undefined
      ? scope.event
      : await read('events.content', events.content, scope);
  const rawTime =
    events.time === undefined ? undefined : await read('events.time', events.time, scope);
  const time = parseEventTime(rawTime, events.timeZone);
  const inner = await transformed(source, scope);
  if (!inner.ok) problems.push(badExpression('events.transform', inner));
  const contactKey = inner.ok
    ? await readContactKey(source, inner.scope, (expression, at) =>
        read('contact.key', expression, at),
      )
    : undefined;
  return {
    id: keyedHash(
      pepper,
      'event',
      source.name,
      ...(idFrom === 'sender' ? senderIds : [content ?? scope.event]),
    ),
    idFrom,
    contactKey:
      contactKey === undefined
        ? undefined
        : keyedHash(pepper, 'contact', source.workspace, contactKey),
    timeUnreadable: time === undefined && rawTime !== undefined && rawTime !== null,
    ...(time === undefined ? {} : { time }),
    ...(problems[0] === undefined ? {} : { unreadable: problems[0] }),
  };
}

/** Why an event cannot be read: the place in the source's file, JSONata's code and the character, never a value. */
export function badExpression(
  where: string,
  { code, position }: Extract<Evaluated, { ok: false }>,
): NonNullable<QueuedEvent['unreadable']> {
  return {
    reason: 'bad-expression',
    where,
    detail: position === undefined ? code : `${code} at character ${position}`,
  };
}

/**
 * What groups the events of one person in the queue, so that they are delivered in order. It only saves work: that an older
 * event never wins is the field clock's doing, whatever the groups. Hence the cheap normalising, and no complaint when an
 * expression of the map fails here; deliver will meet it again and say so.
 */
async function readContactKey(
  source: Source,
  scope: Scope,
  explicit: (expression: string, scope: Scope) => Promise<unknown>,
): Promise<string | undefined> {
  const { contact, map } = source;
  if (contact.key !== undefined) return keyText('key', await explicit(contact.key, scope));
  const candidates = [
    { field: 'id', expression: contact.id },
    { field: `${source.system}`, expression: await externalIdExpression(source, scope) },
    ...(contact.match ?? []).map((key) => matchExpression(key, map)),
  ];
  for (const { field, expression } of candidates) {
    const value = expression === undefined ? undefined : await evaluate(expression, scope);
    const text = value?.ok ? keyText(field, value.value) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A merge queues behind the events of the id that remains. */
async function externalIdExpression(
  { contact }: Source,
  scope: Scope,
): Promise<string | undefined> {
  const isMerge =
    contact.merge === undefined ? undefined : await evaluate(contact.merge.when, scope);
  return isMerge?.ok && isMerge.value === true ? contact.merge?.into : contact.externalId;
}

/** The field a match key searches by and the expression of its value: its own, or the map's. */
export function matchExpression(
  key: MatchKey,
  map: Partial<Record<ScalarField, MapEntry | undefined>>,
): { field: 'email' | 'cellphone'; expression: string | undefined } {
  if (typeof key === 'object')
    return 'email' in key
      ? { field: 'email', expression: key.email }
      : { field: 'cellphone', expression: key.cellphone };
  const entry = map[key];
  return { field: key, expression: typeof entry === 'object' ? entry.from : entry };
}

function keyText(kind: string, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text =
    kind === 'cellphone' ? String(value).replace(/\D/g, '') : String(value).trim().toLowerCase();
  return text === '' ? undefined : `${kind}:${text}`;
}
