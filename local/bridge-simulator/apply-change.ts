import { type AttributeDefinition, applyAttributes } from './attributes.ts';
import type { Contact, ContactChange } from './contact.ts';

/** Bridge's answers to what its pages leave open. The defaults are the likeliest reading; a client must be right under each. */
export interface PatchSemantics {
  /** `clear` by default. */
  nullMeans: 'clear' | 'ignore';
  /** Whether a list of attributes is merged into the contact's (default) or takes its place. */
  customAttributes: 'merge' | 'replace';
  /** Whether chosen options take the place of the earlier ones (default) or join them. */
  closedOptions: 'replace' | 'add';
}

const SCALARS = ['firstName', 'lastName', 'email', 'cellphone', 'languageCode'] as const;

/** The contact after a checked change: what is omitted stays, the owner's identifier is kept as it came. Changes nothing in place. */
export function applyChange(
  contact: Contact,
  change: ContactChange,
  definitions: AttributeDefinition[],
  semantics: PatchSemantics,
  now: number,
): Contact {
  const written = SCALARS.filter((field) => change[field] !== undefined && !(change[field] === null && semantics.nullMeans === 'ignore'));
  const scalars: Partial<Contact> = Object.fromEntries(written.map((field) => [field, change[field]]));
  const attributes = semantics.customAttributes === 'merge' ? contact.customAttributes : [];
  return {
    ...contact,
    ...scalars,
    ownerId: change.ownerIdentifier?.identifier ?? contact.ownerId,
    customAttributes: change.customAttributes
      ? applyAttributes(attributes, change.customAttributes, definitions, semantics.closedOptions)
      : contact.customAttributes,
    updatedAt: new Date(now).toISOString(),
  };
}
