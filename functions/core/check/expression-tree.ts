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
  return Object.entries(node).flatMap(([key, value]) =>
    backReferences.has(key) || value instanceof RegExp ? [] : nodesIn(value),
  );
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
  return steps.every(
    (step) =>
      step.type === 'name' &&
      Object.keys(step).every((key) => ['type', 'value', 'position'].includes(key)),
  )
    ? steps.map((step) => String(step.value))
    : undefined;
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

export function filteredPath(node: unknown): FilteredPath | undefined {
  const { type, steps } = node as Node;
  if (
    type !== 'path' ||
    steps === undefined ||
    !steps.every((step) => step.type === 'name' || step.type === 'variable')
  )
    return undefined;
  const hasFilter = (step: Node) => 'predicate' in step || 'stages' in step;
  const texts = steps.map((step) => {
    const name = step.type === 'name' ? writePath([String(step.value)]) : `$${step.value}`;
    return hasFilter(step) ? `${name}[…]` : name;
  });
  const last = steps.at(-1);
  return {
    text: texts.join('.'),
    before: texts
      .slice(0, -1)
      .map((text) => `${text}.`)
      .join(''),
    lastName: last?.type === 'name' && !hasFilter(last) ? String(last.value) : undefined,
    key: JSON.stringify(steps, (name, value: unknown) =>
      name === 'position' || backReferences.has(name) ? undefined : value,
    ),
  };
}

/** A path as it has to be written, with backticks around names that need them. */
export function writePath(names: string[]): string {
  return names
    .map((name) =>
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !['and', 'or', 'in'].includes(name)
        ? name
        : `\`${name}\``,
    )
    .join('.');
}
