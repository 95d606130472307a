/** What Bridgehook's own part of an expression can fail with, beside JSONata's codes. */
type Code = 'too-large' | 'not-json' | 'unsupported-regex';

/**
 * An expression cannot go on. JSONata adds the position; `evaluate` gives both as a failed
 * evaluation. Nothing of a payload is in it (G10).
 */
export class ExpressionError extends Error {
  override readonly name: string = 'ExpressionError';
  readonly code: Code;

  constructor(code: Code) {
    super(code);
    this.code = code;
  }
}
