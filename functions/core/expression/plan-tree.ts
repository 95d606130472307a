import {
  everyNode,
  type Node,
  nodeAt,
  nodesAt,
} from '../check/expressions/expression-tree.ts';
import {
  type Filter,
  isCompiled,
  type Operator,
  operators,
  type Plan,
  type Planned,
  type Step,
} from './plan.ts';
import { isLiteral, whyNotCompiled } from './why-not-compiled.ts';

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
    const what = whyNotCompiled(node, steps.has(node));
    if (what !== undefined) return { kind: 'jsonata', because: `${what} is not compiled` };
  }
  if (nodes.filter((node) => !isLiteral(node)).length > mostNodes)
    return { kind: 'jsonata', because: 'an expression of this size is not compiled' };
  return { kind: 'compiled', plan: planOf(root) };
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
