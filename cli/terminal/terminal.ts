import type { Readable } from 'node:stream';
import { printable } from '../../lib/printable.ts';

/** What a command uses of the process it runs in. */
export interface Terminal {
  cwd: string;
  env: Record<string, string | undefined>;
  stdin: Readable & { isTTY?: boolean };
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean | undefined };
  /** Writes to stderr what is meant to move the cursor. Text from outside has no place in it. */
  steer?: ((text: string) => unknown) | undefined;
  /** Ms since 1970. */
  now(): number;
}

/**
 * The terminal as commands get it: whatever they write, from a payload or an argument, none of it
 * steers the terminal. In JSON the escapes stand for the same characters.
 */
export function withSafeOutput(terminal: Terminal): Terminal {
  const { stdout, stderr } = terminal;
  return {
    ...terminal,
    stdout: { write: (text) => stdout.write(printable(text)) },
    stderr: { write: (text) => stderr.write(printable(text)), isTTY: stderr.isTTY },
    steer: (text) => stderr.write(text),
  };
}

/** Prints one value as JSON, for `--json`. */
export function printJson({ stdout }: Terminal, value: unknown): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
