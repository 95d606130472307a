import type { FieldValue } from '../map/patch.ts';
import { toOneForm } from '../visible-text.ts';
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

export type AttributeMisfit =
  | 'unknown-attribute'
  | 'ambiguous-attribute'
  | 'unknown-option';

/**
 * Finds an active definition by the attribute's name: as written, else regardless of what nobody
 * sees, else of case. Where several could be meant, it is one that takes no value,
 * `ambiguous-attribute`: nobody can say which.
 */
export function findDefinition(
  catalogue: AttributeDefinition[],
  name: string,
  now: number,
): AttributeDefinition | undefined {
  const active = activeDefinitions(catalogue, now);
  const [one, other] = allByText(active, name, ({ keyName }) => keyName);
  return one !== undefined && other !== undefined ? { ...one, sharesName: true } : one;
}

/**
 * Those that are not archived, with the options that are not: `deletedAt` lies ahead, or is not
 * there. Marked are those of one name, which a contact's attributes do not tell apart.
 */
export function activeDefinitions(
  catalogue: AttributeDefinition[],
  now: number,
): AttributeDefinition[] {
  const isActive = ({ deletedAt }: { deletedAt?: string | null | undefined }) =>
    !deletedAt || Date.parse(deletedAt) > now;
  const active = catalogue.filter(isActive);
  const named = Map.groupBy(active, ({ keyName }) => composed(keyName));
  return active.map((definition) => {
    const { closedAttributesValues, keyName } = definition;
    const known = closedAttributesValues
      ? { ...definition, closedAttributesValues: closedAttributesValues.filter(isActive) }
      : definition;
    return named.get(composed(keyName))?.length === 1
      ? known
      : { ...known, sharesName: true };
  });
}

/**
 * A value of the field map in the form of its attribute: a list is joined for an open one, texts
 * become options of a closed one.
 */
export function toAttributeValue(
  definition: AttributeDefinition,
  value: FieldValue,
): AttributeValue | { misfit: AttributeMisfit } {
  if (definition.sharesName) return { misfit: 'ambiguous-attribute' };
  const texts = value === null ? [] : [value].flat().map(String);
  if (definition.category === 'OPEN') return { definition, content: texts.join(', ') };
  const options = texts.map(
    (text) =>
      byText(definition.closedAttributesValues ?? [], text, (option) => option.value)?.id,
  );
  const optionIds = options.filter((id) => id !== undefined);
  return optionIds.length === options.length
    ? { definition, optionIds: [...new Set(optionIds)] }
    : { misfit: 'unknown-option' };
}

/**
 * The item of a text, however its letters are composed: as written, else the only one that differs
 * in nothing but what nobody sees, else the only one regardless of case.
 */
function byText<T>(
  items: T[],
  wanted: string,
  textOf: (item: T) => string,
): T | undefined {
  const alike = allByText(items, wanted, textOf);
  const isExact = alike.every((item) => composed(textOf(item)) === composed(wanted));
  return isExact || alike.length === 1 ? alike[0] : undefined;
}

/** From strict to lenient; capitals count but in the last. */
const forms = [composed, toOneForm, (text: string) => toOneForm(text).toLowerCase()];

/** Every item that a text can mean: those alike in the strictest form that has any. */
function allByText<T>(items: T[], wanted: string, textOf: (item: T) => string): T[] {
  for (const form of forms) {
    const alike = items.filter((item) => form(textOf(item)) === form(wanted));
    if (alike.length > 0) return alike;
  }
  return [];
}

/** Whether the `key` of a contact's attribute is the name of a definition. */
export function isNamed(keyName: string, key: string): boolean {
  return composed(keyName) === composed(key);
}

/**
 * One spelling of letters with accents: keyboards write them as one sign, some systems as two. All
 * else in Bridge's own names stays: two attributes that differ in a blank are two, with values of
 * their own. A name of the map finds them in one form, too ({@link findDefinition}).
 */
function composed(text: string): string {
  return text.normalize('NFC');
}

/**
 * What a contact has of an attribute, without options that no longer exist: they cannot be sent.
 * `undefined` if that is nothing.
 */
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

/**
 * The texts a contact has of an attribute: one of an open attribute, those of the options of a
 * closed one.
 */
export function textsOf(
  { customAttributes }: Contact,
  { keyName }: AttributeDefinition,
): string[] {
  const values = customAttributes?.find(({ key }) => isNamed(keyName, key))?.values ?? [];
  return values.filter((text) => text !== '');
}

/** What clears an attribute. */
export function emptyAttribute(definition: AttributeDefinition): AttributeValue {
  return definition.category === 'OPEN'
    ? { definition, content: '' }
    : { definition, optionIds: [] };
}

export function isEmptyAttribute(value: AttributeValue): boolean {
  return 'content' in value ? value.content === '' : value.optionIds.length === 0;
}

/**
 * The whole set of a contact's attributes with the changes in it. Bridge does not say whether the
 * list it is sent merges with or replaces what is there; the whole set is right under both.
 */
export function wholeSet(
  contact: Contact,
  catalogue: AttributeDefinition[],
  changes: AttributeValue[],
): AttributesWrite {
  const values = new Map<string, AttributeValue>();
  for (const { key } of contact.customAttributes ?? []) {
    const definition = catalogue.find(({ keyName }) => isNamed(keyName, key));
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
      write.closedAttributes.push({
        customAttributeId,
        closedCustomAttributeIds: value.optionIds,
      });
  }
  return write;
}

/** An option that no longer exists must not take the other options of its attribute with it. */
function knownTexts(definition: AttributeDefinition, texts: string[]): string[] {
  return texts.filter((text) => 'definition' in toAttributeValue(definition, [text]));
}
