import { dirname, join } from 'node:path/posix';
import {
  type Comment,
  type Expression,
  type ObjectPropertyKind,
  type ParseResult,
  parseSync,
  type TSType,
  Visitor,
} from 'oxc-parser';

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  path: string;
  text: string;
}

/** A function that is not passed as an argument: a callback counts as a part of its caller. */
export interface FunctionFacts {
  path: string;
  /** Where it begins, from 1. */
  line: number;
  lines: number;
}

/** What one file consists of. */
export interface FileFacts {
  path: string;
  /** Columns of each line; 0 for a blank one. */
  widths: number[];
  functions: FunctionFacts[];
  anys: number;
  /** `as` casts without `as const`. */
  casts: number;
  /** Comments that silence the linter or the compiler. */
  ignores: number;
  commentLines: number;
  /** Ternaries that leave a key out of an object: `...(x === undefined ? {} : { x })`. */
  conditionalSpreads: number;
  /** The same with `&&`: `...(x && { x })`. */
  andSpreads: number;
  /** `?? ''`. */
  blankDefaults: number;
  nestedTernaries: number;
  /** Paths of the files it imports or exports again, for types too. */
  imports: string[];
}

/** @throws Error where the file cannot be parsed */
export function readFacts({ path, text }: SourceFile): FileFacts {
  const parsed = parseSync(path, text, { preserveParens: false });
  const [problem] = parsed.errors;
  if (problem !== undefined) throw new Error(`${path}: ${problem.message}`);
  const lineAt = lineFinder(text);
  return {
    path,
    widths: linesOf(text).map((line) => (line.trim() === '' ? 0 : [...line].length)),
    commentLines: countCommentLines(text, parsed.comments, lineAt),
    ignores: parsed.comments.filter(({ value }) => silencing.test(value)).length,
    imports: importsOf(path, parsed),
    ...countInTree(path, parsed, lineAt),
  };
}

const silencing = /^\s*(biome-ignore|@ts-(ignore|expect-error|nocheck)|eslint-disable)/;

/** The newline at the end of the file begins no line. */
function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

type LineAt = (offset: number) => number;

/** Line numbers from 1 by offset in the text. */
function lineFinder(text: string): LineAt {
  const starts = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  return (offset) => 1 + starts.filter((start) => start <= offset).length;
}

/** Comments behind code on its line do not count. */
function countCommentLines(text: string, comments: Comment[], lineAt: LineAt): number {
  const isAlone = ({ start }: Comment) =>
    text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
  return comments
    .filter(isAlone)
    .reduce((sum, { start, end }) => sum + lineAt(end) - lineAt(start) + 1, 0);
}

function importsOf(path: string, { module }: ParseResult): string[] {
  const exports = module.staticExports.flatMap(({ entries }) => entries);
  const requests = [...module.staticImports, ...exports].map(
    ({ moduleRequest }) => moduleRequest?.value,
  );
  const relative = requests.filter((request) => request?.startsWith('.') === true);
  return [...new Set(relative.map((request) => join(dirname(path), String(request))))];
}

type TreeFacts = Pick<
  FileFacts,
  | 'functions'
  | 'anys'
  | 'casts'
  | 'conditionalSpreads'
  | 'andSpreads'
  | 'blankDefaults'
  | 'nestedTernaries'
>;

function countInTree(path: string, { program }: ParseResult, lineAt: LineAt): TreeFacts {
  const functions: FunctionFacts[] = [];
  const count = {
    anys: 0,
    casts: 0,
    conditionalSpreads: 0,
    andSpreads: 0,
    blankDefaults: 0,
    nestedTernaries: 0,
  };
  const callbacks = new Set<object>();
  const addFunction = (node: Span) => {
    if (callbacks.has(node)) return;
    const line = lineAt(node.start);
    functions.push({ path, line, lines: lineAt(node.end) - line + 1 });
  };
  const addCallbacks = ({ arguments: given }: { arguments: object[] }) => {
    for (const argument of given) callbacks.add(argument);
  };
  new Visitor({
    CallExpression: addCallbacks,
    NewExpression: addCallbacks,
    FunctionDeclaration: addFunction,
    FunctionExpression: addFunction,
    ArrowFunctionExpression: addFunction,
    TSAnyKeyword: () => {
      count.anys += 1;
    },
    TSAsExpression: ({ typeAnnotation }) => {
      if (!isConst(typeAnnotation)) count.casts += 1;
    },
    ObjectExpression: ({ properties }) => {
      count.conditionalSpreads += properties.filter(isConditionalSpread).length;
      count.andSpreads += properties.filter(isAndSpread).length;
    },
    LogicalExpression: ({ operator, right }) => {
      if (operator === '??' && right.type === 'Literal' && right.value === '')
        count.blankDefaults += 1;
    },
    ConditionalExpression: ({ test, consequent, alternate }) => {
      const isNested = [test, consequent, alternate].some(isTernary);
      if (isNested) count.nestedTernaries += 1;
    },
  }).visit(program);
  return { functions, ...count };
}

interface Span {
  start: number;
  end: number;
}

function isTernary({ type }: Expression): boolean {
  return type === 'ConditionalExpression';
}

function isConditionalSpread(property: ObjectPropertyKind): boolean {
  if (property.type !== 'SpreadElement') return false;
  const { argument } = property;
  if (argument.type !== 'ConditionalExpression') return false;
  return [argument.consequent, argument.alternate].some(isEmptyObject);
}

function isAndSpread(property: ObjectPropertyKind): boolean {
  if (property.type !== 'SpreadElement') return false;
  const { argument } = property;
  return argument.type === 'LogicalExpression' && argument.operator === '&&';
}

function isEmptyObject(node: Expression): boolean {
  return node.type === 'ObjectExpression' && node.properties.length === 0;
}

function isConst(type: TSType): boolean {
  return (
    type.type === 'TSTypeReference' &&
    type.typeName.type === 'Identifier' &&
    type.typeName.name === 'const'
  );
}
