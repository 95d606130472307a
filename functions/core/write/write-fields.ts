import type { Contact } from '../bridge/bridge-answer.ts';
import type { PatchAnswer } from '../bridge/bridge-calls.ts';
import { attributeOf } from '../bridge/custom-attributes.ts';
import type { Delivery } from '../deliver/delivery.ts';
import type { PermanentFailure } from '../errors.ts';
import type { Decided } from '../reasons/field-reason.ts';
import { hasOptionsToLose, hasTaken, hasValue, isSame } from './compare-contact.ts';
import { toPatchBody } from './event-writes.ts';
import { type Entry, type FieldWrite, isClearing } from './field-write.ts';
import { isDoubtful, isImpossible, needsContact } from './look-needs.ts';
import { rememberOwners } from './owners-seen.ts';
import { fieldsNamedIn } from './refused-fields.ts';
import { noteWritten, type TakenContact } from './taken-contact.ts';

/** What became of the fields; or the answer that kept all of them from being written. */
export type WriteAnswer = ({ kind: 'written' } & Written) | NotWritten;

/** Bridge's word against a PATCH as a whole. */
type NotWritten =
  | { kind: 'gone' }
  | { kind: 'forbidden'; failure: PermanentFailure }
  | Refusal;

/** With the clock keys of the fields that Bridge names in it. */
export interface Refusal {
  kind: 'refused';
  failure: PermanentFailure;
  named: string[];
}

/** What was decided on each of the fields. */
export interface Written {
  decided: [Entry, Decided][];
}

/**
 * Writes fields to a contact that is taken, as far as they are needed. The policy, in order: PATCH;
 * where the result is in doubt, look at it; options that stayed although they had to go are taken
 * off by clearing their attribute first; look again.
 * @throws TransientFailure, and PermanentFailure if the contact may not be read
 */
export async function writeFields(
  fresh: Entry[],
  taken: TakenContact,
  delivery: Delivery,
): Promise<WriteAnswer> {
  const needsRead = fresh.some(([, write]) => needsContact(write, delivery));
  if (needsRead) taken.before ??= await delivery.bridge.getContact(taken.ref.contactId);
  const { before } = taken;
  if (needsRead && before === undefined) return { kind: 'gone' };
  const { wanted, decided } = sortOut(fresh, before, taken, delivery);
  const written = (...lists: [Decided, Entry[]][]): WriteAnswer => ({
    kind: 'written',
    decided: [...decided, ...lists.flatMap(([code, entries]) => decide(code, entries))],
  });
  if (wanted.length === 0) return written();
  const { behaviour } = delivery.config;
  const losing =
    behaviour.optionList === 'adds' ? losesOptions(before, wanted, delivery) : [];
  let answer = await patchInSteps(wanted, losing, before, taken, delivery);
  if (answer.kind !== 'ok') return answer;
  const doubtful = wanted.filter(([, write]) => isDoubtful(write, before, behaviour));
  noteWritten(taken, except(wanted, doubtful));
  const lookedAt = wanted.filter((entry) => isLookedAt(entry, doubtful, delivery));
  if (lookedAt.length === 0) return written(['sent', wanted]);
  let after = await look(answer.shown, lookedAt, taken, delivery);
  const isUnknown = behaviour.optionList === 'unknown';
  const stuck = isUnknown ? losesOptions(after, doubtful, delivery) : [];
  if (stuck.length > 0) {
    answer = await patchInSteps(stuck, stuck, after, taken, delivery);
    if (answer.kind !== 'ok') return answer;
    after = await look(answer.shown, lookedAt, taken, delivery);
  }
  if (after === undefined) return { kind: 'gone' };
  rememberOwners(after, lookedAt, delivery);
  const lost = notTakenBy(after, doubtful);
  noteWritten(taken, except(doubtful, lost));
  return written(['sent', except(wanted, lost)], ['not-taken', lost]);
}

function isLookedAt(entry: Entry, doubtful: Entry[], { source }: Delivery): boolean {
  return doubtful.includes(entry) || (source.skipUnchanged && entry[1].field === 'owner');
}

function decide(decided: Decided, entries: Entry[]): [Entry, Decided][] {
  return entries.map((entry) => [entry, decided]);
}

function notTakenBy(contact: Contact, entries: Entry[]): Entry[] {
  return entries.filter(([, write]) => !hasTaken(contact, write));
}

