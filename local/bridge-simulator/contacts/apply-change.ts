import type { Complaint } from '../api/check-request.ts';
import { type AttributeDefinition, applyAttributes } from './attributes.ts';
import type { Behaviour, Owner } from './behaviour.ts';
import type { Contact, ContactChange } from './contact.ts';

const SCALARS = ['firstName', 'lastName', 'email', 'cellphone', 'languageCode'] as const;

interface Bridge {
  definitions: AttributeDefinition[];
  behaviour: Behaviour;
}

/** What Bridge refuses in a change that the description finds nothing wrong with. */
export function checkChange(change: ContactChange, behaviour: Behaviour): Complaint[] {
  const { customAttributes: { openAttributes = [], closedAttributes = [] } = {} } = change;
  const complain = (...loc: (string | number)[]) => ({
    loc: ['body', ...loc],
    msg: 'Not acceptable',
    type: 'value_error',
  });
  const list = (name: string, isEmpty: boolean[]) =>
    isEmpty.flatMap((empty, index) => (empty ? [complain('customAttributes', name, index)] : []));
  return [
    ...(behaviour.nullMeans === 'refuse'
      ? SCALARS.filter((field) => change[field] === null).map((field) => complain(field))
      : []),
    ...(behaviour.emptyContent === 'refuse'
      ? list(
          'openAttributes',
          openAttributes.map(({ content }) => content === ''),
        )
      : []),
    ...(behaviour.emptyOptions === 'refuse'
      ? list(
          'closedAttributes',
          closedAttributes.map(
            ({ closedCustomAttributeIds }) => closedCustomAttributeIds.length === 0,
          ),
        )
      : []),
    ...(behaviour.unknownOwner === 'refuse' && namesStranger(change, behaviour)
      ? [complain('ownerIdentifier')]
      : []),
  ];
}

/** Whether a change names an owner whom nobody knows. */
export function namesStranger({ ownerIdentifier }: ContactChange, { owners }: Behaviour): boolean {
  return (
    ownerIdentifier !== undefined && findOwner(ownerIdentifier.identifier, owners) === undefined
  );
}

/** The contact after a change that was checked. Changes nothing in place. */
export function applyChange(
  contact: Contact,
  change: ContactChange,
  bridge: Bridge,
  now: number,
): Contact {
  const { definitions, behaviour } = bridge;
  const written = SCALARS.filter(
    (field) =>
      change[field] !== undefined && !(change[field] === null && behaviour.nullMeans === 'ignore'),
  );
  const ownerId =
    change.ownerIdentifier && findOwner(change.ownerIdentifier.identifier, behaviour.owners);
  return {
    ...contact,
    ...(behaviour.omittedFields === 'clear' ? withoutOmitted(change) : {}),
    ...Object.fromEntries(written.map((field) => [field, change[field]])),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(change.customAttributes
      ? {
          customAttributes: applyAttributes(
            contact.customAttributes,
            change.customAttributes,
            definitions,
            behaviour,
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
function findOwner(identifier: string, owners: Owner[] | null): string | undefined {
  if (owners === null) return identifier;
  return owners.find(
    ({ id, email }) => id === identifier || email.toLowerCase() === identifier.toLowerCase(),
  )?.id;
}
