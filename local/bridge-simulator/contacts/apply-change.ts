import { type AttributeDefinition, applyAttributes } from './attributes.ts';
import type { Behaviour } from './behaviour.ts';
import { type Contact, type ContactChange, scalars } from './contact.ts';
import { findOwner } from './find-owner.ts';

interface Bridge {
  definitions: AttributeDefinition[];
  behaviour: Behaviour;
}

/** The contact after a change that was checked. Changes nothing in place. */
export function applyChange(
  contact: Contact,
  change: ContactChange,
  { definitions, behaviour }: Bridge,
  now: number,
): Contact {
  const before =
    behaviour.omittedFields === 'cleared' ? withoutOmitted(contact, change) : contact;
  const written = scalars.filter(
    (field) =>
      change[field] !== undefined &&
      !(change[field] === null && behaviour.nulls === 'ignored'),
  );
  const { ownerIdentifier: owner, customAttributes: attributes } = change;
  const { customAttributes } = contact;
  return {
    ...before,
    ...Object.fromEntries(written.map((field) => [field, change[field]])),
    ownerId: (owner && findOwner(owner.identifier, behaviour.owners)) ?? before.ownerId,
    customAttributes:
      attributes === undefined
        ? before.customAttributes
        : applyAttributes(customAttributes, attributes, definitions, behaviour),
    updatedAt: new Date(now).toISOString(),
  };
}

function withoutOmitted(contact: Contact, change: ContactChange): Contact {
  const omitted = scalars.filter((field) => change[field] === undefined);
  return {
    ...contact,
    ...Object.fromEntries(omitted.map((field) => [field, null])),
    // An owner who is named and unknown stays as it is.
    ownerId: change.ownerIdentifier === undefined ? null : contact.ownerId,
    customAttributes: [],
  };
}
