import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { AttributeDefinition, Contact } from '../bridge/bridge-answer.ts';
import {
  type AttributeMisfit,
  type AttributesWrite,
  type AttributeValue,
  toAttributesWrite,
  toAttributeValue,
  wholeSet,
} from '../bridge/custom-attributes.ts';
import type { Behaviour } from '../config/bridge-schema.ts';
import type { Misfit } from '../map/convert-value.ts';
import type { FieldResult } from '../map/field-result.ts';
import {
  attributeName,
  type FieldName,
  type FieldValue,
  scalarFields,
  toOwner,
} from '../map/patch.ts';
import type { FieldWrite } from './field-write.ts';

/** What an event writes, by clock key, and the fields whose values do not fit. */
export interface WritesOfEvent {
  writes: Map<string, FieldWrite>;
  invalid: { field: FieldName; because: Misfit | AttributeMisfit }[];
  /** The fields that are left out or invalid because the workspace has no such attribute. */
  misfits: Map<FieldName, `skip ${AttributeMisfit}` | `invalid ${AttributeMisfit}`>;
}

/** Turns what the map says into writes: attributes get their ids, `default` counts if `created`. */
export async function toWrites(
  results: FieldResult[],
  created: boolean,
  catalogue: Pick<AttributeCatalogue, 'find'>,
): Promise<WritesOfEvent> {
  const out: WritesOfEvent = { writes: new Map(), invalid: [], misfits: new Map() };
  for (const result of results) {
    const { field } = result;
    if (result.kind === 'invalid') out.invalid.push({ field, because: result.because });
    for (const candidate of candidatesOf(result, created)) {
      const made = await toWrite(field, candidate, catalogue);
      if ('write' in made) {
        out.writes.set(made.key, made.write);
        break;
      }
      const { misfit } = made;
      out.misfits.set(field, `${result.parkIfInvalid ? 'invalid' : 'skip'} ${misfit}`);
      if (result.parkIfInvalid) {
        out.invalid.push({ field, because: misfit });
        break;
      }
    }
  }
  return out;
}

type Candidate = Pick<FieldWrite, 'value' | 'overwrite' | 'isDefault'>;

/** The values to try in turn: the event's own, then its default if it creates the contact. */
function candidatesOf(result: FieldResult, created: boolean): Candidate[] {
  const { kind, overwrite } = result;
  const byDefault = created && kind !== 'invalid' ? result.default : undefined;
  const candidates: Candidate[] = [];
  if (kind === 'set') candidates.push({ value: result.value, overwrite });
  if (kind === 'clear' && byDefault === undefined)
    candidates.push({ value: null, overwrite });
  if (byDefault !== undefined)
    candidates.push({ value: byDefault, overwrite, isDefault: true });
  return candidates;
}

async function toWrite(
  field: FieldName,
  candidate: Candidate,
  catalogue: Pick<AttributeCatalogue, 'find'>,
): Promise<{ key: string; write: FieldWrite } | { misfit: AttributeMisfit }> {
  const name = attributeName(field);
  if (name === undefined) return { key: field, write: { field, ...candidate } };
  const attribute = await toAttribute(name, candidate.value, catalogue);
  if ('misfit' in attribute) return attribute;
  const key = `attribute:${attribute.definition.id}`;
  return { key, write: { field, ...candidate, attribute } };
}

async function toAttribute(
  name: string,
  value: FieldValue,
  catalogue: Pick<AttributeCatalogue, 'find'>,
): Promise<AttributeValue | { misfit: AttributeMisfit }> {
  const fits = (known: AttributeDefinition) =>
    'definition' in toAttributeValue(known, value);
  const definition = await catalogue.find(name, fits);
  return definition === undefined
    ? { misfit: 'unknown-attribute' }
    : toAttributeValue(definition, value);
}

/** What a PATCH carries. */
export interface PatchBody extends Record<string, unknown> {
  customAttributes?: AttributesWrite;
}

/**
 * The body of the PATCH. With the contact as it is: the whole set of attributes is sent if one is
 * written, unless lists are known to
 * merge; where omitted fields are cleared, everything the contact has goes along.
 */
export async function toPatchBody(
  writes: FieldWrite[],
  contact: Contact | undefined,
  {
    behaviour,
    catalogue,
  }: { behaviour: Behaviour; catalogue: Pick<AttributeCatalogue, 'allFor'> },
): Promise<PatchBody> {
  const sendsAll = contact !== undefined && behaviour.omittedFields === 'cleared';
  const body: PatchBody = sendsAll ? presentFields(contact) : {};
  for (const { field, value, attribute } of writes) {
    if (attribute === undefined)
      body[field === 'owner' ? 'ownerIdentifier' : field] = value;
  }
  const changes = writes
    .map(({ attribute }) => attribute)
    .filter((attribute) => attribute !== undefined);
  if (changes.length === 0 && !(sendsAll && (contact.customAttributes ?? []).length > 0))
    return body;
  const isWhole =
    sendsAll || (contact !== undefined && behaviour.attributeList !== 'merges');
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
  const owner = contact.ownerId ? { ownerIdentifier: toOwner(contact.ownerId) } : {};
  return { ...Object.fromEntries(scalars), ...owner };
}
