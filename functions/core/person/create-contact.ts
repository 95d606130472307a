import type { Bridge } from '../bridge/bridge-calls.ts';
import { leaseSeconds } from '../config/delivery-times.ts';
import type { Source } from '../config/source-schema.ts';
import type { MappedEvent } from '../deliver/map-event.ts';
import { PermanentFailure, TransientFailure } from '../errors.ts';
import { normaliseKey } from '../map/convert-value.ts';
import { type EventRecord, wasErased } from '../memory/event-record.ts';
import { type LinkKey, toClaimName } from '../memory/links.ts';
import type { QueuedEvent } from '../message.ts';
import type { Person } from './person.ts';
import {
  ErasedPerson,
  type Found,
  found,
  type NotFound,
  type ResolveDeps,
  resolveContact,
} from './resolve-contact.ts';
import { type KnownValue, valuesKnownBy } from './wanted-keys.ts';

export interface CreateDeps extends ResolveDeps {
  bridge: Bridge;
  pepper: string;
  records: ReadonlyMap<string, EventRecord>;
  /** Told before a contact is created for the event, so that a crash in between does not lose that it was. */
  beforeCreate(event: QueuedEvent): Promise<void>;
}

/** A new contact; `unclaim` when all it was created from is written there. */
export interface Created extends Found {
  creator: MappedEvent;
  unclaim(): Promise<void>;
}

/** The event that has the number a contact can be created by: the newest with one. */
export function findCreator({
  events,
  wanted,
}: Person): { creator: MappedEvent; cellphone: string } | undefined {
  const numbers = new Map(events.flatMap((mapped) => cellphoneOf(mapped)));
  const newest =
    wanted.find(({ field, value }) => field === 'cellphone' && numbers.has(value))?.value ??
    [...numbers.keys()].at(-1);
  const creator = newest === undefined ? undefined : numbers.get(newest);
  return newest === undefined || creator === undefined ? undefined : { creator, cellphone: newest };
}

function cellphoneOf(mapped: MappedEvent): [string, MappedEvent][] {
  const result = mapped.fields.find(({ field, kind }) => field === 'cellphone' && kind === 'set');
  return result?.kind === 'set' && typeof result.value === 'string' ? [[result.value, mapped]] : [];
}

/**
 * Creates a contact that has nothing but a number. What the person is known by is claimed first, and looked for again if somebody
 * else had a claim on it lately: two deliveries at the same moment make one contact.
 * @throws PermanentFailure `ambiguous` when somebody has the number; ErasedPerson; TransientFailure, `lease-taken` while another creates
 */
export async function createContact(
  source: Source,
  person: Person,
  { creator, cellphone }: { creator: MappedEvent; cellphone: string },
  { link }: NotFound,
  deps: CreateDeps,
): Promise<Created | (Found & { unclaim(): Promise<void> })> {
  const names = claimNames(person, link?.key, deps);
  const token = creator.event.id;
  const claim = await deps.links.claim(names, token, deps.now(), deps.now() + leaseSeconds * 1000);
  if (claim.isTaken)
    throw new TransientFailure('lease-taken', {
      detail: 'the contact is being created',
      retryAfterSeconds: 2,
    });
  const unclaim = () => deps.links.unclaim(names, token);
  try {
    if (wasErased(claim, deps.receivedAt)) throw new ErasedPerson();
    const again = claim.isContested ? await resolveContact(person, undefined, deps) : undefined;
    if (again !== undefined && 'contactId' in again) return { ...again, unclaim };
    await assertPhoneIsFree(source, cellphone, creator, deps);
    await deps.beforeCreate(creator.event);
    const contactId = await deps.bridge.createByCellphone(cellphone);
    return { ...(await found(contactId, 'created', link, deps)), creator, unclaim };
  } catch (failure) {
    if (failure instanceof PermanentFailure || failure instanceof ErasedPerson) await unclaim();
    throw failure;
  }
}

function claimNames(person: Person, linkKey: LinkKey | undefined, deps: CreateDeps): string[] {
  const cellphone = findCreator(person)?.cellphone;
  const names = toNames(
    [
      ...(cellphone === undefined ? [] : [{ field: 'cellphone' as const, value: cellphone }]),
      ...person.wanted,
    ],
    deps,
  );
  return [...new Set(linkKey === undefined ? names : [...names, linkKey])].sort();
}

/** Whether the person was erased after the events came, as far as the numbers and addresses tell that they carry. */
export async function isErasedPerson(
  { events, wanted }: Person,
  deps: CreateDeps,
): Promise<boolean> {
  const names = toNames(
    [...wanted, ...events.flatMap(({ fields }) => valuesKnownBy(fields))],
    deps,
  );
  return wasErased({ erasedAt: await deps.links.erasedAt(names) }, deps.receivedAt);
}

function toNames(values: KnownValue[], { pepper, workspace }: CreateDeps): string[] {
  return [
    ...new Set(values.map(({ field, value }) => toClaimName(pepper, workspace, field, value))),
  ];
}

/**
 * Bridge creates by phone and would hand over whoever has it. Where the phone is no match key, somebody who has it is not the person
 * that was looked for, or is and cannot be told: a person decides.
 */
async function assertPhoneIsFree(
  source: Source,
  cellphone: string,
  { event, country }: MappedEvent,
  deps: CreateDeps,
): Promise<void> {
  const isSearchedFor = source.contact.match?.includes('cellphone') === true;
  if (isSearchedFor || deps.records.get(event.id)?.creating === true) return;
  const { contacts } = await deps.bridge.searchContacts(cellphone);
  const hasIt = contacts.some(
    (contact) =>
      typeof contact.cellphone === 'string' &&
      normaliseKey('cellphone', contact.cellphone, country) === cellphone,
  );
  if (hasIt)
    throw new PermanentFailure('ambiguous', {
      detail: 'cellphone: a contact that no match key finds has it',
    });
}
