import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import type { Source } from '../config/source-schema.ts';
import { PermanentFailure } from '../errors.ts';
import { normaliseKey } from '../map/convert-value.ts';
import { type FieldResult, mapToPatch } from '../map/map-to-patch.ts';
import type { Message, QueuedEvent } from '../message.ts';
import { badExpression } from '../receive/identify-event.ts';
import { scopeOf, transformed } from '../scope.ts';
import { toWrites, type WritesOfEvent } from './event-writes.ts';
import type { Ending, EventRecord, Outcome } from './ledger.ts';
import { type Resolution, resolveContact } from './resolve-contact.ts';

/** An event that knows its contact and what it writes there. */
export interface AddressedEvent {
  event: QueuedEvent;
  contactId: string;
  how: 'id' | 'match' | 'created';
  writes: WritesOfEvent;
}

export interface AddressDeps {
  bridge: Bridge;
  catalogue: AttributeCatalogue;
  record: EventRecord | undefined;
  /** Told before a contact is created for the event, so that a crash in between does not lose that it was. */
  beforeCreate(): Promise<void>;
}

/**
 * Maps an event and finds its contact. An event that cannot go on ends here: ignored or parked, with the reason.
 * @throws TransientFailure
 */
export async function addressEvent(
  source: Source,
  message: Message,
  event: QueuedEvent,
  deps: AddressDeps,
): Promise<AddressedEvent | Ending> {
  try {
    return await address(source, message, event, deps);
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    return { event, outcome: parked(failure) };
  }
}

/** A permanent failure as the outcome of the event it befell. */
export function parked({ reason, detail, answer }: PermanentFailure): Outcome {
  return { kind: 'parked', reason, detail, answer };
}

/** The fields that did not fit, with codes and no values. */
export function describeInvalid(invalid: WritesOfEvent['invalid']): string {
  return invalid.map(({ field, because }) => `${field}: ${because}`).join(', ');
}

async function address(source: Source, message: Message, event: QueuedEvent, deps: AddressDeps): Promise<AddressedEvent | Ending> {
  const inner = await transformed(source, scopeOf(source, message, event));
  if (!inner.ok) {
    const { where, detail } = badExpression('events.transform', inner);
    throw new PermanentFailure('bad-expression', { detail: `${where}: ${detail}` });
  }
  const fields = await mapToPatch(source, inner.scope);
  const writes = await toWrites(fields, false, deps.catalogue);
  if (writes.writes.size === 0) {
    if (writes.invalid.length > 0) throw new PermanentFailure('invalid-value', { detail: describeInvalid(writes.invalid) });
    return { event, outcome: { kind: 'ignored', reason: 'nothing-to-send' } };
  }
  const resolution = await resolveContact(source, inner.scope, fields, deps.bridge);
  if ('notFound' in resolution) return ifNotFound(source, event, fields, writes, deps);
  return found(event, resolution, fields, writes, deps);
}

async function found(
  event: QueuedEvent,
  { contactId, how }: Exclude<Resolution, { notFound: true }>,
  fields: FieldResult[],
  writes: WritesOfEvent,
  deps: AddressDeps,
): Promise<AddressedEvent> {
  const wasCreatedBefore = how === 'match' && deps.record?.creating === true && deps.record.outcome === undefined;
  return { event, contactId, how, writes: wasCreatedBefore ? await toWrites(fields, true, deps.catalogue) : writes };
}

/**
 * Bridge creates by phone and would hand over whoever has it. Where the phone is no match key, somebody who has it is not the person
 * that was looked for, or is and cannot be told: a person decides.
 */
async function assertPhoneIsFree(source: Source, cellphone: string, { bridge, record }: AddressDeps): Promise<void> {
  const isSearchedFor = source.contact.match?.some((key) => key === 'cellphone') === true;
  if (isSearchedFor || record?.creating === true) return;
  const { contacts } = await bridge.searchContacts(cellphone);
  const hasIt = contacts.some(
    (contact) => typeof contact.cellphone === 'string' && normaliseKey('cellphone', contact.cellphone, undefined) === cellphone,
  );
  if (hasIt) throw new PermanentFailure('ambiguous', { detail: 'cellphone: a contact that no match key finds has it' });
}

async function ifNotFound(
  source: Source,
  event: QueuedEvent,
  fields: FieldResult[],
  { invalid }: WritesOfEvent,
  deps: AddressDeps,
): Promise<AddressedEvent | Ending> {
  const cellphone = fields.find((result) => result.field === 'cellphone' && result.kind === 'set');
  for (const policy of source.contact.ifNotFound) {
    if (policy === 'ignore') return { event, outcome: { kind: 'ignored', reason: 'not-found' } };
    if (policy === 'park') break;
    if (cellphone?.kind === 'set' && typeof cellphone.value === 'string') {
      await assertPhoneIsFree(source, cellphone.value, deps);
      await deps.beforeCreate();
      const contactId = await deps.bridge.createByCellphone(cellphone.value);
      return { event, contactId, how: 'created', writes: await toWrites(fields, true, deps.catalogue) };
    }
  }
  throw new PermanentFailure('no-contact', invalid.length === 0 ? {} : { detail: describeInvalid(invalid) });
}
