import {
  everyNode,
  isBinary,
  type Node,
  nodeAt,
  nodesAt,
} from '../check/expressions/expression-tree.ts';

/**
 * An expression of the compiled subset as data: what `compilePlan` makes closures of. It is written
 * at synth and read by the functions of the same deployment, so it needs no version.
 */
export type Plan =
  | ['literal', string | number | boolean | null]
  /** A variable of the scope by its name; `''` is `$`, and `$` is `$$`. */
  | ['variable', string]
  /** A path of nothing but names. */
  | ['names', ...string[]]
  /** Any other path; a list is kept where `[]` stands in it. */
  | ['path', 'kept' | 'unwrapped', ...Step[]]
  /** `a[…]` and `a[]` where `a` is no path. */
  | ['filtered', 'kept' | 'unwrapped', Plan, ...Filter[]]
  /** An expression in brackets. */
  | ['block', Plan]
  /** A name and `*`, as steps of a path. */
  | ['name', string]
  | ['wildcard']
  | ['if', Plan, Plan]
  | ['if', Plan, Plan, Plan]
  /** `??` and `?:`. */
  | ['exists-else' | 'true-else', Plan, Plan]
  | [Operator, Plan, Plan]
  | ['list', ...Plan[]]
  | ['call', CompiledFunction, ...Plan[]];
export type Step = [Plan, ...Filter[]];
/** An index, or a condition that an item has to meet. */
export type Filter = number | Plan;
/** Of each text its plan. Texts without one run on JSONata. */
export type Plans = Record<string, Plan>;

const operators = [
  ...(['and', 'or', '=', '!=', '<', '<=', '>', '>=', 'in', '&'] as const),
  ...(['+', '-', '*', '/', '%'] as const),
];
export type Operator = (typeof operators)[number];

/** The functions that are compiled, with how many arguments they have to be called. */
const functions = {
  append: [2, 2],
  boolean: [1, 1],
  contains: [2, 2],
  count: [1, 1],
  exists: [1, 1],
  first: [1, 100],
  join: [1, 2],
  length: [1, 1],
  lookup: [2, 2],
  lowercase: [1, 1],
  max: [1, 1],
  min: [1, 1],
  not: [1, 1],
  number: [1, 1],
  split: [2, 2],
  string: [1, 1],
  substring: [2, 3],
  substringAfter: [2, 2],
  substringBefore: [2, 2],
  trim: [1, 1],
  uppercase: [1, 1],
} satisfies Record<string, [least: number, most: number]>;
export type CompiledFunction = keyof typeof functions;

const variables = new Set([
  '',
  '$',
  'request',
  'eventCount',
  'headers',
  'query',
  'receivedAt',
]);

/** What an expression is made to, or why it runs on JSONata. */
export type Planned =
  | { kind: 'compiled'; plan: Plan }
  | { kind: 'jsonata'; because: string };

/**
 * JSONata ends an expression that nests deeper than 200, and counts the items of a list as nested.
 * One of fewer nodes can never come there.
 */
const mostNodes = 150;

/** Plans an expression from JSONata's own syntax tree. */
export function planTree(root: Node): Planned {
  const nodes = [...everyNode(root)];
  const steps = new Set(nodes.flatMap((node) => nodesAt(node, 'steps')));
  const called = new Set(nodes.map((node) => nodeAt(node, 'procedure')));
  for (const node of nodes) {
    if (called.has(node)) continue;
    const what = outside(node, steps.has(node));
    if (what !== undefined) return { kind: 'jsonata', because: `${what} is not compiled` };
  }
  if (nodes.filter((node) => !isLiteral(node)).length > mostNodes)
    return { kind: 'jsonata', because: 'an expression of this size is not compiled' };
  return { kind: 'compiled', plan: planOf(root) };
}

const literals = ['string', 'number', 'value'];

function isLiteral({ type }: Node): boolean {
  return literals.includes(type);
}

/** What a node of any type can have, and what it can have for its type. */
const commonKeys = ['type', 'value', 'position', 'keepArray', 'predicate', 'stages'];
const ownKeys: Record<string, string[]> = {
  path: ['steps', 'keepSingletonArray'],
  condition: ['condition', 'then', 'else'],
  block: ['expressions'],
  binary: ['lhs', 'rhs'],
  unary: ['expressions', 'expression', 'lhs'],
  function: ['name', 'arguments', 'procedure'],
  filter: ['expr'],
};

/** How people write what is not compiled, by the type or the key of its node. */
const signs: Record<string, string> = {
  regex: 'a regular expression',
  lambda: 'function(…) {…}',
  apply: '~>',
  transform: '|…|…|',
  bind: ':=',
  sort: '^(…)',
  parent: '%',
  tuple: '% or @ or #',
  ancestor: '%',
  seekingParent: '%',
  focus: '@',
  index: '#',
  descendant: '**',
  partial: '$…(?)',
  group: '{…}',
  consarray: 'a list as a step of a path',
};

