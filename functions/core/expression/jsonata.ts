import jsonata from 'jsonata';
import { treeOf } from '../check/expressions/expression-tree.ts';
import { isRecord } from '../json.ts';
import {
  type BuiltIn,
  boundedFunctions,
  fromMillis,
  parseFunction,
  replaced,
  toMillis,
} from './bounded-functions.ts';
import { type Evaluated, toEvaluated } from './evaluated.ts';
import { firstValue } from './first-value.ts';
import type { Planned } from './plan.ts';
import { planTree } from './plan-tree.ts';
import type { LinearRegex } from './regex/linear-regex.ts';
import type { Scope } from './scope.ts';

/**
 * What an evaluation can use up. JSONata stops an expression that goes beyond, but looks between
 * its steps only: a regular expression and a function are bounded by themselves.
 */
const limits = { timeout: 1_000, stack: 200, sequence: 10_000 };

/**
 * The variables of a scope, beside `$`. `now`, `millis` and `toMillis` replace JSONata's own, and
 * so do the bounded functions, under their names.
 */
export const scopeVariables = [
  'request',
  'eventCount',
  'headers',
  'query',
  'receivedAt',
  'now',
  'millis',
  'toMillis',
  'parse',
  'first',
] as const;

const compiled = new Map<string, jsonata.Expression>();
/**
 * The engine of regular expressions. Few sources have one, so it is a chunk of its own in the
 * bundles, and loaded when an expression first comes to it.
 */
let Engine: typeof LinearRegex | undefined;
const engineMissing = new Error('the engine of regular expressions is not loaded yet');

/**
 * Compiles an expression, once per text.
 * @throws JSONata's error `{code, position, message}` if the text is not an expression
 */
export function compileExpression(text: string): jsonata.Expression {
  let expression = compiled.get(text);
  if (expression === undefined) {
    expression = compileOwn(text);
    compiled.set(text, expression);
  }
  return expression;
}

/**
 * Compiles an expression for one caller, who may change its tree.
 * @throws JSONata's error `{code, position, message}` if the text is not an expression
 */
export function compileOwn(text: string): jsonata.Expression {
  // JSONata calls what it is given with `new`, and of the result `exec` and `lastIndex` only.
  const RegexEngine = createRegex as unknown as RegExpConstructor;
  return jsonata(text, { ...limits, RegexEngine });
}

function createRegex(regex: RegExp): LinearRegex {
  if (Engine === undefined) throw engineMissing;
  return new Engine(regex);
}

/** Whether a text is an expression of the compiled subset, and what is made of it. */
export function planExpression(text: string): Planned {
  let expression: jsonata.Expression;
  try {
    expression = compileExpression(text);
  } catch {
    return { kind: 'jsonata', because: 'it is no expression' };
  }
  return planTree(treeOf(expression));
}

/**
 * Evaluates an expression on JSONata; one that was parsed, for those who observe it while it runs.
 * Never throws and never changes the scope; a function as a result is `ok: false`.
 */
export async function evaluateOnJsonata(
  expression: string | jsonata.Expression,
  scope: Scope,
): Promise<Evaluated> {
  try {
    const parsed =
      typeof expression === 'string' ? compileExpression(expression) : expression;
    return toEvaluated(await parsed.evaluate(scope.event, bindings(scope)));
  } catch (error) {
    if (error === engineMissing) {
      Engine = (await import('./regex/linear-regex.ts')).LinearRegex;
      return await evaluateOnJsonata(expression, scope);
    }
    const { code = 'failed', position } = readError(error);
    return { ok: false, code, position };
  }
}

/** What JSONata says of an expression that it cannot parse or evaluate. */
export function readError(error: unknown): {
  code: string | undefined;
  position: number | undefined;
  message: string | undefined;
} {
  const { code, position, message } = isRecord(error) ? error : {};
  return {
    code: typeof code === 'string' ? code : undefined,
    position: typeof position === 'number' ? position : undefined,
    message: typeof message === 'string' ? message : undefined,
  };
}

function bindings(scope: Scope): Record<string, unknown> {
  return {
    ...boundedFunctions,
    request: scope.request,
    eventCount: scope.eventCount ?? 1,
    headers: scope.headers,
    query: scope.query,
    receivedAt: scope.receivedAt,
    now: (picture?: string, zone?: string) =>
      fromMillis.implementation(scope.receivedAt, picture, zone),
    millis: () => scope.receivedAt,
    toMillis: toMillisAt(scope.receivedAt),
    first: firstValue,
    parse: watched(parseFunction, scope.watchParsed),
  } satisfies Record<(typeof scopeVariables)[number], unknown>;
}

/** JSONata takes parts that a picture leaves out from `this.environment.timestamp`. */
function toMillisAt(time: number): unknown {
  const context = { environment: { timestamp: new Date(time) } };
  return replaced(toMillis, (...args) => toMillis.implementation.apply(context, args));
}

function watched(parse: BuiltIn, watch: Scope['watchParsed']): BuiltIn {
  if (watch === undefined) return parse;
  return replaced(parse, async (text) => watch(await parse.implementation(text)));
}
