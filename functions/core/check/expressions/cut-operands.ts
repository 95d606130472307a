import type jsonata from 'jsonata';
import { compileOwn } from '../../expression/jsonata.ts';
import { isSameNode, type Node, treeOf } from './expression-tree.ts';

/** The texts of two operands, and where both with their operator begin and end. */
interface CutOperands {
  left: string;
  right: string;
  start: number;
  end: number;
}

/** An operand that is longer is not looked for: each end that it could have is tried. */
const maxLength = 300;

/** The syntax tree of a text of its own; `undefined` if it is no expression. */
export function parsedTree(text: string): Node | undefined {
  let expression: jsonata.Expression;
  try {
    expression = compileOwn(text);
  } catch {
    return undefined;
  }
  return treeOf(expression);
}

/**
 * Cuts the operands of an operator out of the text of an expression: what stands next to it and
 * means the same as the operand's node. `undefined` where nothing does.
 * @param end the character after the operator, from 0
 */
export function cutOperands(
  text: string,
  operator: string,
  end: number,
  nodes: { left: Node; right: Node },
): CutOperands | undefined {
  const begin = end - operator.length;
  if (text.slice(begin, end) !== operator) return undefined;
  const start = places(begin - 1, Math.max(0, begin - maxLength)).find((from) =>
    isOperand(text, from, begin, nodes.left),
  );
  const stop = places(end + 1, Math.min(text.length, end + maxLength)).find((to) =>
    isOperand(text, end, to, nodes.right),
  );
  if (start === undefined || stop === undefined) return undefined;
  const [left, right] = [text.slice(start, begin).trim(), text.slice(end, stop).trim()];
  return { left, right, start, end: stop };
}

/** The places from the first to the last, up or down. */
function places(first: number, last: number): number[] {
  const step = first > last ? -1 : 1;
  return Array.from(
    { length: Math.abs(last - first) + 1 },
    (_, index) => first + step * index,
  );
}

/** No operand begins or ends within a word, or with a blank. */
function isOperand(text: string, from: number, to: number, wanted: Node): boolean {
  const isWithinWord = [from, to].some((at) => /^\w\w$/.test(text.slice(at - 1, at + 1)));
  if (isWithinWord || /^\s*$/.test(text.slice(from, to))) return false;
  const found = parsedTree(text.slice(from, to));
  return found !== undefined && isSameNode(found, wanted);
}
