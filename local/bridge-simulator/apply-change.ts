import { type AttributeDefinition, applyAttributes } from './attributes.ts';
import type { Complaint } from './check-request.ts';
import type { Contact, ContactChange } from './contact.ts';

/** Bridge's answers to what its pages leave open. The defaults are the likeliest reading; a client must be right under each. */
export interface PatchSemantics {
  /** What null does to a scalar: `clear` by default; `refuse` is 422. */
  nullMeans: 'clear' | 'ignore' | 'refuse';
  /** Whether a PATCH that leaves out fields keeps them (default) or clears them. */
  omittedFields: 'keep' | 'clear';
  /** Whether a list of attributes is merged into the contact's (default) or takes its place. */
  customAttributes: 'merge' | 'replace';
  /** Whether chosen options take the place of the earlier ones (default) or join them. */
  closedOptions: 'replace' | 'add';
  /** What content "" does to an open attribute; `clear` by default. */
  emptyContent: 'clear' | 'ignore' | 'refuse';
  /** What an empty list of options does to a closed attribute, also where options are added; `clear` by default. */
  emptyOptions: 'clear' | 'ignore' | 'refuse';
  /** What becomes of an owner who is not among `owners`: 422 (default), or the owner stays as it is. */
  unknownOwner: 'refuse' | 'ignore';
}

/** Somebody who can own contacts. */
export interface Owner {
  id: string;
  email: string;
}

/** Without options: every default. */
export const usualSemantics: PatchSemantics = {
  nullMeans: 'clear',
  omittedFields: 'keep',
  customAttributes: 'merge',
  closedOptions: 'replace',
  emptyContent: 'clear',
  emptyOptions: 'clear',
  unknownOwner: 'refuse',
};

const SCALARS = ['firstName', 'lastName', 'email', 'cellphone', 'languageCode'] as const;

interface Bridge {
  definitions: AttributeDefinition[];
  semantics: PatchSemantics;
  /** Absent: whoever is named is one, and is shown as it was written. */
  owners: Owner[] | undefined;
}

/** What these semantics refuse in a change that the description finds nothing wrong with. */
export function checkChange(
  change: ContactChange,
  { semantics, owners }: Pick<Bridge, 'semantics' | 'owners'>,
): Complaint[] {
  const { ownerIdentifier, customAttributes: { openAttributes = [], closedAttributes = [] } = {} } =
    change;
  const complain = (...loc: (string | number)[]) => ({
    loc: ['body', ...loc],
    msg: 'Not acceptable',
    type: 'value_error',
  });
  const list = (name: string, isEmpty: boolean[]) =>
    isEmpty.flatMap((empty, index) => (empty ? [complain('customAttributes', name, index)] : []));
  return [
    ...(semantics.nullMeans === 'refuse'
      ? SCALARS.filter((field) => change[field] === null).map((field) => complain(field))
      : []),
    ...(semantics.emptyContent === 'refuse'
      ? list(
          'openAttributes',
          openAttributes.map(({ content }) => content === ''),
        )
      : []),
    ...(semantics.emptyOptions === 'refuse'
      ? list(
          'closedAttributes',
          closedAttributes.map(
            ({ closedCustomAttributeIds }) => closedCustomAttributeIds.length === 0,
          ),
        )
      : []),
    ...(semantics.unknownOwner === 'refuse' &&
    ownerIdentifier &&
    findOwner(ownerIdentifier.identifier, owners) === undefined
      ? [complain('ownerIdentifier')]
      : []),
  ];
}

/** The contact after a change that was checked. Changes nothing in place. */
export function applyChange(
  contact: Contact,
  change: ContactChange,
  bridge: Bridge,
  now: number,
): Contact {
  const { definitions, semantics, owners } = bridge;
  const written = SCALARS.filter(
    (field) =>
      change[field] !== undefined && !(change[field] === null && semantics.nullMeans === 'ignore'),
  );
  const ownerId = change.ownerIdentifier && findOwner(change.ownerIdentifier.identifier, owners);
  return {
    ...contact,
    ...(semantics.omittedFields === 'clear' ? withoutOmitted(change) : {}),
    ...Object.fromEntries(written.map((field) => [field, change[field]])),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(change.customAttributes
      ? {
          customAttributes: applyAttributes(
            contact.customAttributes,
            change.customAttributes,
            definitions,
            semantics,
          ),
        }
      : {}),
    updatedAt: new Date(now).toISOString(),
  };
}

function withoutOmitted(change: ContactChange): Partial<Contact> {
  return {
    ...Object.fromEntries(
      SCALARS.filter((field) => change[field] === undefined).map((field) => [field, null]),
    ),
    ...(change.ownerIdentifier === undefined ? { ownerId: null } : {}),
    ...(change.customAttributes === undefined ? { customAttributes: [] } : {}),
  };
}

/** The id under which an owner is shown. */
function findOwner(identifier: string, owners: Owner[] | undefined): string | undefined {
  if (owners === undefined) return identifier;
  return owners.find(
    ({ id, email }) => id === identifier || email.toLowerCase() === identifier.toLowerCase(),
  )?.id;
}
