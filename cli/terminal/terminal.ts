import type { Readable } from 'node:stream';

/** What a command uses of the process it runs in. */
export interface Terminal {
  cwd: string;
  env: Record<string, string | undefined>;
  stdin: Readable & { isTTY?: boolean };
  stdout: { write(text: string): unknown };
  stderr: NodeJS.WritableStream;
  /** Ms since 1970. */
  now(): number;
}

/**
 * Prints one value as JSON, for `--json`. What would steer a terminal is written as JSON's escapes,
 * wherever it goes: for a program it is the same value.
 */
export function printJson({ stdout }: Terminal, value: unknown): void {
  stdout.write(`${printable(JSON.stringify(value, null, 2))}\n`);
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
