import jsonata from 'jsonata';
import { evaluate, type Scope } from '../expression.ts';
import { everyNode, type Node, treeOf } from './expression-tree.ts';

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
 * there while the other was not, or
 * null. A join of nothing but missing values is blank, which counts as empty; `checkErasingJoins`
 * looks after those.
 */
export async function findMissingOperands(
  text: string,
  scopes: Scope[],
): Promise<MissingOperand[]> {
  const expression = jsonata(text);
  const joins = [...everyNode(treeOf(expression))].filter(
    (node) => node.type === 'binary' && node.value === '&',
  );
  const found = new Map<number, MissingOperand>();
  let current = 0;
  for (const [index, join] of joins.entries()) replaceByCall(join, index);
  expression.assign(observer, (index: number, left: unknown, right: unknown) => {
    const position = positions[index];
    const isHalf =
      (left === undefined) !== (right === undefined) || left === null || right === null;
    if (isHalf && !found.has(index)) found.set(index, { position, scope: current });
    return textOf(left) + textOf(right);
  });
  const positions = joins.map(({ position }) => position);
  for (const [index, scope] of scopes.entries()) {
    current = index;
    await evaluate(expression, scope);
  }
  return [...found.values()];
}

/** Turns the node for `a & b` into the node for `$observedJoin(index, a, b)`. */
function replaceByCall(join: Node, index: number): void {
  const operands = [{ type: 'number', value: index }, join.lhs, join.rhs] as Node[];
  Object.assign(join, {
    type: 'function',
    value: '(',
    arguments: operands,
    procedure: { type: 'variable', value: observer },
  });
  delete join.lhs;
  delete join.rhs;
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
