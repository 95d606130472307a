import type { AttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import type {
  AttributeDefinition,
  Contact,
} from '../../functions/core/bridge/bridge-answer.ts';
import type { Bridge, PatchAnswer } from '../../functions/core/bridge/bridge-calls.ts';
import {
  attributeOf,
  emptyAttribute,
} from '../../functions/core/bridge/custom-attributes.ts';
import type { Behaviour } from '../../functions/core/config/bridge-schema.ts';
import { scalarFields, toOwner } from '../../functions/core/map/patch.ts';
import { hasOptionsToLose, isSame } from '../../functions/core/write/compare-contact.ts';
import { toPatchBody } from '../../functions/core/write/event-writes.ts';
import type { FieldWrite } from '../../functions/core/write/field-write.ts';

interface Restoring {
  bridge: Bridge;
  catalogue: AttributeCatalogue;
  definitions: AttributeDefinition[];
  behaviour: Behaviour;
}

/**
 * Gives a contact back what it had, field by field if all at once is refused. What does not take is
 * left: the caller reads the contact again.
 */
export async function restoreContact(
  original: Contact,
  current: Contact,
  restoring: Restoring,
): Promise<void> {
  const writes = writesOf(original, restoring.definitions).filter(
    (write) => !isSame(current, write),
  );
  if (await write(writes, current, restoring)) return;
  for (const one of writes) await write([one], current, restoring);
}

/**
 * Where options have to go, their attributes are cleared first: it is not known yet whether a list
 * takes the place of the one before.
 * @returns false if Bridge refuses it
 */
async function write(
  writes: FieldWrite[],
  current: Contact,
  { bridge, catalogue, behaviour }: Restoring,
): Promise<boolean> {
  const patch = async (step: FieldWrite[]): Promise<PatchAnswer> =>
    bridge.patchContact(
      current.id,
      await toPatchBody(step, current, { behaviour, catalogue }),
    );
  const losing = writes.filter((one) => hasOptionsToLose(current, one));
  if (losing.length > 0 && behaviour.optionList !== 'replaces') {
    const cleared = writes.map((one) =>
      losing.includes(one) ? withoutOptions(one) : one,
    );
    if ((await patch(cleared)).kind !== 'ok') return false;
  }
  return (await patch(writes)).kind === 'ok';
}

function withoutOptions(write: FieldWrite): FieldWrite {
  const { attribute } = write;
  if (attribute === undefined) return write;
  return { ...write, attribute: emptyAttribute(attribute.definition) };
}

/** Everything a contact has, and emptiness for what it has not: what makes it again what it was. */
function writesOf(contact: Contact, definitions: AttributeDefinition[]): FieldWrite[] {
  const scalars = scalarFields.map((field) => ({
    field,
    value: contact[field] || null,
    overwrite: true,
  }));
  const attributes = definitions.map((definition) => ({
    field: `customAttributes.${definition.keyName}` as const,
    value: null,
    overwrite: true,
    attribute: attributeOf(contact, definition) ?? emptyAttribute(definition),
  }));
  return [...scalars, ...writeOfOwner(contact), ...attributes];
}

function writeOfOwner({ ownerId }: Contact): FieldWrite[] {
  return ownerId ? [{ field: 'owner', value: toOwner(ownerId), overwrite: true }] : [];
}
