import * as z from 'zod';
import { type Behaviour, emptyOptionsOf } from './behaviour.ts';
import type { Complaint } from './complaint.ts';
import type { AttributesChange, Contact } from './contact.ts';

/** `CustomAttributeDefinition` of openapi.json; a test compares the names. */
export const attributeDefinitionSchema = z.strictObject({
  id: z.string().min(1),
  category: z.enum(['OPEN', 'CLOSED']),
  isRequired: z.boolean().default(false),
  keyName: z.string().min(1),
  type: z.string().default('TEXT'),
  closedAttributesValues: z
    .array(z.strictObject({ id: z.string().min(1), value: z.string() }))
    .nullable()
    .default(null),
  deletedAt: z.iso.datetime().nullable().default(null),
});
export type AttributeDefinition = z.output<typeof attributeDefinitionSchema>;
export type AttributeSeed = z.input<typeof attributeDefinitionSchema>;

/** Archived means deleted at some time up to now. */
export function isArchived(definition: AttributeDefinition, now: number): boolean {
  return definition.deletedAt !== null && Date.parse(definition.deletedAt) <= now;
}

/**
 * What Bridge would refuse: unknown attribute ids, ids under the wrong category, option ids of
 * another attribute.
 */
export function checkAttributes(
  change: AttributesChange,
  definitions: AttributeDefinition[],
): Complaint[] {
  const open = (change.openAttributes ?? []).flatMap(({ customAttributeId }, index) =>
    checkAttributeId(customAttributeId, 'OPEN', ['openAttributes', index], definitions),
  );
  const closed = (change.closedAttributes ?? []).flatMap(
    ({ customAttributeId, closedCustomAttributeIds }, index) => [
      ...checkAttributeId(
        customAttributeId,
        'CLOSED',
        ['closedAttributes', index],
        definitions,
      ),
      ...checkOptions(customAttributeId, closedCustomAttributeIds, index, definitions),
    ],
  );
  return [...open, ...closed];
}

/**
 * The read form after a change that `checkAttributes` found nothing wrong with. An attribute
 * without a value is not shown.
 */
export function applyAttributes(
  current: Contact['customAttributes'],
  change: AttributesChange,
  definitions: AttributeDefinition[],
  behaviour: Behaviour,
): Contact['customAttributes'] {
  const before = new Map(current.map(({ key, values }) => [key, values]));
  const after = new Map(behaviour.attributeList === 'merges' ? before : []);
  const { openAttributes = [], closedAttributes = [] } = change;
  const keptIf = (isKept: boolean, key: string) => (isKept && before.get(key)) || [];
  for (const { customAttributeId, content } of openAttributes) {
    const { keyName: key } = definitionOf(customAttributeId, definitions);
    const isKept = behaviour.emptyAttribute === 'ignored';
    after.set(key, content === '' ? keptIf(isKept, key) : [content]);
  }
  for (const { customAttributeId, closedCustomAttributeIds } of closedAttributes) {
    const definition = definitionOf(customAttributeId, definitions);
    const { keyName: key } = definition;
    const chosen = optionTexts(definition, closedCustomAttributeIds);
    const isKept =
      chosen.length === 0
        ? emptyOptionsOf(behaviour) === 'ignored'
        : behaviour.optionList === 'adds';
    after.set(key, [...new Set([...keptIf(isKept, key), ...chosen])]);
  }
  return [...after]
    .filter(([, list]) => list.length > 0)
    .map(([key, list]) => ({ key, values: list }));
}

function definitionOf(
  id: string,
  definitions: AttributeDefinition[],
): AttributeDefinition {
  const definition = definitions.find((candidate) => candidate.id === id);
  if (definition === undefined) throw new Error(`The attribute ${id} was not checked.`);
  return definition;
}

function optionTexts(
  { closedAttributesValues }: AttributeDefinition,
  ids: string[],
): string[] {
  return ids.flatMap(
    (id) => closedAttributesValues?.find((option) => option.id === id)?.value ?? [],
  );
}

function checkAttributeId(
  id: string,
  category: AttributeDefinition['category'],
  path: (string | number)[],
  definitions: AttributeDefinition[],
): Complaint[] {
  const definition = definitions.find((candidate) => candidate.id === id);
  if (definition?.category === category) return [];
  const msg = definition
    ? `This attribute is ${definition.category}`
    : 'No such attribute';
  return [
    {
      loc: ['body', 'customAttributes', ...path, 'customAttributeId'],
      msg,
      type: 'value_error',
    },
  ];
}

function checkOptions(
  attributeId: string,
  optionIds: string[],
  index: number,
  definitions: AttributeDefinition[],
): Complaint[] {
  const definition = definitions.find(
    (candidate) => candidate.id === attributeId && candidate.category === 'CLOSED',
  );
  if (!definition) return [];
  const known = new Set(definition.closedAttributesValues?.map(({ id }) => id));
  const loc = [
    'body',
    'customAttributes',
    'closedAttributes',
    index,
    'closedCustomAttributeIds',
  ];
  return optionIds.flatMap((id, at) =>
    known.has(id)
      ? []
      : [{ loc: [...loc, at], msg: 'No such option', type: 'value_error' }],
  );
}
