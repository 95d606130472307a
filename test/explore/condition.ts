import {
  type Condition,
  inParentheses,
  type Operand,
  readOperand,
  readTokens,
  type Tokens,
  toText,
  type Value,
} from './expressions.ts';

const known = new Map<string, Condition>();

/** A ConditionExpression as a function. What this project does not use is not understood. */
export function readCondition(text: string): Condition {
  const condition = known.get(text) ?? compile(text);
  known.set(text, condition);
  return condition;
}

function compile(text: string): Condition {
  const tokens = readTokens(text);
  const condition = readOr(tokens);
  if (tokens.peek() !== undefined) throw new Error(`Not understood: ${text}`);
  return condition;
}

function readOr(tokens: Tokens): Condition {
  const all = [readAnd(tokens)];
  while (tokens.skip('OR')) all.push(readAnd(tokens));
  return (item, bound) => all.some((condition) => condition(item, bound));
}

function readAnd(tokens: Tokens): Condition {
  const all = [readOne(tokens)];
  while (tokens.skip('AND')) all.push(readOne(tokens));
  return (item, bound) => all.every((condition) => condition(item, bound));
}

function readOne(tokens: Tokens): Condition {
  if (tokens.skip('NOT')) {
    const inner = readOne(tokens);
    return (item, bound) => !inner(item, bound);
  }
  if (tokens.peek() === '(') return inParentheses(tokens, () => readOr(tokens));
  if (tokens.skip('attribute_not_exists')) return existence(tokens, false);
  if (tokens.skip('attribute_exists')) return existence(tokens, true);
  if (tokens.skip('contains')) return twoOperands(tokens, contains);
  if (tokens.skip('begins_with'))
    return twoOperands(tokens, (a, b) => a?.S?.startsWith(b?.S ?? '') === true);
  return readComparison(tokens);
}

function existence(tokens: Tokens, wanted: boolean): Condition {
  const operand = inParentheses(tokens, () => readOperand(tokens));
  return (item, bound) => (operand(item, bound) !== undefined) === wanted;
}

type Relation = (a: Value | undefined, b: Value | undefined) => boolean;

function twoOperands(tokens: Tokens, relation: Relation): Condition {
  const [a, b] = inParentheses(tokens, () => {
    const first = readOperand(tokens);
    tokens.expect(',');
    return [first, readOperand(tokens)] as const;
  });
  return relate(a, b, relation);
}

function readComparison(tokens: Tokens): Condition {
  const a = readOperand(tokens);
  const name = tokens.next();
  const relation = relations[name];
  if (relation === undefined) throw new Error(`${name} is no comparison`);
  return relate(a, readOperand(tokens), relation);
}

function relate(a: Operand, b: Operand, relation: Relation): Condition {
  return (item, bound) => relation(a(item, bound), b(item, bound));
}

const relations: Record<string, Relation> = {
  '=': isEqual,
  '<>': (a, b) => !isEqual(a, b),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
};

function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  return a !== undefined && b !== undefined && toText(a) === toText(b);
}

/** What is missing, or of another type, is in no order. */
function ordered(holds: (order: number) => boolean): Relation {
  return (a, b) => {
    if (a?.N !== undefined && b?.N !== undefined) return holds(Number(a.N) - Number(b.N));
    if (a?.S === undefined || b?.S === undefined) return false;
    if (a.S === b.S) return holds(0);
    return holds(a.S < b.S ? -1 : 1);
  };
}

function contains(a: Value | undefined, b: Value | undefined): boolean {
  const text = b?.S;
  if (text === undefined) return false;
  return a?.SS?.includes(text) ?? a?.S?.includes(text) ?? false;
}
