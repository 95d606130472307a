import { compileOwn, evaluateOnJsonata } from '../../expression/jsonata.ts';
import type { Scope } from '../../expression.ts';
import {
  everyNode,
  isBinary,
  type Node,
  operandsOf,
  positionOf,
  treeOf,
} from './expression-tree.ts';

const observer = 'observedJoin';

/**
 * An operand of `&` that some scope leaves missing or null: `&` takes it for "" or "null", and half
 * a text is written.
 */
export interface MissingOperand {
  position: number | undefined;
  /** Which of the scopes left it missing. */
  scope: number;
}

/**
 * Evaluates an expression in each scope and reports every `&` one of whose operands was missing
 * there while the other was not, or null. A join of nothing but missing values is blank, which
 * counts as empty; `checkErasingJoins` looks after those.
 * @throws JSONata's error if the text is not an expression
 */
export async function findMissingOperands(
  text: string,
  scopes: Scope[],
): Promise<MissingOperand[]> {
  const expression = compileOwn(text);
  const joins = [...everyNode(treeOf(expression))].filter((node) => isBinary(node, ['&']));
  const positions = joins.map(positionOf);
  for (const [index, join] of joins.entries()) replaceByCall(join, index);
  const found = new Map<number, MissingOperand>();
  let current = 0;
  expression.assign(observer, (index: number, left: unknown, right: unknown) => {
    const position = positions[index];
    if (isHalf(left, right) && !found.has(index))
      found.set(index, { position, scope: current });
    return textOf(left) + textOf(right);
  });
  for (const [index, scope] of scopes.entries()) {
    current = index;
    await evaluateOnJsonata(expression, scope);
  }
  return [...found.values()];
}

function isHalf(left: unknown, right: unknown): boolean {
  return (left === undefined) !== (right === undefined) || left === null || right === null;
}

/** Turns the node for `a & b` into the node for `$observedJoin(index, a, b)`. */
function replaceByCall(join: Node, index: number): void {
  const which: Node = { type: 'number', value: index };
  Object.assign(join, {
    type: 'function',
    value: '(',
    arguments: [which, ...operandsOf(join)],
    procedure: { type: 'variable', value: observer },
  });
  delete join.lhs;
  delete join.rhs;
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