function sortOut(
  fresh: Entry[],
  before: Contact | undefined,
  taken: TakenContact,
  { source, message, config, bridge }: Delivery,
): { wanted: Entry[] } & Written {
  const out: { wanted: Entry[] } & Written = { wanted: [], decided: [] };
  for (const entry of fresh) {
    const [, write] = entry;
    if (before !== undefined && !write.overwrite && hasValue(before, write)) {
      out.decided.push([entry, 'kept']);
      continue;
    }
    // After a replay somebody looks for an effect; what was seen of an owner may be the mistake.
    const ownersSeen = message.replay === true ? undefined : bridge.ownersSeen;
    const isThere = before !== undefined && isSame(before, write, ownersSeen);
    const cannot = isImpossible(write, config.behaviour);
    if (isThere && (source.skipUnchanged || cannot)) {
      noteWritten(taken, [entry]);
      out.decided.push([entry, 'same']);
    } else if (cannot) out.decided.push([entry, 'cannot-clear']);
    else out.wanted.push(entry);
  }
  return out;
}

function except(entries: Entry[], without: Entry[]): Entry[] {
  return entries.filter((entry) => !without.includes(entry));
}

/** The closed attributes that have options which their new value does not want. */
function losesOptions(
  contact: Contact | undefined,
  entries: Entry[],
  { config }: Delivery,
): Entry[] {
  if (contact === undefined || config.behaviour.emptyAttribute === 'ignored') return [];
  return entries.filter(
    ([, write]) => !isClearing(write) && hasOptionsToLose(contact, write),
  );
}

/** The contact as the answer shows it, if it shows these fields; else as it is read. */
async function look(
  shown: Contact | undefined,
  entries: Entry[],
  { ref }: TakenContact,
  { bridge }: Delivery,
): Promise<Contact | undefined> {
  const isShown = entries.every(([, write]) => shown?.[propertyOf(write)] !== undefined);
  return isShown ? shown : bridge.getContact(ref.contactId);
}

function propertyOf({ field, attribute }: FieldWrite): string {
  if (attribute !== undefined) return 'customAttributes';
  return field === 'owner' ? 'ownerId' : field;
}

type StepAnswer = Extract<PatchAnswer, { kind: 'ok' }> | NotWritten;

/**
 * One PATCH; where options have to be taken off, one that clears their attributes (with everything
 * else in it, so that what Bridge refuses is refused before anything is lost) and one that is
 * whole. Should Bridge refuse that one, the options come back.
 */
async function patchInSteps(
  entries: Entry[],
  losing: Entry[],
  contact: Contact | undefined,
  taken: TakenContact,
  delivery: Delivery,
): Promise<StepAnswer> {
  const cleared = entries.map((entry) =>
    losing.includes(entry) ? withOptions(entry, undefined) : entry,
  );
  const sentBefore = new Set(taken.sent);
  const first = await patchOnce(cleared, contact, taken, delivery);
  if (losing.length === 0 || first.kind !== 'ok') return first;
  const second = await patchOnce(entries, contact, taken, delivery);
  if (second.kind === 'refused' || second.kind === 'forbidden') {
    const before = losing.map((entry) => withOptions(entry, contact));
    const putBack = await patchOnce(before, contact, taken, delivery);
    const asBefore = losing.filter(
      ([key]) => putBack.kind === 'ok' && !sentBefore.has(key),
    );
    for (const [key] of asBefore) taken.sent.delete(key);
  }
  return second;
}

/**
 * A refusal may come from an option that was archived a moment ago and went along with the set:
 * then the set is made anew, once.
 */
async function patchOnce(
  entries: Entry[],
  contact: Contact | undefined,
  taken: TakenContact,
  delivery: Delivery,
): Promise<StepAnswer> {
  const { catalogue, config, bridge, now, noteAttempt, noteStatus } = delivery;
  const writes = entries.map(([, write]) => write);
  const makeBody = () =>
    toPatchBody(writes, contact, { behaviour: config.behaviour, catalogue });
  const eventIds = new Set(entries.map(([, { clock }]) => clock.eventId));
  let body = await makeBody();
  for (;;) {
    noteAttempt(now(), eventIds);
    taken.inFlight = entries.map(([key]) => key);
    const answer = await bridge.patchContact(taken.ref.contactId, body);
    noteStatus(answer.status, eventIds);
    if (answer.kind === 'ok') for (const field of taken.inFlight) taken.sent.add(field);
    taken.inFlight = undefined;
    if (answer.kind !== 'refused') return answer;
    const { failure } = answer;
    const named = fieldsNamedIn(failure.answer ?? '', entries, body);
    if (taken.hasReread || body.customAttributes === undefined)
      return { ...answer, named };
    taken.hasReread = true;
    await catalogue.reread();
    const anew = await makeBody();
    if (JSON.stringify(anew) === JSON.stringify(body)) return { ...answer, named };
    body = anew;
  }
}

/**
 * The write of an attribute with the options that the contact has; without a contact, with none.
 */
function withOptions([key, write]: Entry, contact: Contact | undefined): Entry {
  if (write.attribute === undefined) return [key, write];
  const { definition } = write.attribute;
  const current = contact === undefined ? undefined : attributeOf(contact, definition);
  return [key, { ...write, attribute: current ?? { definition, optionIds: [] } }];
}
