import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Contact } from '../bridge/bridge-answer.ts';
import {
  type AttributeMisfit,
  toAttributesWrite,
  toAttributeValue,
  wholeSet,
} from '../bridge/custom-attributes.ts';
import type { Behaviour } from '../config/bridge-schema.ts';
import type { Misfit } from '../map/convert-value.ts';
import type { FieldResult } from '../map/map-to-patch.ts';
import { attributeName, type FieldName, type FieldValue, scalarFields } from '../map/patch.ts';
import type { FieldWrite } from '../memory/clock.ts';

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
    if (result.kind === 'invalid')
      out.invalid.push({ field: result.field, because: result.because });
    if (value === undefined) continue;
    const name = attributeName(result.field);
    if (name === undefined)
      out.writes.set(result.field, { field: result.field, value, overwrite: result.overwrite });
    else await addAttribute(out, result, created, name, value, catalogue);
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
  created: boolean,
  name: string,
  value: FieldValue,
  catalogue: Pick<AttributeCatalogue, 'find'>,
): Promise<void> {
  const write = async (candidate: FieldValue): Promise<AttributeMisfit | undefined> => {
    const definition = await catalogue.find(
      name,
      (known) => 'definition' in toAttributeValue(known, candidate),
    );
    const attribute =
      definition === undefined
        ? { misfit: 'unknown-attribute' as const }
        : toAttributeValue(definition, candidate);
    if ('misfit' in attribute) return attribute.misfit;
    const key = `attribute:${attribute.definition.id}`;
    out.writes.set(key, {
      field: result.field,
      value: candidate,
      overwrite: result.overwrite,
      attribute,
    });
    return undefined;
  };
  const misfit = await write(value);
  if (misfit === undefined) return;
  if (result.parkIfInvalid) out.invalid.push({ field: result.field, because: misfit });
  else if (created && result.default !== undefined && result.default !== value)
    await write(result.default);
}

/**
 * The body of the PATCH. With the contact as it is: the whole set of attributes is sent if one is written, unless lists are known to
 * merge; where omitted fields are cleared, everything the contact has goes along.
 */
export async function toPatchBody(
  writes: FieldWrite[],
  contact: Contact | undefined,
  { behaviour, catalogue }: { behaviour: Behaviour; catalogue: Pick<AttributeCatalogue, 'allFor'> },
): Promise<Record<string, unknown>> {
  const sendsAll = contact !== undefined && behaviour.omittedFields === 'cleared';
  const body: Record<string, unknown> = sendsAll ? presentFields(contact) : {};
  for (const { field, value, attribute } of writes) {
    if (attribute === undefined) body[field === 'owner' ? 'ownerIdentifier' : field] = value;
  }
  const changes = writes
    .map(({ attribute }) => attribute)
    .filter((attribute) => attribute !== undefined);
  if (changes.length === 0 && !(sendsAll && (contact.customAttributes ?? []).length > 0))
    return body;
  const isWhole = sendsAll || (contact !== undefined && behaviour.attributeList !== 'merges');
  body.customAttributes = isWhole
    ? wholeSet(contact, await catalogue.allFor(contact), changes)
    : toAttributesWrite(changes);
  return body;
}

/** The scalars and the owner a contact has, as PATCH takes them. */
function presentFields(contact: Contact): Record<string, unknown> {
  const scalars = scalarFields
    .map((field) => [field, contact[field]] as const)
    .filter(([, value]) => value);
  const { ownerId: identifier } = contact;
  const owner = identifier
    ? { ownerIdentifier: { identifier, identifierType: identifier.includes('@') ? 'EMAIL' : 'ID' } }
    : {};
  return { ...Object.fromEntries(scalars), ...owner };
}
