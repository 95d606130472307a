import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Contact } from '../bridge/bridge-answer.ts';
import { type AttributeMisfit, toAttributeValue, wholeSet } from '../bridge/custom-attributes.ts';
import type { Misfit } from '../map/convert-value.ts';
import type { FieldResult } from '../map/map-to-patch.ts';
import { attributeName, type FieldName, type FieldValue } from '../map/patch.ts';
import type { FieldWrite } from './field-clock.ts';

/** What an event writes, by clock key, and the fields whose values do not fit. */
export interface WritesOfEvent {
  writes: Map<string, FieldWrite>;
  invalid: { field: FieldName; because: Misfit | AttributeMisfit }[];
}

/**
 * Turns what the map says into writes: attributes get their ids, and `default` counts where this event creates the contact.
 */
export async function toWrites(
  results: FieldResult[],
  created: boolean,
  catalogue: Pick<AttributeCatalogue, 'find'>,
): Promise<WritesOfEvent> {
  const out: WritesOfEvent = { writes: new Map(), invalid: [] };
  for (const result of results) {
    const value = valueToWrite(result, created);
    if (result.kind === 'invalid') out.invalid.push({ field: result.field, because: result.because });
    if (value === undefined) continue;
    const name = attributeName(result.field);
    if (name === undefined) out.writes.set(result.field, { field: result.field, value, overwrite: result.overwrite });
    else await addAttribute(out, result, name, value, catalogue);
  }
  return out;
}

function valueToWrite(result: FieldResult, created: boolean): FieldValue | undefined {
  if (result.kind === 'set') return result.value;
  if (created && result.kind !== 'invalid' && result.default !== undefined) return result.default;
  return result.kind === 'clear' ? null : undefined;
}

async function addAttribute(
  out: WritesOfEvent,
  result: FieldResult,
  name: string,
  value: FieldValue,
  catalogue: Pick<AttributeCatalogue, 'find'>,
): Promise<void> {
  const definition = await catalogue.find(name);
  const attribute = definition === undefined ? { misfit: 'unknown-attribute' as const } : toAttributeValue(definition, value);
  if ('definition' in attribute) {
    out.writes.set(`attribute:${attribute.definition.id}`, { field: result.field, value, overwrite: result.overwrite, attribute });
  } else if (result.parkIfInvalid) out.invalid.push({ field: result.field, because: attribute.misfit });
}

/** Whether Bridge has a value for what a write is about: what `overwrite: false` asks. */
export function hasValue(contact: Contact, { field, attribute }: FieldWrite): boolean {
  if (attribute !== undefined)
    return (contact.customAttributes ?? []).some(
      ({ key, values }) => key === attribute.definition.keyName && (values ?? []).some((text) => text !== ''),
    );
  const value = field === 'owner' ? contact.ownerId : contact[field];
  return value !== undefined && value !== null && value !== '';
}

/** The body of the PATCH. `contact` is needed when a custom attribute is written: the whole set is sent then. */
export async function toPatchBody(
  writes: FieldWrite[],
  contact: Contact | undefined,
  catalogue: Pick<AttributeCatalogue, 'allFor'>,
): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  for (const { field, value, attribute } of writes) {
    if (attribute === undefined) body[field === 'owner' ? 'ownerIdentifier' : field] = value;
  }
  const changes = writes.map(({ attribute }) => attribute).filter((attribute) => attribute !== undefined);
  if (changes.length > 0 && contact !== undefined) body.customAttributes = wholeSet(contact, await catalogue.allFor(contact), changes);
  return body;
}
