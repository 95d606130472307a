/** What is wrong with an expression, at which character (from 0), and what to write instead. */
export interface ExpressionProblem {
  position: number | undefined;
  what: string;
  cure: string;
}

/**
 * A mistake in a source's file: where (a path of keys, and a character in the expression there),
 * what, and what to write instead.
 */
export interface SourceProblem {
  path: (string | number)[];
  position?: number | undefined;
  what: string;
  cure: string;
}
