import type { AttributeDefinition } from './attributes.ts';
import type { Contact } from './contact.ts';

/**
 * NORMAL once every identity field that creating needs and every required attribute in use is
 * filled; else PARTIAL.
 */
export function contactType(
  contact: Contact,
  definitions: AttributeDefinition[],
): Contact['type'] {
  const { firstName, lastName, languageCode, cellphone } = contact;
  const hasIdentity = [firstName, lastName, languageCode, cellphone].every(Boolean);
  const filled = new Set(
    contact.customAttributes
      .filter(({ values }) => values.length > 0)
      .map(({ key }) => key),
  );
  const hasAttributes = definitions.every(
    ({ isRequired, keyName }) => !isRequired || filled.has(keyName),
  );
  return hasIdentity && hasAttributes ? 'NORMAL' : 'PARTIAL';
}
