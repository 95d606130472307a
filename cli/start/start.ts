import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../../lib/report.ts';
import type { Running } from '../../local/start/start.ts';
import { realBridge } from '../place/real-bridge.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { type CommonOptions, fromHere, localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface StartOptions extends CommonOptions {
  port: number;
  publicUrl?: string | undefined;
  record?: true | undefined;
  acceptUnknown?: true | undefined;
  keepHeaders?: true | undefined;
  state?: string | undefined;
}

/**
 * Runs the app until Ctrl-C.
 * @throws UserError, UsageError
 */
export async function start(options: StartOptions, terminal: Terminal): Promise<void> {
  if (options.acceptUnknown && !options.record)
    throw new UsageError(
      '--accept-unknown takes requests that no source reads. Add --record, so that they are kept.',
    );
  using interruption = listenForInterruption();
  const { signal } = interruption;
  const running = await begin(options, terminal, signal);
  if (running === undefined) return;
  const stopListening = options.json ? undefined : offerFreshCurls(running, terminal);
  if (!signal.aborted) await once(signal, 'abort');
  stopListening?.();
  await running.stop();
}

/** `undefined` if it was interrupted: Ctrl-C reaches what is being started too, and breaks it. */
async function begin(
  options: StartOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Running | undefined> {
  const bridge = realBridge(terminal.env);
  // Loading the CDK takes a second, which no other command has to wait for.
  const { startBridgehook } = await import('../../local/start/start.ts');
  const folder = localFolder(terminal);
  try {
    return await startBridgehook({
      configDir: fromHere(terminal, options.config),
      port: options.port,
      publicUrl: options.publicUrl,
      record: options.record,
      acceptUnknown: options.acceptUnknown,
      keepHeaders: options.keepHeaders,
      stateDir: options.state && fromHere(terminal, options.state),
      json: options.json,
      folder,
      keysFile: join(folder, 'keys.json'),
      bridge,
      out: (line) => terminal.stdout.write(`${line}\n`),
      console: async (run) =>
        (await import('../console/open-operations.ts')).operationsHere(
          run,
          options,
          terminal,
        ),
    });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** Enter prints the commands again, signed now, below the address of the console. */
function offerFreshCurls(
  running: Running,
  { stdin, stdout }: Terminal,
): (() => void) | undefined {
  if (!stdin.isTTY) {
    stdout.write('Ctrl-C stops.\n');
    return undefined;
  }
  stdout.write(
    'Press Enter for the address of the console and freshly signed curl commands ' +
      '(a signature with a time in it is good for 5 minutes). Ctrl-C stops.\n',
  );
  const lines = createInterface({ input: stdin });
  lines.on('line', () => running.printCurls());
  return () => lines.close();
}
