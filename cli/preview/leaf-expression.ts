import { evaluate, type Scope } from '../../functions/core/expression.ts';
import { isObject, type Leaf, type Step } from './leaves.ts';

/** Names of keys that identify the items of a list, the ones that change least first. */
const identifiers = [
  ['field', 'ref'],
  ['key'],
  ['ref'],
  ['column_id'],
  ['name'],
  ['label'],
  ['id'],
];

/**
 * An expression that gives the leaf's value in this scope; `root` is `''` for the event, `$request`
 * for the request. Every one is tried before it is given. `undefined` if none does: JSONata cannot
 * reach keys such as `__proto__`.
 */
export async function leafExpression(
  { path, value }: Leaf,
  scope: Scope,
  root: '' | '$request',
): Promise<string | undefined> {
  const wanted = JSON.stringify(value);
  for (const text of candidates(path, root)) {
    const result = await evaluate(text, scope);
    if (result.ok && JSON.stringify(result.value) === wanted) return text;
  }
  return undefined;
}

/** Items by what identifies them, then by their place; `[]` keeps a list of one item a list. */
function candidates(path: Step[], root: string): string[] {
  const byIdentity = write(path, root, true);
  const byPlace = write(path, root, false);
  return [byIdentity, `${byIdentity}[]`, byPlace, `${byPlace}[]`];
}

function write(path: Step[], root: string, useIdentity: boolean): string {
  let text = root;
  for (const [at, step] of path.entries()) {
    if ('parsed' in step) text = `$parse(${text})`;
    else if ('key' in step) text += `${text === '' ? '' : '.'}${writeName(step.key)}`;
    else text = `${text || '$'}[${writeItem(step, path.slice(at + 1), useIdentity)}]`;
  }
  return text;
}

type ItemStep = Extract<Step, { index: number }>;

function writeItem(step: ItemStep, rest: Step[], useIdentity: boolean): string | number {
  return (useIdentity ? identity(step, rest) : undefined) ?? step.index;
}

/**
 * `field.ref="phone"`, if no other item has that; never by the leaf itself, which would say
 * nothing.
 */
function identity({ index, list }: ItemStep, rest: Step[]): string | undefined {
  const leafPath = JSON.stringify(rest.map(nameOf));
  for (const names of identifiers) {
    const value = valueAt(list[index], names);
    const isUsable = (typeof value === 'string' && value !== '') || typeof value === 'number';
    if (!isUsable || JSON.stringify(names) === leafPath) continue;
    if (list.filter((item) => valueAt(item, names) === value).length === 1)
      return `${names.join('.')}=${JSON.stringify(value)}`;
  }
  return undefined;
}

function nameOf(step: Step): string | number {
  if ('parsed' in step) return '';
  return 'key' in step ? step.key : step.index;
}

function valueAt(item: unknown, names: string[]): unknown {
  return names.reduce<unknown>(
    (value, name) =>
      isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined,
    item,
  );
}

const reserved = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/**
 * A name as JSONata reads it: backticks around unusual ones, `$lookup` for those with a backtick,
 * which has no escape.
 */
function writeName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name)) return name;
  return name === '' || name.includes('`')
    ? `$lookup($, ${JSON.stringify(name)})`
    : `\`${name}\``;
}
