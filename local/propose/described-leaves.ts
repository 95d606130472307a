import { removedValue } from '../../functions/core/body/removed-value.ts';
import { isObject, type Leaf, leavesOf, type Step } from './leaves/leaves.ts';
import { fieldWords, soughtFields } from './vocabulary.ts';
import { anyOf, toWords } from './words.ts';

/** A value of an event, and in what words the request speaks of it. */
export interface DescribedLeaf {
  leaf: Leaf;
  /** What it is called: its key, and the labels beside it, each in plain words. */
  own: string[];
  /** The names around it, the outermost first. */
  around: string[];
  /** Where what it belongs to stands: two leaves of one person have the same. */
  owner: string;
  /** What stands beside it. */
  beside: Record<string, unknown>;
  /** Whether it stands among others of its kind, each by a key of its own. */
  isKeyed: boolean;
  /** Whether it only says what a value beside it or elsewhere is. */
  isLabel: boolean;
}

/** Keys that only say: here is the value. */
const valueKey = wholeKey(`
  (?:string|raw|property|new|current|field|attribute|answer)?[_-]?values? answers? text val content
  response choices? selected full respuesta valor reponse valeur antwort wert resposta risposta
  valore
`);
/** Keys whose value says what a value beside it is; the first that has a text identifies it. */
const labelKey = wholeKey(`
  label title name question ref key id code slug type property field column attribute data_?name
  (?:property|field|column|attribute|question)[_-]?(?:name|label|title|key|id|ref|type|text)
  (?:param|custom)[_-]?(?:name|key|id)
  merge_?tag pregunta etiqueta campo pergunta domanda frage feld champ libelle
`);
/** An object that says which field a value beside it is of. */
const fieldKey = /^(?:field|question|property|column|attribute)$/i;
const idKey =
  /(?:^|[_-])(?:id|ref|key|uuid|slug|name)$|[a-z](?:Id|ID|Ref|Key|Name)$|^(?:ID|Id)$/;
const titleKey =
  /^(?:label|title|name|question|text|caption|field_?(?:name|label|title))$/i;

/** A pattern for keys that are one of some words. */
function wholeKey(words: string): RegExp {
  return new RegExp(`^(?:${words.trim().split(/\s+/).join('|')})$`, 'i');
}

/** What a request says of its fields elsewhere: labels by the id, key or ref of a field. */
export type Labels = ReadonlyMap<string, string>;

/** The labels of all fields that a body defines. */
export function labelsIn(body: unknown): Labels {
  const labels = new Map<string, string>();
  const walk = (value: unknown, depth: number): void => {
    if (!isObject(value) || depth > 30) return;
    const texts = Object.entries(value).filter(isText);
    const titles = texts.filter(([key]) => titleKey.test(key));
    for (const [key, id] of texts.filter(([each]) => idKey.test(each))) {
      const others = titles.filter(([title]) => title !== key).map(([, text]) => text);
      if (others.length > 0) labels.set(id, others.join(' '));
    }
    for (const inner of Object.values(value)) walk(inner, depth + 1);
  };
  walk(body, 0);
  return labels;
}

/** Not what a recording left out, nor a text that nobody has as a label. */
function isSaid(text: string): boolean {
  return text.length <= 200 && !text.includes(removedValue);
}

function isText(entry: [string, unknown]): entry is [string, string] {
  const [, text] = entry;
  return typeof text === 'string' && /\S/.test(text) && isSaid(text);
}

/** Whether an object is one field with its value: nothing but that, and what says which one. */
export function isPair(value: unknown): value is Record<string, unknown> {
  if (!isObject(value) || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  const holds = keys.some((key) => holdsAnswer(key, value[key]));
  const isValued = holds && keys.some(isLabelOf(value));
  return isValued || saysField(value);
}

/** `field: { ref }` stands beside the value. */
function saysField(value: Record<string, unknown>): boolean {
  return Object.keys(value).some((key) => fieldKey.test(key) && isObject(value[key]));
}

/** What a message says is an object, too: that is no answer. */
function holdsAnswer(key: string, value: unknown): boolean {
  if (isAnswerObject(key, value)) return true;
  return valueKey.test(key) && !(key === 'text' && isObject(value));
}

function isLabelOf(value: Record<string, unknown>) {
  return (key: string) =>
    labelKey.test(key) && ['string', 'number'].includes(typeof value[key]);
}

/** The leaves of an event, each with its words; a list of scalars is each of its items, too. */
export function describeLeaves(event: unknown, labels: Labels): DescribedLeaf[] {
  return leavesOf(event)
    .flatMap((leaf) => [leaf, ...itemsOf(leaf)])
    .map((leaf) => describe(leaf, event, labels));
}

function itemsOf({ path, value }: Leaf): Leaf[] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 100) return [];
  return value.map((item, index) => ({
    path: [...path, { index, list: value }],
    value: item,
  }));
}

interface Level {
  key: string;
  /** What has the key. */
  parent: Record<string, unknown>;
  depth: number;
}

function describe(leaf: Leaf, event: unknown, labels: Labels): DescribedLeaf {
  const levels = levelsOf(leaf.path, event);
  const last = levels.at(-1) ?? { key: '', parent: {}, depth: 0 };
  const isLabel = isLabelIn(last, levels.at(-2)) || levels.some(isOfDefinition);
  const answer = isLabel ? undefined : answerOf(levels, labels);
  const depth = answer?.depth ?? last.depth;
  const own = answer?.words ?? [last.key, labels.get(last.key) ?? ''];
  return {
    leaf,
    own: [...new Set(own.map(toWords))].filter((words) => words !== ''),
    around: levels.filter((level) => level.depth < depth).map(({ key }) => toWords(key)),
    owner: JSON.stringify(leaf.path.slice(0, depth).map(stepName)),
    beside: last.parent,
    isKeyed: Object.values(levels.at(-2)?.parent ?? {}).filter(isPair).length > 1,
    isLabel,
  };
}

