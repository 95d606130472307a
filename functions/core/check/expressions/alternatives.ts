import type { Source } from '../../config/source-schema.ts';
import { expressionsOf } from '../source-expressions.ts';
import type { ExpressionProblem, SourceProblem } from '../source-problem.ts';
import { cutOperands, parsedTree } from './cut-operands.ts';
import { children, type Node, nodeAt, nodesAt, positionOf } from './expression-tree.ts';

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
  return outermostIn(text).map((chain) => {
    const first = writeFirst(chain, text);
    return {
      position: positionOf(chain),
      what: '?? takes a null or an empty text for a value, and what stands after it is not asked',
      cure: `if the sender can send those, write ${first?.text ?? '$first(…) instead of ??'}`,
    };
  });
}

/** The chains that are noted and in no other of them, in their order. */
function outermostIn(text: string): Node[] {
  const root = parsedTree(text);
  const found = new Map(
    (root ? outermost(root) : []).map((chain) => [positionOf(chain), chain]),
  );
  return [...found.values()];
}

/** JSONata keeps copies of some operands: a chain can come more than once. */
function outermost(node: Node): Node[] {
  if (isAlternative(node) && isNoted(node)) return [node];
  return children(node).flatMap(outermost);
}

/** JSONata reads `a ?? b` as `$exists(copy of a) ? a : b`, and remembers where `??` ended. */
function isAlternative(node: Node): boolean {
  const condition = nodeAt(node, 'condition');
  const isExists =
    condition !== undefined && nodeAt(condition, 'procedure')?.value === 'exists';
  const [first, then] = [firstOf(node), nodeAt(node, 'then')];
  if (node.type !== 'condition' || !isExists || first === undefined || then === undefined)
    return false;
  return (
    nodeAt(node, 'else') !== undefined && JSON.stringify(first) === JSON.stringify(then)
  );
}

function firstOf(node: Node): Node | undefined {
  const condition = nodeAt(node, 'condition');
  return condition && nodesAt(condition, 'arguments')[0];
}

function isNoted(chain: Node): boolean {
  const operands = operandsOf(chain);
  const asked = operands.slice(0, isNull(operands.at(-1)) ? -2 : -1);
  return asked.some(canBeEmpty);
}

/** `x ?? null` is how a missing value is made an empty one: nothing is left out there. */
function isNull(node: Node | undefined): boolean {
  return node?.type === 'value' && node.value === null;
}

function operandsOf(node: Node): Node[] {
  const inner = withoutBrackets(node);
  if (!isAlternative(inner)) return [inner];
  return [nodeAt(inner, 'then'), nodeAt(inner, 'else')].flatMap((one) =>
    one ? operandsOf(one) : [],
  );
}

function withoutBrackets(node: Node): Node {
  const [inner, ...more] = node.type === 'block' ? nodesAt(node, 'expressions') : [];
  return inner === undefined || more.length > 0 ? node : withoutBrackets(inner);
}

/** Functions that give an empty text or null where they are given one. */
const passOn = new Set([
  'join',
  'lookup',
  'lowercase',
  'replace',
  'string',
  'substring',
  'substringAfter',
  'substringBefore',
  'trim',
  'uppercase',
]);

/** Whether a node can give a null or an empty text because the payload has one. */
function canBeEmpty(node: Node): boolean {
  const last = node.type === 'path' ? nodesAt(node, 'steps').at(-1) : node;
  if (last === undefined || last.type === 'name') return true;
  if (last.type === 'variable') return node.type === 'path';
  const name = String(nodeAt(last, 'procedure')?.value);
  const isOwnTable = name === 'lookup' && nodesAt(last, 'arguments')[0]?.type === 'unary';
  return last.type === 'function' && passOn.has(name) && !isOwnTable;
}

interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** A chain as it has to be written; `undefined` if its operands cannot be cut out of the text. */
function writeFirst(chain: Node, text: string): Replacement | undefined {
  const cut = cutOperandsOf(chain, text);
  const operands = cut && [...operandTexts(cut.left), ...operandTexts(cut.right)];
  if (cut === undefined || operands?.every((one) => one !== undefined) !== true)
    return undefined;
  const isLastNull = isNull(operandsOf(chain).at(-1));
  const first = `$first(${operands.slice(0, isLastNull ? -1 : undefined).join(', ')})`;
  return { ...cut, text: isLastNull ? `${first} ?? null` : first };
}

function cutOperandsOf(chain: Node, text: string): ReturnType<typeof cutOperands> {
  const [left, right] = [nodeAt(chain, 'then'), nodeAt(chain, 'else')];
  const position = positionOf(chain);
  if (left === undefined || right === undefined || position === undefined)
    return undefined;
  return cutOperands(text, '??', position, { left, right });
}

/** The operands in a text, each with its own chains written anew; as `operandsOf` counts them. */
function operandTexts(text: string): (string | undefined)[] {
  const root = parsedTree(text);
  const inner = root && withoutBrackets(root);
  if (inner === undefined || !isAlternative(inner)) return [withFirst(text)];
  const cut = cutOperandsOf(inner, text);
  return cut ? [...operandTexts(cut.left), ...operandTexts(cut.right)] : [undefined];
}

/** An expression with `$first` for each `??` that is noted; `undefined` if it cannot be written. */
export function withFirst(text: string): string | undefined {
  const replacements = outermostIn(text).map((chain) => writeFirst(chain, text));
  if (!replacements.every((one) => one !== undefined)) return undefined;
  return replacements
    .toSorted((a, b) => b.start - a.start)
    .reduce((done, { start, end, text: first }) => {
      return done.slice(0, start) + first + done.slice(end);
    }, text);
}
