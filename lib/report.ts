/**
 * Something that people can put right, in their words: where it is, what it is, and what to do.
 * Without a line, all there is to say is shown already.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly lines: readonly string[];

  constructor(...lines: string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** The command is not written right: an option is missing, or its value cannot be meant. */
export class UsageError extends UserError {
  override readonly name = 'UsageError';
}

/** What is shown when a command ends early: lines for stderr, and the exit code. */
export interface Report {
  lines: readonly string[];
  exitCode: number;
}

/**
 * What to show for something that was thrown.
 * @throws the same again if it is a bug: that keeps its stack trace
 */
export function reportOf(thrown: unknown): Report {
  if (!(thrown instanceof UserError)) throw thrown;
  return { lines: thrown.lines, exitCode: thrown instanceof UsageError ? 2 : 1 };
}