/** What makes an expression run on JSONata, where this node does; without what is below it. */
function outside(node: Node, isStep: boolean): string | undefined {
  const { type } = node;
  const sign = signs[type];
  if (sign !== undefined) return sign;
  const own = [...commonKeys, ...(ownKeys[type] ?? [])];
  const key = Object.keys(node).find(
    (one) => !own.includes(one) && node[one] !== undefined,
  );
  if (key !== undefined) return signs[key] ?? `{…}`;
  switch (type) {
    case 'variable':
      return variables.has(String(node.value)) ? undefined : `$${node.value}`;
    case 'binary':
      return isBinary(node, operators) ? undefined : String(node.value);
    case 'unary':
      return outsideUnary(node, isStep);
    case 'block':
      return nodesAt(node, 'expressions').length === 1 ? undefined : '(…; …)';
    case 'function':
      return outsideCall(node);
    case 'path':
    case 'name':
    case 'wildcard':
    case 'condition':
    case 'filter':
      return undefined;
    default:
      return isLiteral(node) ? undefined : type;
  }
}

function outsideUnary({ value }: Node, isStep: boolean): string | undefined {
  if (value !== '[') return value === '{' ? signs.group : `${value}(…)`;
  return isStep ? signs.consarray : undefined;
}

function outsideCall(node: Node): string | undefined {
  const procedure = nodeAt(node, 'procedure');
  const name = String(procedure?.value);
  const isPlain = procedure?.type === 'variable' && !('predicate' in procedure);
  if (!isPlain) return 'a call of what is no function by name';
  if (!isCompiled(name)) return `$${name}`;
  const [least, most] = functions[name];
  const { length } = nodesAt(node, 'arguments');
  return least <= length && length <= most
    ? undefined
    : `$${name} with ${length} arguments`;
}

function isCompiled(name: string): name is CompiledFunction {
  return Object.hasOwn(functions, name);
}

/** @throws Error for a node that is outside */
function planOf(node: Node): Plan {
  const filters = nodesAt(node, 'predicate').map(filterOf);
  const base = basePlan(node);
  if (node.type === 'path' || (filters.length === 0 && node.keepArray !== true))
    return base;
  return ['filtered', node.keepArray === true ? 'kept' : 'unwrapped', base, ...filters];
}

function basePlan(node: Node): Plan {
  const { type, value } = node;
  switch (type) {
    case 'path':
      return pathPlan(node);
    case 'name':
      return ['name', String(value)];
    case 'wildcard':
      return ['wildcard'];
    case 'variable':
      return ['variable', String(value)];
    case 'condition':
      return conditionPlan(node);
    case 'block':
    case 'unary':
      return expressionsPlan(node);
    case 'function':
      return callPlan(node);
    case 'binary':
      return [operatorOf(node), planAt(node, 'lhs'), planAt(node, 'rhs')];
    default:
      return ['literal', literalOf(value)];
  }
}

function literalOf(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new Error('a literal is a text, a number, true, false or null');
}

function operatorOf({ value }: Node): Operator {
  const operator = operators.find((one) => one === value);
  if (operator === undefined) throw new Error(`${value} is outside`);
  return operator;
}

function planAt(node: Node, key: string): Plan {
  const below = nodeAt(node, key);
  if (below === undefined) throw new Error(`${node.type} has no ${key}`);
  return planOf(below);
}

function pathPlan(node: Node): Plan {
  const steps = nodesAt(node, 'steps').map(
    (step): Step => [planOf(step), ...nodesAt(step, 'stages').map(filterOf)],
  );
  const isKept = node.keepSingletonArray === true || node.keepArray === true;
  const names = steps.flatMap(([[kind, name], ...filters]) =>
    kind === 'name' && filters.length === 0 ? [String(name)] : [],
  );
  return names.length === steps.length && !isKept
    ? ['names', ...names]
    : ['path', isKept ? 'kept' : 'unwrapped', ...steps];
}

function filterOf(filter: Node): Filter {
  const condition = nodeAt(filter, 'expr');
  return condition?.type === 'number' ? Number(condition.value) : planAt(filter, 'expr');
}

/** JSONata reads `a ?? b` as `$exists(a) ? a : b`, and `a ?: b` as `a ? a : b`, of copies. */
function conditionPlan(node: Node): Plan {
  const [condition, then] = [planAt(node, 'condition'), planAt(node, 'then')];
  if (nodeAt(node, 'else') === undefined) return ['if', condition, then];
  const otherwise = planAt(node, 'else');
  const text = JSON.stringify(then);
  if (JSON.stringify(condition) === JSON.stringify(['call', 'exists', then]))
    return ['exists-else', then, otherwise];
  return JSON.stringify(condition) === text
    ? ['true-else', then, otherwise]
    : ['if', condition, then, otherwise];
}

function expressionsPlan(node: Node): Plan {
  const inner = nodesAt(node, 'expressions').map(planOf);
  if (node.type === 'unary') return ['list', ...inner];
  const [only] = inner;
  if (only === undefined) throw new Error('brackets have an expression');
  return ['block', only];
}

function callPlan(node: Node): Plan {
  const name = String(nodeAt(node, 'procedure')?.value);
  if (!isCompiled(name)) throw new Error(`$${name} is outside`);
  return ['call', name, ...nodesAt(node, 'arguments').map(planOf)];
}
