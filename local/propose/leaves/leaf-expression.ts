import { removedValue } from '../../../functions/core/body/removed-value.ts';
import { evaluate, type Scope } from '../../../functions/core/expression.ts';
import { isObject, type Leaf, type Step } from './leaves.ts';

/** Names of keys that can identify the items of a list, those first that a person changes least. */
const identifiers = [
  /^id$/i,
  /[_-]id$|[a-z]I[dD]$/,
  /^ref$/i,
  /^[ug]uid$/i,
  /[_-]key$|[a-z]Key$/,
  /^key$/i,
  /^slug$/i,
  /^(?:is[_-]?)?primary$/i,
  /^(?:name|label|title)$/i,
  /^(?:property|field|column|attribute|question)(?:[_-]?(?:name|label|title))?$/i,
  /^(?:pregunta|etiqueta|campo|pergunta|domanda|frage|feld|champ|libelle)$/i,
  /^type$/i,
];
/** Ids that say whose an item is or where it comes from, not which it is. */
const foreignId =
  /^(?:source|user|owner|author|parent|account|portal|app|form|contact|customer|event|session)[_-]?id$/i;
/** A field of a form is known by what its maker called it, which stands beside the answer. */
const refOfField = ['field', 'ref'];

type SaysWhich = (item: unknown, key: string) => boolean;

/**
 * An expression that gives the leaf's value in this scope; `root` is `''` for the event, `$request`
 * for the request. Every one is tried before it is given. `undefined` if none does: JSONata cannot
 * reach keys such as `__proto__`.
 * @param saysWhich whether a key of an item of a list says which one it is, and not only whose
 */
export async function leafExpression(
  { path, value }: Leaf,
  scope: Scope,
  root: '' | '$request',
  saysWhich: SaysWhich = () => true,
): Promise<string | undefined> {
  const wanted = JSON.stringify(value);
  for (const text of candidates(path, root, saysWhich)) {
    const result = await evaluate(text, scope);
    if (result.ok && JSON.stringify(result.value) === wanted) return text;
  }
  return undefined;
}

/** Items by what identifies them, then by their place; `[]` keeps a list of one item a list. */
function candidates(path: Step[], root: string, saysWhich: SaysWhich): string[] {
  const byIdentity = write(path, root, saysWhich);
  const byPlace = write(path, root, () => false);
  return [byIdentity, `${byIdentity}[]`, byPlace, `${byPlace}[]`];
}

function write(path: Step[], root: string, saysWhich: SaysWhich): string {
  let text = root;
  for (const [at, step] of path.entries()) {
    if ('parsed' in step) text = `$parse(${text})`;
    else if ('key' in step) text += `${text === '' ? '' : '.'}${writeName(step.key)}`;
    else text = `${text || '$'}[${writeItem(step, path.slice(at + 1), saysWhich)}]`;
  }
  return text;
}

type ItemStep = Extract<Step, { index: number }>;

function writeItem(step: ItemStep, rest: Step[], saysWhich: SaysWhich): string | number {
  return identity(step, rest, saysWhich) ?? step.index;
}

/**
 * `field.ref="phone"`, if no other item has that; never by the leaf itself, which would say
 * nothing.
 */
function identity(
  { index, list }: ItemStep,
  rest: Step[],
  saysWhich: SaysWhich,
): string | undefined {
  const item = list[index];
  const leafPath = JSON.stringify(rest.map(nameOf));
  for (const names of identifyingNames(item)) {
    if (!saysWhich(item, names[0] ?? '')) continue;
    const value = valueAt(item, names);
    const isUsable =
      (typeof value === 'string' && value !== '' && !value.includes(removedValue)) ||
      typeof value === 'number' ||
      value === true;
    if (!isUsable || JSON.stringify(names) === leafPath) continue;
    if (list.filter((other) => valueAt(other, names) === value).length === 1)
      return `${names.map(writeName).join('.')}=${JSON.stringify(value)}`;
  }
  return undefined;
}

function identifyingNames(item: unknown): string[][] {
  const names = isObject(item) && !Array.isArray(item) ? Object.keys(item) : [];
  const ranked = identifiers.flatMap((pattern) =>
    names.filter((name) => pattern.test(name) && !foreignId.test(name)),
  );
  return [refOfField, ...ranked.map((name) => [name])];
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
export function writeName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name)) return name;
  return name === '' || name.includes('`')
    ? `$lookup($, ${JSON.stringify(name)})`
    : `\`${name}\``;
}
