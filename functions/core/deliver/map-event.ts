import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import { parseContactId } from '../bridge/contact-id.ts';
import type { Source } from '../config/source-schema.ts';
import { PermanentFailure } from '../errors.ts';
import { evaluate, type Scope } from '../expression.ts';
import { type FieldResult, mapToPatch, readCountry } from '../map/map-to-patch.ts';
import type { Parked } from '../memory/event-record.ts';
import { type LinkKey, toLinkKey } from '../memory/links.ts';
import { describeUnreadable, type Message, type QueuedEvent } from '../message/message.ts';
import { readWantedKeys, type WantedKey } from '../person/wanted-keys.ts';
import { type FieldReason, toReasons } from '../reasons/field-reason.ts';
import { badExpression } from '../receive/identify-event.ts';
import { scopeOf, transformed } from '../scope.ts';
import { hasValue, toVisibleText } from '../visible-text.ts';
import { toWrites, type WritesOfEvent } from '../write/event-writes.ts';

/** An event with what it writes and what it says about whose it is. */
export interface MappedEvent extends Identity {
  event: QueuedEvent;
  fields: FieldResult[];
  writes: WritesOfEvent;
}

/** What an event says about whose it is. */
interface Identity {
  /** Bridge's own id. */
  contactId: string | undefined;
  linkKey: LinkKey | undefined;
  wanted: WantedKey[];
  country: string | undefined;
}

/** An event that says ids of the sender are another now. */
export interface MergeEvent {
  event: QueuedEvent;
  from: LinkKey[];
  into: LinkKey;
}

/** What mapping an event comes to; `nothing` when it has no field to send. */
type Mapped =
  | { kind: 'mapped'; mapped: MappedEvent }
  | { kind: 'merge'; merge: MergeEvent }
  | { kind: 'nothing' };

interface MapDeps {
  pepper: string;
  catalogue: AttributeCatalogue;
  noteReasons?: NoteReasons | undefined;
}

/** Called with what the map came to, and again once it is known what the workspace takes of it. */
type NoteReasons = (reasons: FieldReason[]) => void;

/** What the keys of links are made with. */
interface LinkSpace {
  /** Of the message, not of the source: that may have moved to another while events waited. */
  workspace: string;
  pepper: string;
}

/**
 * Maps an event: its writes, and whose they are.
 * @throws PermanentFailure `bad-expression` or `invalid-value`; TransientFailure when the
 * attributes cannot be read
 */
export async function mapEvent(
  source: Source,
  message: Message,
  event: QueuedEvent,
  deps: MapDeps,
): Promise<Mapped> {
  const inner = await transformed(source, scopeOf(source, message, event));
  if (!inner.ok) {
    const detail = describeUnreadable(badExpression('events.transform', inner));
    throw new PermanentFailure('bad-expression', { detail });
  }
  const { scope } = inner;
  const space = { workspace: message.workspace, pepper: deps.pepper };
  const merge = await readMerge(source, scope, event, space);
  if (merge !== undefined) return { kind: 'merge', merge };
  const fields = await mapToPatch(source, scope);
  const { catalogue, noteReasons } = deps;
  noteReasons?.(toReasons(fields));
  return readMapped(source, event, { scope, fields, space, catalogue, noteReasons });
}

interface MapResult {
  scope: Scope;
  fields: FieldResult[];
  space: LinkSpace;
  catalogue: Pick<AttributeCatalogue, 'find'>;
  noteReasons?: NoteReasons | undefined;
}

/**
 * What an event writes, after its map, and whose it is.
 * @throws PermanentFailure `bad-expression` or `invalid-value`; TransientFailure when the
 * attributes cannot be read
 */
export async function readMapped(
  source: Source,
  event: QueuedEvent,
  { scope, fields, space, catalogue, noteReasons }: MapResult,
): Promise<Exclude<Mapped, { kind: 'merge' }>> {
  const writes = await toWrites(fields, false, catalogue);
  noteReasons?.(toReasons(fields, writes));
  if (writes.writes.size === 0) {
    if (writes.invalid.length > 0)
      throw new PermanentFailure('invalid-value', {
        detail: describeInvalid(writes.invalid),
      });
    return { kind: 'nothing' };
  }
  const identity = await readIdentity(source, scope, fields, space);
  return { kind: 'mapped', mapped: { event, fields, writes, ...identity } };
}

