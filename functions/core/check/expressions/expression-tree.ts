import type jsonata from 'jsonata';
import { isRecord } from '../../json.ts';

/** A node of JSONata's syntax tree; its declared types leave out most of what stands there. */
export interface Node {
  type: string;
  [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return isRecord(value) && typeof value.type === 'string';
}

/**
 * The syntax tree of an expression: the one that is evaluated, not a copy.
 * @throws Error if JSONata gives anything else
 */
export function treeOf(expression: jsonata.Expression): Node {
  const root: unknown = expression.ast();
  if (!isNode(root)) throw new Error('JSONata gives no syntax tree.');
  return root;
}

/** The node under a key, if there is one. */
export function nodeAt(node: Node, key: string): Node | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

/** The list of nodes under a key; empty where there is none. */
export function nodesAt(node: Node, key: string): Node[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The character of the expression that a node stands at, from 0. */
export function positionOf({ position }: Node): number | undefined {
  return typeof position === 'number' ? position : undefined;
}

/** Whether a node is an operator with two operands, and one of those named. */
export function isBinary(node: Node, operators: Iterable<string>): boolean {
  return node.type === 'binary' && new Set(operators).has(String(node.value));
}

/** The two operands of an operator. */
export function operandsOf(node: Node): Node[] {
  return [nodeAt(node, 'lhs'), nodeAt(node, 'rhs')].filter((one) => one !== undefined);
}

/** Keys under which the tree points back into itself. */
const backReferences = new Set(['ancestor', 'slot', 'seekingParent']);

/** The nodes directly below a node, wherever it keeps them. */
export function children(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) =>
    backReferences.has(key) || value instanceof RegExp ? [] : nodesIn(value),
  );
}

function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (!isRecord(value)) return [];
  return isNode(value) ? [value] : Object.values(value).flatMap(nodesIn);
}

/** The node and everything below it, parents first. */
export function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const child of children(node)) yield* everyNode(child);
}

/** What a step of a plain path consists of. */
const plainKeys = new Set(['type', 'value', 'position']);

/** The names of a path that has nothing but names, such as a.b; `undefined` for any other node. */
export function plainPath(node: Node | undefined): string[] | undefined {
  if (node?.type !== 'path') return undefined;
  const steps = nodesAt(node, 'steps');
  const isPlain = (step: Node) =>
    step.type === 'name' && Object.keys(step).every((key) => plainKeys.has(key));
  return steps.every(isPlain) ? steps.map((step) => String(step.value)) : undefined;
}

/** A path of names, variables and filters. */
interface FilteredPath {
  /** As people read it, filters as `[…]`; `before` is that without the last step. */
  text: string;
  before: string;
  /** The last step, where that is a name with no filter on it. */
  lastName: string | undefined;
  /** The same for equal paths only. */
  key: string;
}

/** A node as a path of names, variables and filters; `undefined` for any other node. */
export function filteredPath(node: Node | undefined): FilteredPath | undefined {
  if (node?.type !== 'path') return undefined;
  const steps = nodesAt(node, 'steps');
  if (!steps.every(({ type }) => type === 'name' || type === 'variable')) return undefined;
  const texts = steps.map(writeStep);
  const before = texts.slice(0, -1).map((text) => `${text}.`);
  const last = steps.at(-1);
  const isBareName = last?.type === 'name' && !hasFilter(last);
  return {
    text: texts.join('.'),
    before: before.join(''),
    lastName: isBareName ? String(last.value) : undefined,
    key: meaningOf(steps),
  };
}

/** Whether two nodes mean the same, wherever they stand. */
export function isSameNode(one: Node, other: Node): boolean {
  return meaningOf(one) === meaningOf(other);
}

function meaningOf(value: Node | Node[]): string {
  return JSON.stringify(value, (name, inner: unknown) => {
    if (name === 'position' || backReferences.has(name)) return undefined;
    return inner instanceof RegExp ? String(inner) : inner;
  });
}

function writeStep(step: Node): string {
  const name = step.type === 'name' ? writePath([String(step.value)]) : `$${step.value}`;
  return hasFilter(step) ? `${name}[…]` : name;
}

function hasFilter(step: Node): boolean {
  return 'predicate' in step || 'stages' in step;
}

const operatorNames = new Set(['and', 'or', 'in']);

/** A path as it has to be written, with backticks around names that need them. */
export function writePath(names: string[]): string {
  const isPlain = (name: string) =>
    /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !operatorNames.has(name);
  return names.map((name) => (isPlain(name) ? name : `\`${name}\``)).join('.');
}