/** `label` is a label, but not in what has been chosen: `choice: { label }`. */
function isLabelIn({ key, parent, depth }: Level, outer: Level | undefined): boolean {
  const isChosen =
    outer?.depth === depth - 1 && /^(?:choice|selected|value|answer)$/i.test(outer.key);
  if (isChosen) return labelKey.test(key) && !titleKey.test(key);
  if (!isPair(parent)) return false;
  const hasOther = Object.keys(parent).some(
    (each) => each !== key && isAnswer({ key: each, parent, depth }),
  );
  const hasField = Object.keys(parent).some((each) => fieldKey.test(each));
  return labelKey.test(key) && !valueKey.test(key) && (hasOther || hasField);
}

/** What says what fields a form has, and what can be chosen, holds no answer. */
function isOfDefinition({ key }: Level): boolean {
  return definition.test(toWords(key));
}

const definition = anyOf(
  'definition | schema | structure | options | choices | field types',
);

/** What a value is called by what stands beside it, and where that begins. */
function answerOf(
  levels: Level[],
  labels: Labels,
): { words: string[]; depth: number } | undefined {
  const last = levels.at(-1);
  if (last === undefined) return undefined;
  const pair = pairAround(levels) ?? last;
  if (!isAnswer(pair) && !saysField(pair.parent)) return undefined;
  const beside = isPair(pair.parent) ? labelsBeside(pair.parent, pair.key, labels) : [];
  const container = levels.filter(({ depth }) => depth < pair.depth).at(-1);
  const outside =
    container === undefined ? [] : [container.key, labels.get(container.key) ?? ''];
  const keys = valueKey.test(last.key) ? [] : [last.key];
  const inside = [...beside, ...keys];
  const says = inside.some((text) => isPersonal(text));
  return {
    words: says ? inside : [...inside, ...outside],
    depth: container?.depth ?? pair.depth,
  };
}

/** The pair that a value is of: `choice: { label }` and `details: { textAnswer: { answer } }`. */
function pairAround(levels: readonly Level[]): Level | undefined {
  const last = levels.length - 1;
  for (let at = last; at >= 0 && at > last - 4; at -= 1) {
    const level = levels[at];
    const isNext = at === last || level?.depth === (levels[at + 1]?.depth ?? 0) - 1;
    if (level === undefined || !isNext || (at < last && !isAnswer(level))) return undefined;
    if (isPair(level.parent)) return level;
  }
  return undefined;
}

function isAnswer({ key, parent }: Level): boolean {
  return valueKey.test(key) || isAnswerObject(key, parent[key]);
}

/** `answerDetails: { … }` */
function isAnswerObject(key: string, value: unknown): boolean {
  return /answer|response/i.test(key) && isObject(value) && !Array.isArray(value);
}

function labelsBeside(
  pair: Record<string, unknown>,
  own: string,
  labels: Labels,
): string[] {
  const nested = Object.entries(pair).flatMap(([key, value]) =>
    fieldKey.test(key) && isObject(value) ? Object.entries(value) : [],
  );
  const texts = [...Object.entries(pair), ...nested]
    .filter(([key]) => key !== own && labelKey.test(key))
    .map(([, value]) => value)
    .filter((value) => typeof value === 'string')
    .filter(isSaid);
  return texts.flatMap((text) => [isWordy(text) ? text : '', labels.get(text) ?? '']);
}

/** Ids of letters without a meaning are no words. */
function isWordy(text: string): boolean {
  const words = toWords(text);
  return (
    /\s|_/.test(text) || words.replaceAll(' ', '').length >= 3 * words.split(' ').length
  );
}

/** The keys on the way to a leaf, with the objects that have them. */
function levelsOf(path: readonly Step[], event: unknown): Level[] {
  const levels: Level[] = [];
  let value = event;
  for (const [depth, step] of path.entries()) {
    if ('key' in step && isObject(value))
      levels.push({ key: step.key, parent: value, depth });
    const key = stepName(step);
    value = isObject(value) ? value[key] : undefined;
  }
  return levels;
}

/**
 * Whether a key of an item of a list says which field it is: `ref`, `key`, `label`. The id or the
 * name of a person would fit that one person only; an email is known by its kind.
 */
export function saysWhich(item: unknown, key: string): boolean {
  if (!isObject(item)) return false;
  const keys = Object.keys(item);
  if (isPair(item) && !keys.some((each) => primaryKey.test(each))) return true;
  const said = new Set(keys.flatMap(fieldsNamed));
  return said.size < 2 && (kindKey.test(key) || primaryKey.test(key));
}

/** Whether an object is an email or a phone number with its kind. */
export function hasKind(item: Record<string, unknown>): boolean {
  return Object.keys(item).some((key) => kindKey.test(key) || primaryKey.test(key));
}

const kindKey = /^(?:type|label|kind|category|tag)$/i;
const primaryKey = /^(?:is[_-]?)?primary$/i;

function isPersonal(text: string): boolean {
  return fieldsNamed(text).length > 0;
}

function fieldsNamed(text: string): string[] {
  return soughtFields.filter((field) => fieldWords[field].test(toWords(text)));
}

/** A step of a path as a key. */
export function stepName(step: Step): string {
  if ('parsed' in step) return '';
  return 'key' in step ? step.key : String(step.index);
}
