import type {
  AttributeDefinition,
  Contact,
} from '../../functions/core/bridge/bridge-answer.ts';
import { attributeOf, textsOf } from '../../functions/core/bridge/custom-attributes.ts';

/**
 * The paths at which two readings of a contact differ. Options are sets; absent, null and empty are
 * the same.
 */
export function differences(before: Contact, now: Contact): string[] {
  const [a, b] = [flatten(before), flatten(now)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => a.get(path) !== b.get(path))
    .sort();
}

/** Changes with every write, so it says nothing. */
const movingFields = ['updatedAt'];

function flatten({ customAttributes, ...fields }: Contact): Map<string, string> {
  const scalars = Object.entries(fields).filter(
    ([field]) => !movingFields.includes(field),
  );
  const attributes = (customAttributes ?? []).map(
    ({ key, values }) => [`customAttributes.${key}`, [...(values ?? [])].sort()] as const,
  );
  return new Map(
    [...scalars, ...attributes]
      .filter(
        ([, value]) =>
          value !== null &&
          value !== undefined &&
          value !== '' &&
          !(Array.isArray(value) && value.length === 0),
      )
      .map(([path, value]) => [path, JSON.stringify(value)]),
  );
}

/** The paths of attributes and options of a contact that cannot be written any more. */
export function unrestorable(
  contact: Contact,
  definitions: AttributeDefinition[],
): string[] {
  const attributes = (contact.customAttributes ?? []).filter(({ values }) =>
    (values ?? []).some((text) => text !== ''),
  );
  const lost = attributes.filter(({ key }) => {
    const definition = definitions.find(({ keyName }) => keyName === key);
    const current = definition && attributeOf(contact, definition);
    if (definition === undefined || current === undefined) return true;
    return (
      'optionIds' in current &&
      current.optionIds.length < textsOf(contact, definition).length
    );
  });
  return lost.map(({ key }) => `customAttributes.${key}`);
}
