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

/** What a value is as the result of an expression: a function is none. */
export function toEvaluated(value: unknown): Evaluated {
  return typeof value === 'function' || isJsonataFunction(value)
    ? { ok: false, code: 'function-as-value', position: undefined }
    : { ok: true, value };
}

function isJsonataFunction(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('_jsonata_function' in value || '_jsonata_lambda' in value)
  );
}