/**
 * Reads whose an event is.
 * @param fields what its map came to
 * @throws PermanentFailure `bad-expression` or `invalid-value`
 */
export async function readIdentity(
  source: Source,
  scope: Scope,
  fields: FieldResult[],
  space: LinkSpace,
): Promise<Identity> {
  const country = await readCountry(source, scope);
  const externalId = await readOneId(
    'contact.externalId',
    source.contact.externalId,
    scope,
  );
  return {
    contactId: await readContactId(source.contact.id, scope),
    linkKey: externalId === undefined ? undefined : linkKeyOf(source, externalId, space),
    wanted: await readWantedKeys(source, scope, fields, country),
    country,
  };
}

/** The fields that did not fit, with codes and no values. */
export function describeInvalid(invalid: WritesOfEvent['invalid']): string {
  return invalid.map(({ field, because }) => `${field}: ${because}`).join(', ');
}

/** An outcome for which an event is parked, with the fields beside it that did not fit. */
export function withMisfits(outcome: Parked, invalid: WritesOfEvent['invalid']): Parked {
  const about = [
    outcome.detail,
    invalid.length === 0 ? undefined : describeInvalid(invalid),
  ];
  const known = about.filter((part) => part !== undefined);
  return { ...outcome, detail: known.length === 0 ? undefined : known.join('; ') };
}

function linkKeyOf(
  { system = '' }: Source,
  externalId: string,
  { workspace, pepper }: LinkSpace,
): LinkKey {
  return toLinkKey(pepper, workspace, system, externalId);
}

async function readContactId(
  expression: string | undefined,
  scope: Scope,
): Promise<string | undefined> {
  const value =
    expression === undefined ? undefined : await read('contact.id', expression, scope);
  if (!hasValue(value)) return undefined;
  const contactId = typeof value === 'string' ? parseContactId(value) : undefined;
  if (contactId === undefined)
    throw new PermanentFailure('invalid-value', { detail: 'contact.id: not-a-uuid' });
  return contactId;
}

/**
 * What a merge event says; `undefined` for any other. Throws PermanentFailure where it cannot be
 * read.
 */
export async function readMerge(
  source: Source,
  scope: Scope,
  event: QueuedEvent,
  space: LinkSpace,
): Promise<MergeEvent | undefined> {
  const { merge } = source.contact;
  if (
    merge === undefined ||
    (await read('contact.merge.when', merge.when, scope)) !== true
  )
    return undefined;
  const into = await readOneId('contact.merge.into', merge.into, scope);
  if (into === undefined)
    throw new PermanentFailure('invalid-value', { detail: 'contact.merge.into: no-id' });
  const from = (await readIds('contact.merge.from', merge.from, scope)).filter(
    (id) => id !== into,
  );
  if (from.length === 0)
    throw new PermanentFailure('invalid-value', { detail: 'contact.merge.from: no-id' });
  const toKey = (id: string) => linkKeyOf(source, id, space);
  return { event, into: toKey(into), from: [...new Set(from)].map(toKey) };
}

async function readOneId(
  where: string,
  expression: string | undefined,
  scope: Scope,
): Promise<string | undefined> {
  const [id, second] = await readIds(where, expression, scope);
  if (second !== undefined)
    throw new PermanentFailure('invalid-value', { detail: `${where}: several-ids` });
  return id;
}

/** The sender's ids an expression gives, as they can be seen: none, one, or a list. */
async function readIds(
  where: string,
  expression: string | undefined,
  scope: Scope,
): Promise<string[]> {
  if (expression === undefined) return [];
  const value = await read(where, expression, scope);
  const ids = (Array.isArray(value) ? value : [value]).filter(hasValue);
  if (!ids.every((id) => typeof id === 'string' || Number.isSafeInteger(id)))
    throw new PermanentFailure('invalid-value', { detail: `${where}: not-an-id` });
  return ids.map((id) => toVisibleText(String(id)));
}

async function read(where: string, expression: string, scope: Scope): Promise<unknown> {
  const result = await evaluate(expression, scope);
  if (!result.ok)
    throw new PermanentFailure('bad-expression', { detail: `${where}: ${result.code}` });
  return result.value;
}
