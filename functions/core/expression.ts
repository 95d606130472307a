import jsonata from 'jsonata';
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
  /** `$headers`, lower-case names, and `$query`; secrets taken out. */
  headers: Record<string, string>;
  query: Record<string, string>;
  /** `$receivedAt`, and what `$now()` and `$millis()` say: ms since 1970. */
  receivedAt: number;
}

/**
 * A value (`undefined` when the path leads nowhere), or JSONata's error code and the character it
 * points at.
 */
export type Evaluated = { ok: true; value: unknown } | FailedEvaluation;

export interface FailedEvaluation {
  ok: false;
  code: string;
  position: number | undefined;
}

/**
 * What an evaluation can use up. JSONata stops an expression that goes beyond; a regular expression
 * it cannot stop.
 */
const limits = { timeout: 1_000, stack: 200, sequence: 10_000 };

/** The variables of a scope, beside `$`; `now`, `millis` and `toMillis` replace JSONata's own. */
export const scopeVariables = [
  'request',
  'headers',
  'query',
  'receivedAt',
  'now',
  'millis',
  'toMillis',
] as const;

const formatTime = jsonata('$fromMillis(time, picture, zone)');
/**
 * JSONata's own `$toMillis`, as it keeps its functions: parts a picture leaves out come from
 * `this.environment.timestamp`.
 */
const builtInToMillis: {
  implementation(text?: string, picture?: string): unknown;
} = await jsonata('$toMillis').evaluate(undefined);
const compiled = new Map<string, jsonata.Expression>();

/**
 * Compiles an expression, once per text.
 * @throws JSONata's error `{code, position, message}` if the text is not an expression
 */
export function compileExpression(text: string): jsonata.Expression {
  let expression = compiled.get(text);
  if (expression === undefined) {
    expression = jsonata(text, limits);
    compiled.set(text, expression);
  }
  return expression;
}

/**
 * Evaluates an expression in a scope; a compiled one, for those who observe it while it runs. Never
 * throws and never changes the scope; a function as a result is `ok: false`.
 */
export async function evaluate(
  expression: string | jsonata.Expression,
  scope: Scope,
): Promise<Evaluated> {
  try {
    const compiledOne =
      typeof expression === 'string' ? compileExpression(expression) : expression;
    const value: unknown = await compiledOne.evaluate(scope.event, bindings(scope));
    if (typeof value === 'function' || isJsonataFunction(value))
      return { ok: false, code: 'function-as-value', position: undefined };
    return { ok: true, value };
  } catch (error) {
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
    request: scope.request,
    headers: scope.headers,
    query: scope.query,
    receivedAt: scope.receivedAt,
    now: (picture?: string, zone?: string) =>
      formatTime.evaluate({ time: scope.receivedAt, picture, zone }),
    millis: () => scope.receivedAt,
    toMillis: {
      ...builtInToMillis,
      implementation: (text?: string, picture?: string) =>
        builtInToMillis.implementation.call(
          { environment: { timestamp: new Date(scope.receivedAt) } },
          text,
          picture,
        ),
    },
  } satisfies Record<(typeof scopeVariables)[number], unknown>;
}

function isJsonataFunction(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('_jsonata_function' in value || '_jsonata_lambda' in value)
  );
}
