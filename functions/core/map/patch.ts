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
export function ownerOf(identifier: string): Owner {
  return { identifier, identifierType: identifier.includes('@') ? 'EMAIL' : 'ID' };
}

/**
 * A patch in the terms of the field map, custom attributes by name. null clears; a list is the
 * options of a closed attribute.
 * What a sample's `.expected.json` holds and what `preview` shows.
 */
export interface Patch {
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  languageCode?: 'EN' | 'ES' | null;
  cellphone?: string | null;
  owner?: Owner;
  customAttributes?: Record<string, string | string[] | null>;
}

/** A field of a contact: `email`, `owner`, or `customAttributes.Lead source`. */
export type FieldName = Exclude<keyof Patch, 'customAttributes'> | `customAttributes.${string}`;

export type FieldValue = string | string[] | Owner | null;

const attributePrefix = 'customAttributes.';

/** The attribute's name, if the field is one. */
export function attributeName(field: string): string | undefined {
  return field.startsWith(attributePrefix) ? field.slice(attributePrefix.length) : undefined;
}

/** The fields as one patch. */
export function toPatch(fields: Iterable<readonly [FieldName, FieldValue]>): Patch {
  const patch: Record<string, unknown> = {};
  const attributes: Record<string, FieldValue> = {};
  for (const [field, value] of fields) {
    const name = attributeName(field);
    if (name === undefined) patch[field] = value;
    else
      Object.defineProperty(attributes, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return {
    ...patch,
    ...(Object.keys(attributes).length === 0 ? {} : { customAttributes: attributes }),
  } as Patch;
}
