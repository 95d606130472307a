import { readCondition } from './condition.ts';
import type { Bound, Item, Value } from './expressions.ts';
import { updateItem } from './update.ts';

/** The items of the table, by `pk`. */
export type Items = Readonly<Record<string, Item>>;

/** A call as an edge makes it: the SDK's command, by name, with its input. */
export interface TableCall {
  name: string;
  input: Record<string, unknown>;
}

export type TableAnswer =
  | { kind: 'output'; output: object }
  /** The condition does not hold; the item where it was asked for. */
  | { kind: 'conditionFailed'; item: Item | undefined };

interface SingleInput {
  Key: Item;
  Item: Item;
  ProjectionExpression?: string;
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Value>;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
}

type Keys = {
  Keys: Item[];
  ProjectionExpression?: string;
  ConsistentRead?: boolean;
} & Pick<SingleInput, 'ExpressionAttributeNames'>;
type Write = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };
/** The one table's part of a batch. */
const onlyTable = <T>(input: Record<string, unknown>) =>
  Object.values(input.RequestItems as Record<string, T>)[0] as T;

/** The keys of the items a call touches, and whether it writes them. */
export function touches({ name, input }: TableCall): {
  keys: string[];
  isWrite: boolean;
} {
  if (name === 'BatchGetItemCommand')
    return { keys: onlyTable<Keys>(input).Keys.map(keyOf), isWrite: false };
  if (name === 'BatchWriteItemCommand')
    return { keys: onlyTable<Write[]>(input).map(writtenKey), isWrite: true };
  const { Key, Item } = input as unknown as SingleInput;
  return { keys: [keyOf(Key ?? Item)], isWrite: name !== 'GetItemCommand' };
}

/** Whether a read finds whatever was written before it. */
export function isConsistent({ name, input }: TableCall): boolean {
  const asked = name === 'BatchGetItemCommand' ? onlyTable<Keys>(input) : input;
  return asked.ConsistentRead === true;
}

/** Carries out one call as DynamoDB does, where the key is `pk`. Changes nothing in place. */
export function execute(
  items: Items,
  call: TableCall,
): { items: Items; answer: TableAnswer } {
  const input = call.input as unknown as SingleInput;
  switch (call.name) {
    case 'GetItemCommand': {
      const found = items[keyOf(input.Key)];
      const output = found === undefined ? {} : { Item: project(found, input) };
      return { items, answer: { kind: 'output', output } };
    }
    case 'BatchGetItemCommand':
      return { items, answer: { kind: 'output', output: getAll(items, call.input) } };
    case 'BatchWriteItemCommand':
      return {
        items: writeAll(items, onlyTable<Write[]>(call.input)),
        answer: { kind: 'output', output: { UnprocessedItems: {} } },
      };
    case 'UpdateItemCommand':
    case 'PutItemCommand':
    case 'DeleteItemCommand':
      return change(items, call.name, input);
    default:
      throw new Error(`The table of the exploration does not know ${call.name}`);
  }
}

/** Only the first item is written; the others are given back. */
export function executePartly(items: Items, { input }: TableCall) {
  const [first, ...others] = onlyTable<Write[]>(input);
  const [table = ''] = Object.keys(input.RequestItems as object);
  const output = { UnprocessedItems: { [table]: others } };
  return {
    items: writeAll(items, first === undefined ? [] : [first]),
    answer: { kind: 'output', output } satisfies TableAnswer,
  };
}

function getAll(items: Items, input: Record<string, unknown>): object {
  const [table = ''] = Object.keys(input.RequestItems as object);
  const keys = onlyTable<Keys>(input);
  const found = keys.Keys.map((key) => items[keyOf(key)]).filter(
    (item) => item !== undefined,
  );
  return {
    Responses: { [table]: found.map((item) => project(item, keys)) },
    UnprocessedKeys: {},
  };
}

function writeAll(items: Items, writes: Write[]): Items {
  return writes.reduce(
    (all, write) => put(all, writtenKey(write), write.PutRequest?.Item),
    items,
  );
}

function change(items: Items, name: string, input: SingleInput) {
  const key = keyOf(input.Key ?? input.Item);
  const before = items[key];
  const bound: Bound = {
    names: input.ExpressionAttributeNames ?? {},
    values: input.ExpressionAttributeValues ?? {},
  };
  const condition = input.ConditionExpression;
  if (condition !== undefined && !readCondition(condition)(before ?? {}, bound)) {
    const isShown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    const item = isShown ? before : undefined;
    return { items, answer: { kind: 'conditionFailed', item } satisfies TableAnswer };
  }
  const after = afterChange(name, before, input, bound);
  const returned = { ALL_NEW: after, ALL_OLD: before }[input.ReturnValues ?? 'NONE'];
  const output = returned === undefined ? {} : { Attributes: returned };
  return {
    items: put(items, key, after),
    answer: { kind: 'output', output } satisfies TableAnswer,
  };
}

function afterChange(
  name: string,
  before: Item | undefined,
  input: SingleInput,
  bound: Bound,
) {
  if (name === 'DeleteItemCommand') return undefined;
  if (name === 'PutItemCommand') return input.Item;
  return updateItem(before ?? input.Key, input.UpdateExpression ?? '', bound);
}

function put(items: Items, key: string, item: Item | undefined): Items {
  const { [key]: _, ...others } = items;
  return item === undefined ? others : { ...others, [key]: item };
}

/** Whole top-level attributes only. */
function project(
  item: Item,
  {
    ProjectionExpression: text,
    ExpressionAttributeNames: names = {},
  }: Pick<SingleInput, 'ProjectionExpression' | 'ExpressionAttributeNames'>,
): Item {
  if (text === undefined) return item;
  const wanted = text.split(',').map((name) => names[name.trim()] ?? name.trim());
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => wanted.includes(name)),
  );
}

function writtenKey({ PutRequest, DeleteRequest }: Write): string {
  return keyOf(PutRequest?.Item ?? DeleteRequest?.Key ?? {});
}

function keyOf({ pk }: Item): string {
  if (pk?.S === undefined) throw new Error('an item without a key');
  return pk.S;
}
