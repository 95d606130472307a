import { UserError } from '../../report.ts';

/** What is wrong, and what to write instead. */
export interface Mistake {
  what: string;
  cure: string;
}

/** A mistake with its place. `line` and `column` count from 1. */
export interface ConfigProblem extends Mistake {
  file: string;
  line: number;
  column: number;
}

/** Something that was read, as far as that was possible, with everything that is wrong in it. */
export interface Checked<T> {
  value: T;
  problems: ConfigProblem[];
}

/** A mistake of a file or a folder as a whole. */
export function aboutFile(file: string, what: string, cure: string): ConfigProblem {
  return { file, line: 1, column: 1, what, cure };
}

/** The order that people read in: by file, and there from top to bottom. */
export function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}

/** The problems as people read them: file, line and column, what, and what to write instead. */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  return problems
    .map(
      ({ file, line, column, what, cure }) =>
        `${file}:${line}:${column}  ${what}\n    → ${cure.replaceAll('\n', '\n      ')}`,
    )
    .join('\n');
}

/** All problems of a configuration directory, and how many they are. */
export function problemsOf(dir: string, problems: readonly ConfigProblem[]): UserError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new UserError(formatProblems(problems), '', `${dir} has ${count}.`);
}
