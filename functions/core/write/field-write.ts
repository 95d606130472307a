import { type AttributeValue, isEmptyAttribute } from '../bridge/custom-attributes.ts';
import type { FieldName, FieldValue } from '../map/patch.ts';
import type { Clock } from '../memory/clock.ts';

/** A value one event has for a field, under the field's own name. */
export interface FieldWrite {
  field: FieldName;
  value: FieldValue;
  overwrite: boolean;
  /** A placeholder for a contact that is created: nobody's word, so its clock is older than any. */
  isDefault?: boolean | undefined;
  /** For a custom attribute: the value in the attribute's own form. */
  attribute?: AttributeValue | undefined;
}

/** A field on its way to the contact, under its clock key. */
export type Entry = [key: string, write: FieldWrite & { clock: Clock }];

/** Whether a write leaves its field empty. */
export function isClearing({ value, attribute }: FieldWrite): boolean {
  return attribute === undefined ? value === null : isEmptyAttribute(attribute);
}
