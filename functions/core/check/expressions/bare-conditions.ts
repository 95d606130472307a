import type { ExpressionProblem } from '../source-problem.ts';
import {
  children,
  filteredPath,
  isBinary,
  type Node,
  nodeAt,
  nodesAt,
  operandsOf,
  positionOf,
} from './expression-tree.ts';

const comparisons = ['=', '!=', '<', '<=', '>', '>=', 'in'];

/**
 * Finds conditionals whose test compares a path: where the path is missing the comparison is false,
 * and the else value is written for every event that has no such field. `guarded` holds the keys of
 * paths that are certainly there.
 */
export function bareConditions(node: Node, guarded: string[] = []): ExpressionProblem[] {
  const condition = nodeAt(node, 'condition');
  const inThen = condition === undefined ? guarded : [...guarded, ...guards(condition)];
  const then = nodeAt(node, 'then');
  const below = children(node).flatMap((child) =>
    bareConditions(child, child === then ? inThen : guarded),
  );
  if (node.type !== 'condition' || condition === undefined) return below;
  if (nodeAt(node, 'else') === undefined) return below;
  const unguarded = comparedPaths(condition).filter(({ key }) => !guarded.includes(key));
  const here = unguarded.map(({ text }) => ({
    position: positionOf(condition),
    what: `without ${text} the comparison is false, so the second value is written`,
    cure: `write a lookup, or $exists(${text}) ? (… the conditional …)`,
  }));
  return [...here, ...below];
}

function comparedPaths(node: Node): { text: string; key: string }[] {
  if (node.type === 'block' || isNegation(node))
    return children(node).flatMap(comparedPaths);
  if (isBinary(node, ['and', 'or'])) return operandsOf(node).flatMap(comparedPaths);
  if (!isBinary(node, comparisons)) return [];
  return operandsOf(node)
    .map(filteredPath)
    .filter((path) => path !== undefined);
}

function isNegation(node: Node): boolean {
  return ['not', 'boolean'].includes(String(calledBy(node)));
}

/** Paths that are certainly there where the condition holds, by their keys. */
function guards(node: Node): string[] {
  if (isBinary(node, ['and'])) return operandsOf(node).flatMap(guards);
  if (node.type === 'block') return children(node).flatMap(guards);
  const [argument] = calledBy(node) === 'exists' ? nodesAt(node, 'arguments') : [node];
  const path = filteredPath(argument);
  return path === undefined ? [] : [path.key];
}

/** The name of the function that a node calls, if it calls one. */
function calledBy(node: Node): unknown {
  return node.type === 'function' ? nodeAt(node, 'procedure')?.value : undefined;
}
