import type { Source } from '../config/source-schema.ts';
import type { Delivery } from '../deliver/delivery.ts';
import type { Outcome } from '../memory/event-record.ts';
import type { Link } from '../memory/links.ts';
import { type Creator, findCreator } from './create-contact.ts';
import type { Found } from './found.ts';
import type { Person } from './person.ts';
import { type Resolution, resolveContact } from './resolve-contact.ts';

/** The person was erased after the events came. */
export const erased: Outcome = { kind: 'ignored', reason: 'erased' };

type IfDeleted = Source['contact']['ifDeleted'];

const lookedForAgain = { park: 'missing', ignore: 'deleted', create: 'as-new' } as const;

/**
 * What it means that nobody is found: by how the contact that is gone had been found, if this is
 * not the first look, and by the source's `ifDeleted`.
 */
const whenNobody = {
  firstLook: { park: 'as-new', ignore: 'as-new', create: 'as-new' },
  id: { ...lookedForAgain, create: 'missing' },
  link: lookedForAgain,
  match: lookedForAgain,
  created: lookedForAgain,
} as const satisfies Record<
  'firstLook' | Found['how'],
  Record<IfDeleted, 'as-new' | 'missing' | 'deleted'>
>;

/** What is to be done for a person. */
export type Decision =
  | { kind: 'use'; found: Found }
  | { kind: 'create'; creator: Creator; link: Link | undefined }
  | { kind: 'end'; outcome: Outcome };

/**
 * What is to be done for a person whom nobody can be looked for by: there is no id, and no key has
 * a value. `undefined` for anybody else, who may be in Bridge.
 */
export function decideUnseen(person: Person, source: Source): Decision | undefined {
  const { contactId, linkKey, wanted } = person;
  if (contactId !== undefined || linkKey !== undefined || wanted.length > 0)
    return undefined;
  return decideNew(person, source);
}

/** What is to be done for a person whom Bridge does not have, and no event spoke of before. */
export function decideNew(person: Person, source: Source): Decision {
  return decideOnNew(person, { isTaken: false, link: undefined }, source);
}

/**
 * Looks for a person and decides what is to be done: the contact is used, one is created, or the
 * events end.
 * @throws PermanentFailure, TransientFailure
 */
export async function decide(
  person: Person,
  gone: Found | undefined,
  delivery: Delivery,
): Promise<Decision> {
  const unseen = gone === undefined ? decideUnseen(person, delivery.source) : undefined;
  if (unseen !== undefined) return unseen;
  const resolution = await lookFor(person, gone, delivery);
  if (resolution.kind === 'found') return { kind: 'use', found: resolution.found };
  if (resolution.kind === 'erased') return { kind: 'end', outcome: erased };
  const { contact } = delivery.source;
  switch (whenNobody[gone?.how ?? 'firstLook'][contact.ifDeleted]) {
    case 'missing':
      return { kind: 'end', outcome: { kind: 'parked', reason: 'contact-missing' } };
    case 'deleted':
      return { kind: 'end', outcome: { kind: 'ignored', reason: 'contact-deleted' } };
    case 'as-new':
      return decideOnNew(person, resolution, delivery.source);
  }
}

/** An event that carries Bridge's own id is about no other contact. */
async function lookFor(
  person: Person,
  gone: Found | undefined,
  delivery: Delivery,
): Promise<Resolution> {
  if (gone?.how === 'id') return { kind: 'nobody', isTaken: false, link: undefined };
  return resolveContact(person, gone?.contactId, delivery);
}

/** The first of the source's policies that can be followed. */
function decideOnNew(
  person: Person,
  { isTaken, link }: Omit<Extract<Resolution, { kind: 'nobody' }>, 'kind'>,
  { contact, system }: Source,
): Decision {
  const creator = findCreator(person);
  const policy = contact.ifNotFound.find(
    (candidate) => candidate !== 'create' || isTaken || creator !== undefined,
  );
  if (policy === 'ignore')
    return { kind: 'end', outcome: { kind: 'ignored', reason: 'not-found' } };
  if (isTaken) {
    const detail = `contact.match: found is another id of ${system}`;
    return { kind: 'end', outcome: { kind: 'parked', reason: 'ambiguous', detail } };
  }
  if (policy === 'create' && creator !== undefined)
    return { kind: 'create', creator, link };
  return { kind: 'end', outcome: { kind: 'parked', reason: 'no-contact' } };
}
