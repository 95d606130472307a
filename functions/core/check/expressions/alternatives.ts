import type jsonata from 'jsonata';
import type { Source } from '../../config/source-schema.ts';
import { compileExpression } from '../../expression.ts';
import { expressionsOf } from '../source-expressions.ts';
import type { ExpressionProblem, SourceProblem } from '../source-problem.ts';
import {
  everyNode,
  filteredPath,
  type Node,
  nodeAt,
  nodesAt,
  positionOf,
  treeOf,
} from './expression-tree.ts';

/**
 * Says where the map or the contact takes the first of several fields with `??`: a null or an empty
 * text counts as the first, and the others are not asked. Expressions that cannot be parsed are
 * reported by others.
 */
export function noteAlternatives(source: Source): SourceProblem[] {
  return expressionsOf(source)
    .filter(({ path: [block] }) => block === 'map' || block === 'contact')
    .flatMap(({ path, text }) => alternativesIn(text).map((note) => ({ path, ...note })));
}

function alternativesIn(text: string): ExpressionProblem[] {
  let expression: jsonata.Expression;
  try {
    expression = compileExpression(text);
  } catch {
    return [];
  }
  const chains = [...everyNode(treeOf(expression))].filter(isAlternative);
  const inner = new Set(
    chains.flatMap((chain) => ['then', 'else'].map((key) => nodeAt(chain, key))),
  );
  for (const chain of chains) inner.add(firstOf(chain));
  return chains.filter((chain) => !inner.has(chain)).flatMap(noteOf);
}

/** JSONata reads `a ?? b` as `$exists(a) ? a : b`. */
function isAlternative(node: Node): boolean {
  const condition = nodeAt(node, 'condition');
  const isExists =
    condition !== undefined && nodeAt(condition, 'procedure')?.value === 'exists';
  const [first, then] = [firstOf(node), nodeAt(node, 'then')];
  if (node.type !== 'condition' || !isExists || first === undefined || then === undefined)
    return false;
  return nodeAt(node, 'else') !== undefined && JSON.stringify(first) === JSON.stringify(then);
}

function firstOf(node: Node): Node | undefined {
  const condition = nodeAt(node, 'condition');
  return condition && nodesAt(condition, 'arguments')[0];
}

/** `x ?? null` is how a missing value is made an empty one: nothing is left out there. */
function noteOf(chain: Node): ExpressionProblem[] {
  const operands = operandsOf(chain);
  const last = operands.at(-1);
  const isNull = last?.type === 'value' && last.value === null;
  const asked = operands
    .slice(0, -1)
    .filter((operand) => filteredPath(operand) !== undefined);
  if (isNull || asked.length === 0) return [];
  const texts = operands.map((operand) => filteredPath(operand)?.text ?? '…');
  return [
    {
      position: positionOf(chain),
      what: '?? takes a null or an empty text for a value, and what stands after it is not asked',
      cure: `if the sender can send those, write $first(${texts.join(', ')})`,
    },
  ];
}

function operandsOf(node: Node): Node[] {
  if (!isAlternative(node)) return [node];
  return [firstOf(node), nodeAt(node, 'else')].flatMap((one) => (one ? operandsOf(one) : []));
}
