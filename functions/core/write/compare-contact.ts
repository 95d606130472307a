import type { Contact } from '../bridge/bridge-answer.ts';
import { type AttributeValue, attributeOf, textsOf } from '../bridge/custom-attributes.ts';
import { normaliseKey } from '../map/convert-value.ts';
import type { Owner } from '../map/patch.ts';
import { hasValue as isVisible, toOneForm, toVisibleText } from '../visible-text.ts';
import { type FieldWrite, isClearing } from './field-write.ts';

/**
 * Whether Bridge has a value for what a write is about: what `overwrite: false` asks. What nobody
 * can see is none.
 */
export function hasValue(contact: Contact, { field, attribute }: FieldWrite): boolean {
  if (attribute !== undefined) return isVisible(textsOf(contact, attribute.definition));
  return isVisible(field === 'owner' ? contact.ownerId : contact[field]);
}

/**
 * Whether the contact is already as a write would make it. Texts are compared in one form
 * ({@link toOneForm}): what nobody can see, kinds of blanks and spellings of Unicode make no
 * difference, capitals do. Emails, languages and owners are compared regardless of case, phones as
 * E.164, options as sets. An owner that cannot be compared is another one, unless `ownersSeen`
 * knows it. An email or a phone of the write is compared as it is: the map has normalised it.
 */
export function isSame(
  contact: Contact,
  write: FieldWrite,
  ownersSeen?: ReadonlyMap<string, string>,
): boolean {
  if (isClearing(write)) return !hasValue(contact, write);
  const { field, value, attribute } = write;
  if (attribute !== undefined)
    return isSameAttribute(attributeOf(contact, attribute.definition), attribute);
  const owner = ownerOf(write);
  if (owner !== undefined)
    return (
      isOwner(contact, owner) ??
      contact.ownerId === ownersSeen?.get(ownerKey(contact.id, owner))
    );
  const own = contact[field];
  if (own === value) return true;
  if (typeof own !== 'string' || typeof value !== 'string') return false;
  if (field === 'cellphone' || field === 'email')
    return normaliseKey(field, own, undefined) === value;
  return textForm(field, own) === textForm(field, value);
}

function textForm(field: FieldWrite['field'], value: string): string {
  const text = toOneForm(value);
  return field === 'languageCode' ? text.toLowerCase() : text;
}

function isSameAttribute(
  current: AttributeValue | undefined,
  wanted: AttributeValue,
): boolean {
  if (current === undefined) return false;
  if ('content' in wanted)
    return (
      'content' in current && toOneForm(current.content) === toOneForm(wanted.content)
    );
  return (
    'optionIds' in current &&
    new Set(current.optionIds).symmetricDifference(new Set(wanted.optionIds)).size === 0
  );
}

/**
 * Whether a contact has options that a write does not want. What is no option any more does not
 * count: nobody can choose it.
 */
export function hasOptionsToLose(contact: Contact, { attribute }: FieldWrite): boolean {
  if (attribute === undefined || 'content' in attribute) return false;
  const current = attributeOf(contact, attribute.definition);
  return (
    current !== undefined &&
    'optionIds' in current &&
    current.optionIds.some((id) => !attribute.optionIds.includes(id))
  );
}

/** Whether the contact shows that a write took, as far as that can be seen. */
export function hasTaken(contact: Contact, write: FieldWrite): boolean {
  if (isClearing(write)) return !hasValue(contact, write);
  const owner = ownerOf(write);
  return owner === undefined
    ? !hasOptionsToLose(contact, write)
    : isOwner(contact, owner) !== false;
}

export function ownerOf({ field, value }: FieldWrite): Owner | undefined {
  return field === 'owner' &&
    value !== null &&
    typeof value === 'object' &&
    'identifier' in value
    ? value
    : undefined;
}

/** Whether this is the contact's owner; `undefined` when one is an email and the other an id. */
export function isOwner({ ownerId }: Contact, { identifier }: Owner): boolean | undefined {
  if (!ownerId) return false;
  if (ownerId.includes('@') !== identifier.includes('@')) return undefined;
  return ownerForm(ownerId) === ownerForm(identifier);
}

/**
 * Under which `Bridge.ownersSeen` keeps the owner that a contact had after this one was written to
 * it.
 */
export function ownerKey(contactId: string, { identifier }: Owner): string {
  return `${contactId} ${ownerForm(identifier)}`;
}

/** Of ids and addresses no sign becomes another, as in {@link toOneForm}. */
function ownerForm(identifier: string): string {
  return toVisibleText(identifier).toLowerCase();
}
