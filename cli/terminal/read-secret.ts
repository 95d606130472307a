import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { UserError } from '../../lib/report.ts';
import type { Terminal } from './terminal.ts';

/**
 * A secret from a pipe, whole; or from the person at the terminal, one line, without showing it.
 */
export async function readSecret(
  { stdin, stderr }: Terminal,
  prompt: string,
): Promise<string> {
  if (!stdin.isTTY) return text(stdin);
  stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: stdin,
    output: nowhere,
    terminal: true,
    historySize: 0,
  });
  const cancelled = new Promise<never>((_, reject) => {
    lines.on('SIGINT', () => reject(new UserError('Cancelled. Nothing was changed.')));
    lines.on('close', () =>
      reject(new UserError('No key was given. Nothing was changed.')),
    );
  });
  try {
    return await Promise.race([lines.question(''), cancelled]);
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
