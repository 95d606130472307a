import { Writable } from 'node:stream';
import { UserError } from '../../lib/report.ts';
import type { Terminal } from './terminal.ts';

/** Whether there is a person to ask: one that can type, and sees what is asked. */
export function canAsk({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** One of several answers; `hint` stands beside it while it is chosen. */
export interface Choice {
  value: string;
  label: string;
  hint?: string | undefined;
}

/**
 * Lets the person at the terminal choose; what is typed narrows the list down.
 * @throws UserError if they leave instead
 */
export async function choose(
  terminal: Terminal,
  message: string,
  choices: readonly Choice[],
): Promise<string> {
  const { autocomplete } = await import('@clack/prompts');
  const options = choices.map(({ value, label, hint = '' }) => ({ value, label, hint }));
  return answered(terminal, (streams) =>
    autocomplete({
      message,
      options,
      maxItems: 12,
      validate: (value) =>
        typeof value === 'string' ? undefined : 'Choose one of the list.',
      ...streams,
    }),
  );
}

/** What is asked for, and what can be an answer. */
export interface Question {
  message: string;
  /** What Enter alone answers. */
  initial: string;
  /** What is wrong with an answer; `undefined` if it will do. */
  complain(answer: string): string | undefined;
}

/**
 * Asks the person at the terminal for a line.
 * @throws UserError if they leave instead
 */
export async function ask(
  terminal: Terminal,
  { message, initial, complain }: Question,
): Promise<string> {
  const { text } = await import('@clack/prompts');
  return answered(terminal, (streams) =>
    text({
      message,
      placeholder: initial,
      defaultValue: initial,
      validate: (value) => complain(value || initial),
      ...streams,
    }),
  );
}

interface Streams {
  input: Terminal['stdin'];
  output: Writable;
  signal: AbortSignal;
}

/** Questions go to stderr, so that stdout has nothing but the result. */
async function answered(
  { stdin, stderr, steer = (text) => stderr.write(text) }: Terminal,
  prompt: (streams: Streams) => Promise<string | symbol>,
): Promise<string> {
  const output = new Writable({
    write(chunk, _encoding, done) {
      steer(String(chunk));
      done();
    },
  });
  const left = new AbortController();
  const leave = () => left.abort();
  const onKey = (_text: unknown, key?: { ctrl?: boolean; name?: string }) => {
    if (key?.ctrl === true && key.name === 'd') leave();
  };
  stdin.once('end', leave).on('keypress', onKey);
  try {
    const answer = await prompt({ input: stdin, output, signal: left.signal });
    if (typeof answer === 'string') return answer;
    throw new UserError('Cancelled. Nothing was written.');
  } finally {
    stdin.off('end', leave).off('keypress', onKey);
  }
}
