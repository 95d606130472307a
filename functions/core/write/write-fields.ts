import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Contact } from '../bridge/bridge-answer.ts';
import { type Bridge, RefusedByBridge } from '../bridge/bridge-calls.ts';
import { attributeOf } from '../bridge/custom-attributes.ts';
import type { Behaviour } from '../config/bridge-schema.ts';
import { PermanentFailure } from '../errors.ts';
import type { Clock, FieldWrite } from '../memory/clock.ts';
import {
  hasOptionsToLose,
  hasTaken,
  hasValue,
  isClearing,
  isOwner,
  isSame,
  ownerKey,
  ownerOf,
} from './compare-contact.ts';
import { toPatchBody } from './event-writes.ts';

/** A field on its way to the contact, under its clock key. */
export type Entry = [key: string, write: FieldWrite & { clock: Clock }];

/** How events are sent: again after a mistake (`replay`), and only where the contact differs (`skipUnchanged`). */
export interface SendMode {
  replay: boolean;
  skipUnchanged: boolean;
}

/** The contact that is written to, and how. */
export interface Target {
  contactId: string;
  mode: SendMode;
  behaviour: Behaviour;
  bridge: Bridge;
  catalogue: AttributeCatalogue;
  /** Sends one PATCH on behalf of these fields. */
  patch(body: Record<string, unknown>, entries: Entry[]): ReturnType<Bridge['patchContact']>;
  /** Told of fields as soon as the contact certainly has them. */
  onSettled(entries: Entry[]): void;
}

/** What became of the fields. One in neither list needed nothing: the contact has its value, or one that may not be overwritten. */
export interface Written {
  sent: Entry[];
  notApplied: Entry[];
}

/**
 * Writes fields to a contact, as far as they are needed, and looks at the result where Bridge is not known to do as it was told.
 * @returns `undefined` when there is no such contact
 * @throws PermanentFailure, TransientFailure
 */
export async function writeFields(fresh: Entry[], target: Target): Promise<Written | undefined> {
  const needsRead = fresh.some(([, write]) => needsContact(write, target));
  const before = needsRead ? await target.bridge.getContact(target.contactId) : undefined;
  if (needsRead && before === undefined) return undefined;
  const { wanted, impossible } = sortOut(fresh, before, target);
  if (wanted.length === 0) return { sent: [], notApplied: impossible };
  const lost = await send(wanted, before, target);
  return (
    lost && {
      sent: wanted.filter((entry) => !lost.includes(entry)),
      notApplied: [...impossible, ...lost],
    }
  );
}

function needsContact(write: FieldWrite, { mode, behaviour }: Target): boolean {
  if (
    mode.skipUnchanged ||
    !write.overwrite ||
    behaviour.omittedFields === 'cleared' ||
    isImpossible(write, behaviour)
  )
    return true;
  const { attribute } = write;
  if (attribute === undefined) return false;
  return (
    behaviour.attributeList !== 'merges' ||
    (behaviour.optionList === 'adds' && 'optionIds' in attribute && !isClearing(write))
  );
}

/** Clearing, where Bridge is known to ignore it. */
function isImpossible(write: FieldWrite, { nulls, emptyAttribute }: Behaviour): boolean {
  return (
    isClearing(write) && (write.attribute === undefined ? nulls : emptyAttribute) === 'ignored'
  );
}

function sortOut(
  fresh: Entry[],
  before: Contact | undefined,
  target: Target,
): { wanted: Entry[]; impossible: Entry[] } {
  const { mode, behaviour, bridge } = target;
  const out = { wanted: [] as Entry[], impossible: [] as Entry[] };
  for (const entry of fresh) {
    const [, write] = entry;
    if (before !== undefined && !write.overwrite && hasValue(before, write)) continue;
    // After a replay somebody looks for an effect; what was seen of an owner may have been the mistake.
    const isThere =
      before !== undefined && isSame(before, write, mode.replay ? undefined : bridge.ownersSeen);
    const cannot = isImpossible(write, behaviour);
    if (isThere && (mode.skipUnchanged || cannot)) target.onSettled([entry]);
    else out[cannot ? 'impossible' : 'wanted'].push(entry);
  }
  return out;
}

