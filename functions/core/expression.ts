import jsonata from 'jsonata';
import {
  type BuiltIn,
  boundedFunctions,
  fromMillis,
  parseFunction,
  replaced,
  toMillis,
} from './expression/bounded-functions.ts';
import { firstValue } from './expression/first-value.ts';
import type { LinearRegex } from './expression/regex/linear-regex.ts';
import { isRecord } from './json.ts';

/**
 * Everything an expression can see. The same scope gives the same value, wherever and whenever it
 * is evaluated.
 */
export interface Scope {
  /** `$`: the event. */
  event: unknown;
  /** `$request`: the body as if it carried only this event. */
  request: unknown;
  /** `$eventCount`: how many events the request holds; absent where it is the only one. */
  eventCount?: number | undefined;
  /** `$headers`, lower-case names, and `$query`; secrets taken out. */
  headers: Record<string, string>;
  query: Record<string, string>;
  /** `$receivedAt`, and what `$now()` and `$millis()` say: ms since 1970. */
  receivedAt: number;
  /** Asked before each expression: throws where the work has to end. */
  goesOn?: (() => void) | undefined;
  /** Gives what `$parse` gave, or what stands for it; for those who observe what is read. */
  watchParsed?: (<T>(value: T) => T) | undefined;
}

/**
 * A value (`undefined` when the path leads nowhere), or an error code, JSONata's or one of
 * `ExpressionError`, and the character it points at.
 */
export type Evaluated = { ok: true; value: unknown } | FailedEvaluation;

export interface FailedEvaluation {
  ok: false;
  code: string;
  position: number | undefined;
}

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

/**
 * Evaluates an expression in a scope; a compiled one, for those who observe it while it runs. Never
 * changes the scope; a function as a result is `ok: false`.
 * @throws what the scope's `goesOn` throws, and nothing else
 */
export async function evaluate(
  expression: string | jsonata.Expression,
  scope: Scope,
): Promise<Evaluated> {
  scope.goesOn?.();
  try {
    const compiledOne =
      typeof expression === 'string' ? compileExpression(expression) : expression;
    const value: unknown = await compiledOne.evaluate(scope.event, bindings(scope));
    if (typeof value === 'function' || isJsonataFunction(value))
      return { ok: false, code: 'function-as-value', position: undefined };
    return { ok: true, value };
  } catch (error) {
    if (error === engineMissing) {
      Engine = (await import('./expression/regex/linear-regex.ts')).LinearRegex;
      return await evaluate(expression, scope);
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

function isJsonataFunction(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('_jsonata_function' in value || '_jsonata_lambda' in value)
  );
}
