import { count } from '../terminal/count.ts';
import type { LineProblem } from './file/link-lines.ts';

const mostShown = 20;

/**
 * What is wrong with which line of a file: the first twenty, how many more, and what that means.
 */
export function describeProblems(
  path: string,
  problems: readonly LineProblem[],
  outcome: string,
): string[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line);
  const lines = sorted.slice(0, mostShown).map(({ line, column, what }) => {
    const place = column === undefined ? line : `${line}:${column}`;
    return `${path}:${place}: ${what}`;
  });
  const more = sorted.length - lines.length;
  if (more > 0) lines.push(`… and ${count(more, 'more problem')}.`);
  return [...lines, '', outcome];
}
