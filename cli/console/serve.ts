import { once } from 'node:events';
import { serveConsole } from '../../local/console/serve.ts';
import { checkPort } from '../../local/start/check-port.ts';
import { findConsole } from '../place/place.ts';
import { callOf, type StackOptions } from '../place/place-options.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openStackConsole } from './open-operations.ts';

export interface ConsoleOptions extends StackOptions {
  write?: true | undefined;
  port: number;
}

/**
 * Serves the console of a stack until Ctrl-C; without a stack says where that of this machine is.
 * @throws UserError
 */
export async function runConsole(
  options: ConsoleOptions,
  terminal: Terminal,
): Promise<void> {
  const { stack } = options;
  if (stack === undefined) return tellAddress(options, terminal);
  await checkPort(options.port);
  using interruption = listenForInterruption();
  const { signal } = interruption;
  using opened = await openStackConsole({ ...options, stack }, terminal);
  const { url, close } = await serveConsole(options.port, opened);
  print(options, terminal, url, [
    `The console of the stack ${stack}: ${url}`,
    opened.readOnly ?? 'What you send, discard or release there happens in the stack.',
    'Ctrl-C stops.',
  ]);
  if (!signal.aborted) await once(signal, 'abort');
  await close();
}

function tellAddress(options: ConsoleOptions, terminal: Terminal): void {
  const url = findConsole(terminal, callOf(options, terminal));
  print(options, terminal, url, [`npm start serves the console: ${url}`]);
}

/** @param lines for people */
function print(
  { json }: ConsoleOptions,
  { stdout }: Terminal,
  url: string,
  lines: string[],
): void {
  const shown = json ? [JSON.stringify({ message: 'ready', consoleUrl: url })] : lines;
  for (const line of shown) stdout.write(`${line}\n`);
}
