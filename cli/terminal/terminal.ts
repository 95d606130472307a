import type { Readable } from 'node:stream';

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

/**
 * Text from outside, safe to show: characters that would steer the terminal become escapes.
 */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to show
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
