import type { FieldValue } from '../map/patch.ts';
import type { AttributeDefinition, Contact } from './bridge-answer.ts';

/** Custom attributes as PATCH takes them. */
export interface AttributesWrite {
  openAttributes: { customAttributeId: string; content: string }[];
  closedAttributes: { customAttributeId: string; closedCustomAttributeIds: string[] }[];
}

/** The new state of one attribute: its text, or the ids of its options. Empty clears it. */
export type AttributeValue = { definition: AttributeDefinition } & ({ content: string } | { optionIds: string[] });

export type AttributeMisfit = 'unknown-attribute' | 'unknown-option';

/** Finds an active definition by the attribute's name, first as written, then regardless of case. */
export function findDefinition(catalogue: AttributeDefinition[], name: string, now: number): AttributeDefinition | undefined {
  return byText(activeDefinitions(catalogue, now), name, ({ keyName }) => keyName);
}

/** Those that are not archived: `deletedAt` lies ahead, or is not there. */
export function activeDefinitions(catalogue: AttributeDefinition[], now: number): AttributeDefinition[] {
  return catalogue.filter(({ deletedAt }) => deletedAt === null || deletedAt === undefined || Date.parse(deletedAt) > now);
}

/** A value of the field map in the form of its attribute: a list is joined for an open one, texts become options of a closed one. */
export function toAttributeValue(definition: AttributeDefinition, value: FieldValue): AttributeValue | { misfit: AttributeMisfit } {
  const texts = value === null ? [] : Array.isArray(value) ? value : [String(value)];
  if (definition.category === 'OPEN') return { definition, content: texts.join(', ') };
  const options = texts.map((text) => byText(definition.closedAttributesValues ?? [], text, (option) => option.value)?.id);
  const optionIds = options.filter((id) => id !== undefined);
  return optionIds.length === options.length ? { definition, optionIds: [...new Set(optionIds)] } : { misfit: 'unknown-option' };
}

function byText<T>(items: T[], wanted: string, textOf: (item: T) => string): T | undefined {
  const fold = (text: string) => text.trim().toLowerCase();
  return items.find((item) => textOf(item) === wanted) ?? items.find((item) => fold(textOf(item)) === fold(wanted));
}

/**
 * The whole set of a contact's attributes with the changes in it. Bridge does not say whether the list it is sent merges with or
 * replaces what is there; the whole set is right under both.
 */
export function wholeSet(contact: Contact, catalogue: AttributeDefinition[], changes: AttributeValue[]): AttributesWrite {
  const values = new Map<string, AttributeValue>();
  for (const { key, values: texts } of contact.customAttributes ?? []) {
    const definition = catalogue.find(({ keyName }) => keyName === key);
    const current = definition && toAttributeValue(definition, knownTexts(definition, texts ?? []));
    if (current !== undefined && 'definition' in current && !isEmptyAttribute(current)) values.set(current.definition.id, current);
  }
  for (const change of changes) values.set(change.definition.id, change);
  const write: AttributesWrite = { openAttributes: [], closedAttributes: [] };
  for (const [customAttributeId, value] of values) {
    if ('content' in value) write.openAttributes.push({ customAttributeId, content: value.content });
    else write.closedAttributes.push({ customAttributeId, closedCustomAttributeIds: value.optionIds });
  }
  return write;
}

/** An option that no longer exists cannot be sent; it must not take the other options of its attribute with it. */
function knownTexts(definition: AttributeDefinition, texts: string[]): string[] {
  return texts.filter((text) => 'definition' in toAttributeValue(definition, [text]));
}

function isEmptyAttribute(value: AttributeValue): boolean {
  return 'content' in value ? value.content === '' : value.optionIds.length === 0;
}
