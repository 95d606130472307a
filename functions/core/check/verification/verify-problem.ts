import type { SourceProblem } from '../source-problem.ts';

/** A mistake below `verify:`. `keys` lead to it. */
export function problem(keys: string[], what: string, cure: string): SourceProblem {
  return { path: ['verify', ...keys], what, cure };
}
