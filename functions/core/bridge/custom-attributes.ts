import type { FieldValue } from '../map/patch.ts';
import type { AttributeDefinition, Contact } from './bridge-answer.ts';

/** Custom attributes as PATCH takes them. */
export interface AttributesWrite {
  openAttributes: { customAttributeId: string; content: string }[];
  closedAttributes: { customAttributeId: string; closedCustomAttributeIds: string[] }[];
}

/** The new state of one attribute: its text, or the ids of its options. Empty clears it. */
export type AttributeValue = { definition: AttributeDefinition } & (
  | { content: string }
  | { optionIds: string[] }
);

export type AttributeMisfit = 'unknown-attribute' | 'unknown-option';

/** Finds an active definition by the attribute's name: as written, else regardless of case if only one is meant. */
export function findDefinition(
  catalogue: AttributeDefinition[],
  name: string,
  now: number,
): AttributeDefinition | undefined {
  return byText(activeDefinitions(catalogue, now), name, ({ keyName }) => keyName);
}

/** Those that are not archived, with the options that are not: `deletedAt` lies ahead, or is not there. */
export function activeDefinitions(
  catalogue: AttributeDefinition[],
  now: number,
): AttributeDefinition[] {
  const isActive = ({ deletedAt }: { deletedAt?: string | null | undefined }) =>
    !deletedAt || Date.parse(deletedAt) > now;
  return catalogue.filter(isActive).map((definition) => {
    const { closedAttributesValues } = definition;
    return closedAttributesValues
      ? { ...definition, closedAttributesValues: closedAttributesValues.filter(isActive) }
      : definition;
  });
}

/** A value of the field map in the form of its attribute: a list is joined for an open one, texts become options of a closed one. */
export function toAttributeValue(
  definition: AttributeDefinition,
  value: FieldValue,
): AttributeValue | { misfit: AttributeMisfit } {
  const texts = value === null ? [] : Array.isArray(value) ? value : [String(value)];
  if (definition.category === 'OPEN') return { definition, content: texts.join(', ') };
  const options = texts.map(
    (text) => byText(definition.closedAttributesValues ?? [], text, (option) => option.value)?.id,
  );
  const optionIds = options.filter((id) => id !== undefined);
  return optionIds.length === options.length
    ? { definition, optionIds: [...new Set(optionIds)] }
    : { misfit: 'unknown-option' };
}

function byText<T>(items: T[], wanted: string, textOf: (item: T) => string): T | undefined {
  const fold = (text: string) => text.trim().toLowerCase();
  const alike = items.filter((item) => fold(textOf(item)) === fold(wanted));
  return (
    alike.find((item) => textOf(item) === wanted) ?? (alike.length === 1 ? alike[0] : undefined)
  );
}

/** What a contact has of an attribute, without options that no longer exist: they cannot be sent. `undefined` if that is nothing. */
export function attributeOf(
  contact: Contact,
  definition: AttributeDefinition,
): AttributeValue | undefined {
  const current = toAttributeValue(
    definition,
    knownTexts(definition, textsOf(contact, definition)),
  );
  return 'definition' in current && !isEmptyAttribute(current) ? current : undefined;
}

/** The texts a contact has of an attribute: one of an open attribute, those of the options of a closed one. */
export function textsOf({ customAttributes }: Contact, { keyName }: AttributeDefinition): string[] {
  const values = customAttributes?.find(({ key }) => key === keyName)?.values ?? [];
  return values.filter((text) => text !== '');
}

export function isEmptyAttribute(value: AttributeValue): boolean {
  return 'content' in value ? value.content === '' : value.optionIds.length === 0;
}

/**
 * The whole set of a contact's attributes with the changes in it. Bridge does not say whether the list it is sent merges with or
 * replaces what is there; the whole set is right under both.
 */
export function wholeSet(
  contact: Contact,
  catalogue: AttributeDefinition[],
  changes: AttributeValue[],
): AttributesWrite {
  const values = new Map<string, AttributeValue>();
  for (const { key } of contact.customAttributes ?? []) {
    const definition = catalogue.find(({ keyName }) => keyName === key);
    const current = definition && attributeOf(contact, definition);
    if (current !== undefined) values.set(current.definition.id, current);
  }
  for (const change of changes) values.set(change.definition.id, change);
  return toAttributesWrite([...values.values()]);
}

/** Values in the form of the PATCH. */
export function toAttributesWrite(values: AttributeValue[]): AttributesWrite {
  const write: AttributesWrite = { openAttributes: [], closedAttributes: [] };
  for (const value of values) {
    const customAttributeId = value.definition.id;
    if ('content' in value)
      write.openAttributes.push({ customAttributeId, content: value.content });
    else
      write.closedAttributes.push({ customAttributeId, closedCustomAttributeIds: value.optionIds });
  }
  return write;
}

/** An option that no longer exists must not take the other options of its attribute with it. */
function knownTexts(definition: AttributeDefinition, texts: string[]): string[] {
  return texts.filter((text) => 'definition' in toAttributeValue(definition, [text]));
}
