import { marshall } from '@aws-sdk/util-dynamodb';

/** Gives names and values of an expression their placeholders: no name can be a reserved word. */
interface Placeholders {
  name(attribute: string): string;
  value(value: unknown): string;
}

/** What must be true of an item for it to be changed. */
export type Condition = (item: Placeholders) => string;
/** A value to set that depends on the item. */
export type Operand = (item: Placeholders) => string;

export const absent =
  (attribute: string): Condition =>
  ({ name }) =>
    `attribute_not_exists(${name(attribute)})`;

export const equals =
  (attribute: string, expected: unknown): Condition =>
  ({ name, value }) =>
    `${name(attribute)} = ${value(expected)}`;

export const atMost =
  (attribute: string, most: number): Condition =>
  ({ name, value }) =>
    `${name(attribute)} <= ${value(most)}`;

/** A set has the text among its members. */
export const contains =
  (attribute: string, text: string): Condition =>
  ({ name, value }) =>
    `contains(${name(attribute)}, ${value(text)})`;

export const beginsWith =
  (attribute: string, prefix: string): Condition =>
  ({ name, value }) =>
    `begins_with(${name(attribute)}, ${value(prefix)})`;

export const hasFewerThan =
  (attribute: string, members: number): Condition =>
  ({ name, value }) =>
    `size(${name(attribute)}) < ${value(members)}`;

export const either =
  (...conditions: Condition[]): Condition =>
  (item) =>
    joined(conditions, 'OR', item);

export const all =
  (...conditions: Condition[]): Condition =>
  (item) =>
    joined(conditions, 'AND', item);

/** DynamoDB refuses parentheses in parentheses: one condition has none of its own. */
function joined(conditions: Condition[], word: 'AND' | 'OR', item: Placeholders): string {
  const texts = conditions.map((condition) => condition(item));
  return texts.length === 1
    ? texts.join('')
    : texts.map((text) => `(${text})`).join(` ${word} `);
}

/** The value that an attribute of the item has; the given one if it has none. */
export const orElse =
  (attribute: string, fallback: unknown): Operand =>
  ({ name, value }) =>
    `if_not_exists(${name(attribute)}, ${value(fallback)})`;

/** How an item is changed. What is `undefined`, and what is an empty set, is left out. */
export interface Change {
  set?: Record<string, unknown>;
  remove?: string[];
  /** What numbers grow by; members that sets of texts get, and lose. */
  add?: Record<string, ReadonlySet<string> | number>;
  delete?: Record<string, ReadonlySet<string>>;
  if?: Condition | undefined;
}

/** A change as UpdateItem takes it. */
export function writeChange(change: Change) {
  const { placeholders, written } = createPlaceholders();
  const UpdateExpression = writeActions(change, placeholders);
  const ConditionExpression = change.if?.(placeholders);
  return { UpdateExpression, ConditionExpression, ...written() };
}

/** Which items Scan gives, and which of their attributes; all if none are named. */
export function writeFilter(filter: Condition, attributes: string[]) {
  const { placeholders, written } = createPlaceholders();
  const FilterExpression = filter(placeholders);
  const projection = attributes.map(placeholders.name).join(', ');
  const ProjectionExpression = projection === '' ? undefined : projection;
  return { FilterExpression, ProjectionExpression, ...written() };
}

function createPlaceholders() {
  const names = new Map<string, string>();
  const values = new Map<string, unknown>();
  const placeholders: Placeholders = {
    name(attribute) {
      const known = names.get(attribute) ?? `#n${names.size}`;
      names.set(attribute, known);
      return known;
    },
    value(value) {
      const placeholder = `:v${values.size}`;
      values.set(placeholder, value);
      return placeholder;
    },
  };
  const written = () => ({
    ExpressionAttributeNames: Object.fromEntries(
      [...names].map(([attribute, placeholder]) => [placeholder, attribute]),
    ),
    ExpressionAttributeValues:
      values.size === 0
        ? undefined
        : marshall(Object.fromEntries(values), { removeUndefinedValues: true }),
  });
  return { placeholders, written };
}

function writeActions(change: Change, placeholders: Placeholders): string {
  const { name, value } = placeholders;
  const set = Object.entries(change.set ?? {}).flatMap(([attribute, to]) => {
    if (to === undefined) return [];
    return `${name(attribute)} = ${isOperand(to) ? to(placeholders) : value(to)}`;
  });
  const members = (sets: Record<string, ReadonlySet<string> | number> = {}) =>
    Object.entries(sets).flatMap(([attribute, texts]) =>
      typeof texts !== 'number' && texts.size === 0
        ? []
        : `${name(attribute)} ${value(texts)}`,
    );
  const actions = {
    SET: set,
    REMOVE: (change.remove ?? []).map(name),
    ADD: members(change.add),
    DELETE: members(change.delete),
  };
  return Object.entries(actions)
    .filter(([, parts]) => parts.length > 0)
    .map(([action, parts]) => `${action} ${parts.join(', ')}`)
    .join(' ');
}

function isOperand(value: unknown): value is Operand {
  return typeof value === 'function';
}
