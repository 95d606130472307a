import type jsonata from 'jsonata';
import safeRegex from 'safe-regex2';
import { compileExpression, scopeVariables } from '../expression.ts';
import {
  children,
  everyNode,
  filteredPath,
  type Node,
  plainPath,
  treeOf,
  writePath,
} from './expression-tree.ts';

/** What is wrong with an expression, at which character (from 0), and what to write instead. */
export interface ExpressionProblem {
  position: number | undefined;
  what: string;
  cure: string;
}

const impure = new Set(['random', 'shuffle', 'eval']);
const arithmetic = new Set(['-', '+', '*', '/', '%']);
const comparisons = new Set(['=', '!=', '<', '<=', '>', '>=', 'in']);

/**
 * Finds the mistakes that JSONata evaluates in silence. Empty for an expression that can be trusted
 * with every event.
 */
export async function checkExpression(text: string): Promise<ExpressionProblem[]> {
  let expression: jsonata.Expression;
  try {
    expression = compileExpression(text);
  } catch (error) {
    return [syntaxProblem(error as { code?: string; position?: number; message?: string })];
  }
  const root = treeOf(expression);
  const nodes = [...everyNode(root)];
  return [
    ...wholeNumber(root, text),
    ...nodes.flatMap(arithmeticOnNames),
    ...(await unknownNames(nodes)),
    ...nodes.flatMap(unsafeRegex),
    ...bareConditions(root, []),
  ];
}

function syntaxProblem({
  code,
  position,
  message,
}: {
  code?: string;
  position?: number;
  message?: string;
}): ExpressionProblem {
  if (code === 'S0213') {
    return {
      position,
      what: 'a number stands where a name is expected',
      cure: 'write the key in backticks, for example entry.`1.3`',
    };
  }
  return {
    position,
    what: `is not a JSONata expression: ${message ?? code ?? 'unknown error'}`,
    cure: 'correct it; https://docs.jsonata.org shows the language',
  };
}

function wholeNumber({ type, value }: Node, text: string): ExpressionProblem[] {
  if (type !== 'number') return [];
  return [
    {
      position: 0,
      what: `is the number ${value}, the same for every event`,
      cure: `for a key named ${text.trim()} write ${inYaml(`\`${text.trim()}\``)}`,
    },
  ];
}

function arithmeticOnNames(node: Node): ExpressionProblem[] {
  if (node.type !== 'binary' || !arithmetic.has(String(node.value))) return [];
  const [left, right] = [filteredPath(lastOperand(node.lhs as Node)), plainPath(node.rhs)];
  if (left?.lastName === undefined || right === undefined) return [];
  const oneName = writePath([`${left.lastName}${node.value}${right[0]}`, ...right.slice(1)]);
  return [
    {
      position: node.position,
      what: `computes ${left.text} ${node.value} ${writePath(right)}`,
      cure: `for one name write ${inYaml(left.before + oneName)}; for arithmetic write $number(${left.text}) ${node.value} $number(${writePath(right)})`,
    },
  ];
}

/** `"a" & b-c` is `("a" & b) - c` to JSONata: both operators bind alike. */
function lastOperand(node: Node): Node {
  return node.type === 'binary' && node.value === '&' ? (node.rhs as Node) : node;
}

async function unknownNames(nodes: Node[]): Promise<ExpressionProblem[]> {
  const bound = new Set<string>([...scopeVariables, '', '$']);
  for (const node of nodes) for (const name of boundBy(node)) bound.add(name);
  const problems: ExpressionProblem[] = [];
  for (const node of nodes) {
    const name = String(node.value);
    if (node.type !== 'variable') continue;
    if (impure.has(name))
      problems.push({
        position: node.position,
        what: `$${name} is not allowed: the same event has to give the same value`,
        cure: 'leave it out',
      });
    else if (!bound.has(name) && !(await isBuiltIn(name))) {
      problems.push({
        position: node.position,
        what: `$${name} does not exist`,
        cure: `write a name without $ for a field of the event; there are $, ${scopeVariables
          .slice(0, 4)
          .map((known) => `$${known}`)
          .join(', ')} and JSONata's functions`,
      });
    }
  }
  return problems;
}

function boundBy(node: Node): string[] {
  if (node.type === 'bind') return [String((node.lhs as Node).value)];
  if (node.type === 'lambda') return (node.arguments ?? []).map(({ value }) => String(value));
  return [node.focus, node.index].filter((name) => name !== undefined);
}

async function isBuiltIn(name: string): Promise<boolean> {
  return (await compileExpression(`$exists($${name})`).evaluate(undefined)) === true;
}

function unsafeRegex({ type, value, position }: Node): ExpressionProblem[] {
  if (type !== 'regex' || !(value instanceof RegExp) || safeRegex(value)) return [];
  return [
    {
      position,
      what: 'has a regular expression with a repetition inside a repetition, which can take hours on a hostile text',
      cure: 'write it without nesting + or * in a group that is repeated',
    },
  ];
}

/**
 * A conditional whose test compares a path: where the path is missing the comparison is false, and
 * the else value is written for
 * every event that has no such field.
 */
function bareConditions(node: Node, guarded: string[]): ExpressionProblem[] {
  const problems: ExpressionProblem[] = [];
  if (node.type === 'condition' && node.condition !== undefined && node.else !== undefined) {
    for (const { text: path, key } of comparedPaths(node.condition)) {
      if (guarded.includes(key)) continue;
      problems.push({
        position: node.condition.position,
        what: `without ${path} the comparison is false, so the second value is written`,
        cure: `write a lookup, or $exists(${path}) ? (… the conditional …)`,
      });
    }
  }
  const inThen = node.condition === undefined ? guarded : [...guarded, ...guards(node.condition)];
  for (const child of children(node))
    problems.push(...bareConditions(child, child === node.then ? inThen : guarded));
  return problems;
}

function comparedPaths(node: Node): { text: string; key: string }[] {
  const isNegation =
    node.type === 'function' && ['not', 'boolean'].includes(String(node.procedure?.value));
  if (node.type === 'block' || isNegation) return children(node).flatMap(comparedPaths);
  if (node.type !== 'binary') return [];
  if (node.value === 'and' || node.value === 'or')
    return [...comparedPaths(node.lhs as Node), ...comparedPaths(node.rhs as Node)];
  if (!comparisons.has(String(node.value))) return [];
  return [node.lhs, node.rhs].map(filteredPath).filter((path) => path !== undefined);
}

/** Paths that are certainly there where the condition holds, by their keys. */
function guards(node: Node): string[] {
  if (node.type === 'binary' && node.value === 'and')
    return [...guards(node.lhs as Node), ...guards(node.rhs as Node)];
  if (node.type === 'block') return children(node).flatMap(guards);
  const argument =
    node.type === 'function' && node.procedure?.value === 'exists' ? node.arguments?.[0] : node;
  const path = argument === undefined ? undefined : filteredPath(argument);
  return path === undefined ? [] : [path.key];
}

/**
 * An expression as it has to stand in the file: YAML takes no value that begins with a backtick.
 */
function inYaml(expression: string): string {
  return expression.startsWith('`')
    ? `'${expression}' with the quotes and backticks`
    : `${expression} with the backticks`;
}
