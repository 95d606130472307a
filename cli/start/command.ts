import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from '../../lib/report.ts';
import type { Running } from '../../local/start/start.ts';
import { addCommand, type CommonOptions, fromHere, localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface StartCommandOptions extends CommonOptions {
  port: number;
  publicUrl?: string;
  record?: true;
  state?: string;
}

export function addStart(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'start',
    'Run the whole app on this machine, with a Bridge simulator. No account is needed. npm start is the same.',
  )
    .option('--port <number>', 'port of the hooks; 0 takes a free one', parsePort, 3000)
    .option(
      '--public-url <url>',
      'scheme and host senders call, where a tunnel leads here; it is what signed URLs contain',
      parsePublicUrl,
    )
    .option(
      '--record',
      'keep each request that arrives under .bridgehook/recorded/, ready for preview and send',
    )
    .option('--state <dir>', 'keep queues, ledger and contacts here, so that they outlive the run')
    .addHelpText(
      'after',
      '\nWith BRIDGE_API_KEY and BRIDGE_BASE_URL in the environment it talks to the real API instead of the simulator.',
    )
    .action((options: StartCommandOptions) => start(options, terminal));
}

async function start(options: StartCommandOptions, terminal: Terminal): Promise<void> {
  const bridge = realBridge(terminal.env);
  const interruption = interrupted();
  // Loading the CDK takes a second, which no other command has to wait for.
  const { startBridgehook } = await import('../../local/start/start.ts');
  const running = await unlessInterrupted(interruption, () =>
    startBridgehook({
      configDir: fromHere(terminal, options.config),
      port: options.port,
      publicUrl: options.publicUrl,
      record: options.record,
      stateDir: options.state && fromHere(terminal, options.state),
      json: options.json,
      folder: localFolder(terminal),
      keysFile: join(localFolder(terminal), 'keys.json'),
      bridge,
      out: (line) => terminal.stdout.write(`${line}\n`),
    }),
  );
  if (running === undefined) return;
  const stopListening = options.json ? undefined : offerFreshCurls(running, terminal);
  await interruption;
  stopListening?.();
  await running.stop();
}

/**
 * Ctrl-C reaches what is being started too, and breaks it: then the failure is not worth telling.
 */
async function unlessInterrupted<T>(
  interruption: Promise<void>,
  begin: () => Promise<T>,
): Promise<T | undefined> {
  let isInterrupted = false;
  void interruption.then(() => {
    isInterrupted = true;
  });
  try {
    return await begin();
  } catch (error) {
    if (isInterrupted) return undefined;
    throw error;
  }
}

/** The real API, if the environment names it. Throws a UserError if it names half of it. */
export function realBridge(env: Terminal['env']): { baseUrl: string; apiKey: string } | undefined {
  const { BRIDGE_API_KEY: apiKey = '', BRIDGE_BASE_URL: baseUrl = '' } = env;
  if (apiKey === '' && baseUrl === '') return undefined;
  if (apiKey === '' || baseUrl === '') {
    const [set, missing] =
      apiKey === '' ? ['BRIDGE_BASE_URL', 'BRIDGE_API_KEY'] : ['BRIDGE_API_KEY', 'BRIDGE_BASE_URL'];
    throw new UserError(
      `${set} is set and ${missing} is not. Set both to use the real API, or neither to use the simulator.`,
    );
  }
  if (URL.canParse(baseUrl) && /^https?:/.test(baseUrl))
    return { apiKey, baseUrl: baseUrl.replace(/\/+$/, '') };
  throw new UserError(
    'BRIDGE_BASE_URL is not a URL. Write scheme and host, for example https://api-connect-us.bridge.new',
  );
}

/** Enter prints the commands again, signed now. */
function offerFreshCurls(running: Running, { stdin, stdout }: Terminal): (() => void) | undefined {
  if (!stdin.isTTY) {
    stdout.write('Ctrl-C stops.\n');
    return undefined;
  }
  stdout.write(
    'Press Enter for freshly signed curl commands (a signature with a time in it is good for 5 minutes). Ctrl-C stops.\n',
  );
  const lines = createInterface({ input: stdin });
  lines.on('line', () => running.printCurls());
  return () => lines.close();
}

/**
 * The time within which signals count as one: a terminal, npm and the bin may each pass on the same
 * Ctrl-C.
 */
const sameSignalMs = 500;

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP. A second one, made by hand, ends the process at
 * once.
 */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (first !== undefined && performance.now() - first > sameSignalMs) process.exit(130);
        first ??= performance.now();
        resolve();
      });
    }
  });
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Write a number from 0 to 65535.');
}

function parsePublicUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '')
    return url.origin;
  throw new InvalidArgumentError('Write scheme and host, such as https://example.ngrok.app');
}
