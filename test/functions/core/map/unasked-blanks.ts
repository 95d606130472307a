import { attributeName } from '../../../../functions/core/map/patch.ts';
import type { RandomCase } from './random-map.ts';

export type Body = Record<string, unknown>;

const texts = /undefined|NaN|Infinity|\[object /;

/**
 * What is wrong with the body of a request: paths of nulls, blanks, empty lists and objects, of
 * texts that a value turned into by
 * accident, and of what is no text at all. What an entry with `whenEmpty: clear` may send for its
 * own field is not among them.
 * Attributes are known by their names.
 */
export function unaskedBlanks(body: Body, random: RandomCase): string[] {
  if (Object.keys(body).length === 0) return ['(an empty body)'];
  const mayClear = new Set(fieldsToClear(random));
  const { customAttributes, ...fields } = body;
  const kept = Object.fromEntries(
    Object.entries(fields).filter(
      ([field, value]) => !(value === null && mayClear.has(field)),
    ),
  );
  const attributes =
    customAttributes === undefined
      ? []
      : blanksOfAttributes(customAttributes as Body, mayClear);
  return [
    ...Object.entries(kept).flatMap(([field, value]) => blanksIn(value, field)),
    ...attributes,
  ];
}

function* fieldsToClear({ map, defaults }: RandomCase): Generator<string> {
  const { customAttributes = {}, fullName, owner: _, ...fields } = map;
  const isClearing = (entry: unknown) =>
    ((entry as { whenEmpty?: string }).whenEmpty ?? defaults.whenEmpty) === 'clear';
  for (const [field, entry] of Object.entries(fields)) if (isClearing(entry)) yield field;
  if (fullName !== undefined && isClearing(fullName)) yield* ['firstName', 'lastName'];
  for (const [name, entry] of Object.entries(customAttributes))
    if (isClearing(entry)) yield `customAttributes.${name}`;
}

/** The two lists may be empty, but not both: then nothing should have been sent. */
function blanksOfAttributes(
  { openAttributes = [], closedAttributes = [], ...others }: Body,
  mayClear: Set<string>,
): string[] {
  const written = [...(openAttributes as Body[]), ...(closedAttributes as Body[])];
  if (written.length === 0) return ['customAttributes'];
  const cleared = [...mayClear].map((field) =>
    attributeName(field as `customAttributes.${string}`),
  );
  const isCleared = ({
    customAttributeId,
    content,
    closedCustomAttributeIds: ids,
  }: Body) =>
    cleared.includes(String(customAttributeId)) &&
    (content === '' || (Array.isArray(ids) && ids.length === 0));
  return [
    ...written
      .filter((attribute) => !isCleared(attribute))
      .flatMap((attribute) => blanksIn(attribute, 'customAttributes')),
    ...Object.keys(others),
  ];
}

function blanksIn(value: unknown, path: string): string[] {
  if (typeof value === 'string')
    return value.trim() === '' || texts.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value);
  return inner.length === 0
    ? [path]
    : inner.flatMap(([key, item]) => blanksIn(item, `${path}.${key}`));
}
