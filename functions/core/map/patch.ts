/** The scalar fields of a Bridge contact, in the order Bridge documents them. */
export const scalarFields = [
  'firstName',
  'lastName',
  'email',
  'languageCode',
  'cellphone',
] as const;
export type ScalarField = (typeof scalarFields)[number];

/** Owner of a contact, as Bridge takes it. */
export interface Owner {
  identifier: string;
  identifierType: 'EMAIL' | 'ID';
}

/** The owner of an email or an id. */
export function toOwner(identifier: string): Owner {
  return { identifier, identifierType: identifier.includes('@') ? 'EMAIL' : 'ID' };
}

export type FieldValue = string | string[] | Owner | null;

/**
 * A patch in the terms of the field map, custom attributes by name. null clears; a list is the
 * options of a closed attribute. What a sample's `.expected.json` holds and what `preview` shows.
 */
export type Patch = { [Field in ScalarField | 'owner']?: FieldValue } & {
  customAttributes?: Record<string, FieldValue>;
};

type AttributeField = `customAttributes.${string}`;

/** A field of a contact: `email`, `owner`, or `customAttributes.Lead source`. */
export type FieldName = ScalarField | 'owner' | AttributeField;

const attributePrefix = 'customAttributes.';

/** The attribute's name, if the field is one. */
export function attributeName(field: FieldName): string | undefined {
  return isAttribute(field) ? field.slice(attributePrefix.length) : undefined;
}

function isAttribute(field: FieldName): field is AttributeField {
  return field.startsWith(attributePrefix);
}

/** The fields as one patch. */
export function toPatch(fields: Iterable<readonly [FieldName, FieldValue]>): Patch {
  const patch: Patch = {};
  const attributes: [string, FieldValue][] = [];
  for (const [field, value] of fields) {
    if (isAttribute(field)) attributes.push([field.slice(attributePrefix.length), value]);
    else patch[field] = value;
  }
  if (attributes.length > 0) patch.customAttributes = Object.fromEntries(attributes);
  return patch;
}
