import type { Contact } from '../bridge/bridge-answer.ts';
import type { Behaviour } from '../config/bridge-schema.ts';
import type { Delivery } from '../deliver/delivery.ts';
import { hasOptionsToLose } from './compare-contact.ts';
import { type FieldWrite, isClearing } from './field-write.ts';

/** Whether the contact has to be read before this is written. */
export function needsContact(write: FieldWrite, { source, config }: Delivery): boolean {
  const { behaviour } = config;
  if (source.skipUnchanged || !write.overwrite) return true;
  if (behaviour.omittedFields === 'cleared' || isImpossible(write, behaviour)) return true;
  const { attribute } = write;
  if (attribute === undefined) return false;
  if (behaviour.attributeList !== 'merges') return true;
  return behaviour.optionList === 'adds' && 'optionIds' in attribute && !isClearing(write);
}

/** Clearing, where Bridge is known to ignore it. */
export function isImpossible(write: FieldWrite, behaviour: Behaviour): boolean {
  return isClearing(write) && clearingOf(write, behaviour) === 'ignored';
}

/**
 * Whether Bridge is not known to do what this write says, so that the result has to be looked at.
 */
export function isDoubtful(
  write: FieldWrite,
  before: Contact | undefined,
  behaviour: Behaviour,
): boolean {
  if (isClearing(write)) return clearingOf(write, behaviour) === 'unknown';
  if (write.field === 'owner') return behaviour.unknownOwner !== 'refused';
  const { attribute } = write;
  if (attribute === undefined || 'content' in attribute) return false;
  if (behaviour.optionList === 'replaces') return false;
  return before === undefined || hasOptionsToLose(before, write);
}

function clearingOf({ attribute }: FieldWrite, { nulls, emptyAttribute }: Behaviour) {
  return attribute === undefined ? nulls : emptyAttribute;
}
