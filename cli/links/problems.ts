import { count } from '../terminal/progress.ts';
import type { LineProblem } from './link-lines.ts';

const mostShown = 20;

/**
 * What is wrong with which line of a file: the first twenty, how many more, and what that means.
 */
export function describeProblems(
  path: string,
  problems: readonly LineProblem[],
  outcome = 'Nothing was linked.',
): string {
  const sorted = problems.toSorted((a, b) => a.line - b.line);
  const shown = sorted.slice(0, mostShown).map(({ line, what }) => `${path}:${line}: ${what}`);
  const more = sorted.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`… and ${count(more, 'more problem')}.`] : []),
    '',
    outcome,
  ].join('\n');
}