/** Sends what is wanted and gives back what did not take; `undefined` when there is no such contact. */
async function send(
  wanted: Entry[],
  before: Contact | undefined,
  target: Target,
): Promise<Entry[] | undefined> {
  const { behaviour, mode } = target;
  const loses = (contact: Contact, entries: Entry[]) =>
    behaviour.emptyAttribute === 'ignored'
      ? []
      : entries.filter(([, write]) => !isClearing(write) && hasOptionsToLose(contact, write));
  let answer = await patch(
    wanted,
    behaviour.optionList === 'adds' && before !== undefined ? loses(before, wanted) : [],
    before,
    target,
  );
  if (answer === undefined) return undefined;
  const doubtful = wanted.filter(([, write]) => isDoubtful(write, before, behaviour));
  target.onSettled(wanted.filter((entry) => !doubtful.includes(entry)));
  const lookedAt = wanted.filter(
    (entry) => doubtful.includes(entry) || (mode.skipUnchanged && entry[1].field === 'owner'),
  );
  if (lookedAt.length === 0) return [];
  let after = await look(answer, lookedAt, target);
  const stuck =
    behaviour.optionList === 'unknown' && after !== undefined ? loses(after, doubtful) : [];
  if (stuck.length > 0) {
    answer = await patch(stuck, stuck, after, target);
    after = answer && (await look(answer, lookedAt, target));
  }
  if (after === undefined) return undefined;
  const contact = after;
  rememberOwner(contact, lookedAt, target);
  target.onSettled(doubtful.filter(([, write]) => hasTaken(contact, write)));
  return doubtful.filter(([, write]) => !hasTaken(contact, write));
}

/** Whether Bridge is not known to do what this write says, so that the result has to be looked at. */
function isDoubtful(write: FieldWrite, before: Contact | undefined, behaviour: Behaviour): boolean {
  if (isClearing(write))
    return (
      (write.attribute === undefined ? behaviour.nulls : behaviour.emptyAttribute) === 'unknown'
    );
  if (write.field === 'owner') return behaviour.unknownOwner !== 'refused';
  if (
    write.attribute === undefined ||
    'content' in write.attribute ||
    behaviour.optionList === 'replaces'
  )
    return false;
  return before === undefined || hasOptionsToLose(before, write);
}

/** The contact as the answer shows it, if it shows these fields; else as it is read. */
async function look(
  { shown }: { shown: Contact | undefined },
  entries: Entry[],
  { bridge, contactId }: Target,
): Promise<Contact | undefined> {
  const property = ({ field, attribute }: FieldWrite) =>
    attribute ? 'customAttributes' : field === 'owner' ? 'ownerId' : field;
  return shown !== undefined && entries.every(([, write]) => shown[property(write)] !== undefined)
    ? shown
    : bridge.getContact(contactId);
}

/**
 * One PATCH; where options have to be taken off, one that clears their attributes (with everything else in it, so that what Bridge
 * refuses is refused before anything is lost) and one that is whole. Should Bridge refuse that one, the options come back.
 */
async function patch(
  entries: Entry[],
  losing: Entry[],
  contact: Contact | undefined,
  target: Target,
): ReturnType<Bridge['patchContact']> {
  const cleared = entries.map((entry) =>
    losing.includes(entry) ? withOptions(entry, undefined) : entry,
  );
  const first = await patchOnce(cleared, contact, target);
  if (losing.length === 0 || first === undefined) return first;
  try {
    return await patchOnce(entries, contact, target);
  } catch (failure) {
    const before = losing.map((entry) => withOptions(entry, contact));
    if (failure instanceof PermanentFailure) await patchOnce(before, contact, target);
    throw failure;
  }
}

/** A refusal may come from an option that was archived a moment ago and went along with the set: then the set is made anew, once. */
async function patchOnce(
  entries: Entry[],
  contact: Contact | undefined,
  target: Target,
): ReturnType<Bridge['patchContact']> {
  const writes = entries.map(([, write]) => write);
  const body = await toPatchBody(writes, contact, target);
  try {
    return await target.patch(body, entries);
  } catch (failure) {
    if (!(failure instanceof RefusedByBridge) || body.customAttributes === undefined) throw failure;
    await target.catalogue.reread();
    const anew = await toPatchBody(writes, contact, target);
    if (JSON.stringify(anew) === JSON.stringify(body)) throw failure;
    return target.patch(anew, entries);
  }
}

/** The write of an attribute with the options that the contact has; without a contact, with none. */
function withOptions([key, write]: Entry, contact: Contact | undefined): Entry {
  if (write.attribute === undefined) return [key, write];
  const { definition } = write.attribute;
  const attribute = (contact && attributeOf(contact, definition)) ?? { definition, optionIds: [] };
  return [key, { ...write, attribute }];
}

const mostOwners = 1_000;

/** What an email stands for is nowhere to be read; that it gave the contact this owner is enough to not send it again. */
function rememberOwner(
  contact: Contact,
  entries: Entry[],
  { bridge: { ownersSeen } }: Target,
): void {
  for (const [, write] of entries) {
    const owner = ownerOf(write);
    if (owner === undefined || !contact.ownerId || isOwner(contact, owner) !== undefined) continue;
    if (ownersSeen.size >= mostOwners) ownersSeen.clear();
    ownersSeen.set(ownerKey(contact.id, owner), contact.ownerId);
  }
}
