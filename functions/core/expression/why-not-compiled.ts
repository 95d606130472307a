import {
  isBinary,
  type Node,
  nodeAt,
  nodesAt,
} from '../check/expressions/expression-tree.ts';
import { compiledFunctions, isCompiled, operators } from './plan.ts';

const variables = new Set([
  '',
  '$',
  'request',
  'eventCount',
  'headers',
  'query',
  'receivedAt',
]);

const literals = ['string', 'number', 'value'];

export function isLiteral({ type }: Node): boolean {
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
export function whyNotCompiled(node: Node, isStep: boolean): string | undefined {
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
  const [least, most] = compiledFunctions[name];
  const { length } = nodesAt(node, 'arguments');
  return least <= length && length <= most
    ? undefined
    : `$${name} with ${length} arguments`;
}
