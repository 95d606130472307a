import type jsonata from 'jsonata';
import { compileExpression, readError, scopeVariables } from '../../expression/jsonata.ts';
import type { ExpressionProblem } from '../source-problem.ts';
import { bareConditions } from './bare-conditions.ts';
import { checkRegex } from './check-regex.ts';
import {
  everyNode,
  filteredPath,
  isBinary,
  type Node,
  nodeAt,
  nodesAt,
  plainPath,
  positionOf,
  treeOf,
  writePath,
} from './expression-tree.ts';
import { inYaml } from './in-yaml.ts';
import { otherNames } from './other-names.ts';
import { templateMistake } from './template.ts';

const refused = new Map<string, Omit<ExpressionProblem, 'position'>>([
  ...['random', 'shuffle'].map((name) => [name, impure(name)] as const),
  [
    'eval',
    {
      what: '$eval is not allowed: it runs a text of the payload as an expression',
      cure: 'write $parse(…), which reads JSON inside a text',
    },
  ],
]);
const arithmetic = ['-', '+', '*', '/', '%'];
/** The variables of a scope that hold something of the request. */
const shownVariables = scopeVariables.slice(0, 5).map((name) => `$${name}`);

/**
 * Finds the mistakes that JSONata evaluates in silence. Empty for an expression that can be trusted
 * with every event.
 */
export async function checkExpression(text: string): Promise<ExpressionProblem[]> {
  let expression: jsonata.Expression;
  try {
    expression = compileExpression(text);
  } catch (error) {
    return [syntaxProblem(error, text)];
  }
  const root = treeOf(expression);
  const nodes = [...everyNode(root)];
  return [
    ...wholeNumber(root, text),
    ...nodes.flatMap(arithmeticOnNames),
    ...(await unknownNames(nodes)),
    ...(await calledFields(nodes, text)),
    ...nodes.flatMap((node) => checkRegex(node, text)),
    ...bareConditions(root),
  ];
}

/** JSONata's codes for a sign that cannot stand there. */
const jsOperator = new Set(['S0201', 'S0211']);

function syntaxProblem(error: unknown, text: string): ExpressionProblem {
  const { code, position, message } = readError(error);
  if (code === 'S0213') {
    return {
      position,
      what: 'a number stands where a name is expected',
      cure: 'write the key in backticks, for example entry.`1.3`',
    };
  }
  const ofTemplate = templateMistake(text);
  if (ofTemplate !== undefined) return { position: 0, ...ofTemplate };
  if (/\|\||&&/.test(text) && code !== undefined && jsOperator.has(code))
    return {
      position,
      what: 'is not a JSONata expression: there is no || and no &&',
      cure: 'for the first that has a value write $first(a, b); of conditions, a or b, a and b',
    };
  return {
    position,
    what: `is not a JSONata expression: ${message ?? code ?? 'unknown error'}`,
    cure: `${syntaxCure(text)}; https://docs.jsonata.org shows the language`,
  };
}

/** A name with blanks, as the labels of forms: no quotes, brackets, or signs that compare. */
const label = /^[\p{L}\p{N}][^"'`$[\]{}=<>~|]* [^"'`$[\]{}=<>~|]*$/u;
const unquoted = /([\p{L}\p{N}_]+)\s*=\s*(\p{L}[^"'`[\]=]*)\]/u;

function syntaxCure(text: string): string {
  const ofLabel = cureOfLabel(text);
  if (ofLabel !== undefined) return ofLabel;
  const [, name, value] = unquoted.exec(text) ?? [];
  return value === undefined
    ? 'correct it'
    : `write texts in quotes: ${name} = "${value}"`;
}

function cureOfLabel(text: string): string | undefined {
  return label.test(text) ? `for one name write ${inYaml(`\`${text}\``)}` : undefined;
}

function wholeNumber({ type, value }: Node, text: string): ExpressionProblem[] {
  if (type !== 'number') return [];
  const key = text.trim();
  return [
    {
      position: 0,
      what: `is the number ${value}, the same for every event`,
      cure: `for a key named ${key} write ${inYaml(`\`${key}\``)}`,
    },
  ];
}

function arithmeticOnNames(node: Node): ExpressionProblem[] {
  if (!isBinary(node, arithmetic)) return [];
  const left = filteredPath(lastOperand(nodeAt(node, 'lhs')));
  const names = plainPath(nodeAt(node, 'rhs'));
  if (left?.lastName === undefined || names === undefined) return [];
  const operator = String(node.value);
  const right = writePath(names);
  const oneName = writePath([`${left.lastName}${operator}${names[0]}`, ...names.slice(1)]);
  const computed = `$number(${left.text}) ${operator} $number(${right})`;
  return [
    {
      position: positionOf(node),
      what: `computes ${left.text} ${operator} ${right}`,
      cure: `for one name write ${inYaml(left.before + oneName)}; for arithmetic write ${computed}`,
    },
  ];
}

/** `"a" & b-c` is `("a" & b) - c` to JSONata: both operators bind alike. */
function lastOperand(node: Node | undefined): Node | undefined {
  return node !== undefined && isBinary(node, ['&']) ? nodeAt(node, 'rhs') : node;
}

async function unknownNames(nodes: Node[]): Promise<ExpressionProblem[]> {
  const bound = new Set<string>([...scopeVariables, '', '$', ...nodes.flatMap(boundBy)]);
  const problems: ExpressionProblem[] = [];
  for (const node of nodes.filter(({ type }) => type === 'variable')) {
    const name = String(node.value);
    const position = positionOf(node);
    const refusal = refused.get(name);
    if (refusal) problems.push({ position, ...refusal });
    else if (!bound.has(name) && !(await isBuiltIn(name)))
      problems.push({ position, ...unknown(name) });
  }
  return problems;
}

/** `first(a, b)`, `email.toLowerCase()`: a field is called, which fails with every event. */
async function calledFields(nodes: Node[], text: string): Promise<ExpressionProblem[]> {
  const problems: ExpressionProblem[] = [];
  for (const node of nodes.filter(({ type }) => type === 'function')) {
    const name = plainPath(nodeAt(node, 'procedure'))?.join('.');
    if (name === undefined) continue;
    const own = otherNames[name] ?? name;
    const ofLabel = text.startsWith(`${name} (`) ? cureOfLabel(text) : undefined;
    const ofName = (await isBuiltIn(own))
      ? `write $${own}(…), with what it works on in the brackets`
      : "use one of JSONata's functions, whose names begin with $";
    const cure = ofLabel ?? ofName;
    problems.push({ position: positionOf(node), what: `${name} is no function`, cure });
  }
  return problems;
}

function impure(name: string): Omit<ExpressionProblem, 'position'> {
  return {
    what: `$${name} is not allowed: the same event has to give the same value`,
    cure: 'leave it out',
  };
}

function unknown(name: string): Omit<ExpressionProblem, 'position'> {
  const variables = ['$', ...shownVariables].join(', ');
  const known = `there are ${variables} and JSONata's functions`;
  return {
    what: `$${name} does not exist`,
    cure: `write a name without $ for a field of the event; ${known}`,
  };
}

function boundBy(node: Node): string[] {
  if (node.type === 'bind') return [String(nodeAt(node, 'lhs')?.value)];
  if (node.type === 'lambda')
    return nodesAt(node, 'arguments').map(({ value }) => String(value));
  return [node.focus, node.index].filter((name) => typeof name === 'string');
}

async function isBuiltIn(name: string): Promise<boolean> {
  return (await compileExpression(`$exists($${name})`).evaluate(undefined)) === true;
}
