import { type Leaf, leavesOf } from '../leaves/leaves.ts';
import { anyOf, toWords } from '../words.ts';
import { answerOf, isAnswer } from './answers.ts';
import { type Labels, titleKey } from './labels.ts';
import { type Level, levelsOf, stepName } from './levels.ts';
import { fieldKey, isPair, labelKey, valueKey } from './pairs.ts';

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
