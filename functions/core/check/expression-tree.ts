import type jsonata from 'jsonata';

/** A node of JSONata's syntax tree; its declared types leave out most of what stands there. */
export interface Node {
  type: string;
  value?: unknown;
  position?: number;
  name?: string;
  steps?: Node[];
  arguments?: Node[];
  procedure?: Node;
  lhs?: unknown;
  rhs?: unknown;
  condition?: Node;
  then?: Node;
  else?: Node;
  focus?: string;
  index?: string;
}

export function treeOf(expression: jsonata.Expression): Node {
  return expression.ast() as unknown as Node;
}

/** Keys under which the tree points back into itself. */
const backReferences = new Set(['ancestor', 'slot', 'seekingParent']);

/** The nodes directly below a node, wherever it keeps them. */
export function children(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) => (backReferences.has(key) || value instanceof RegExp ? [] : nodesIn(value)));
}

function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value !== 'object' || value === null) return [];
  return 'type' in value ? [value as Node] : Object.values(value).flatMap(nodesIn);
}

/** The node and everything below it, parents first. */
export function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const child of children(node)) yield* everyNode(child);
}

/** The names of a path that has nothing but names, such as a.b; `undefined` for any other node. */
export function plainPath(node: unknown): string[] | undefined {
  const { type, steps } = node as Node;
  if (type !== 'path' || steps === undefined) return undefined;
  return steps.every((step) => step.type === 'name' && Object.keys(step).every((key) => ['type', 'value', 'position'].includes(key)))
    ? steps.map((step) => String(step.value))
    : undefined;
}

/** A path as it has to be written, with backticks around names that need them. */
export function writePath(names: string[]): string {
  return names
    .map((name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !['and', 'or', 'in'].includes(name) ? name : `\`${name}\``))
    .join('.');
}
