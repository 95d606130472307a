import { once } from 'node:events';
import { join } from 'node:path';
import { type Call, deployCommand } from '../../lib/command-line.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { type Settings, toSettings } from '../../lib/config/settings.ts';
import type { LoggedRequest } from '../../local/bridge-simulator/request-log.ts';
import { startSeededSimulator } from '../../local/bridge-simulator/seeded-simulator.ts';
import { checkPort } from '../../local/start/check-port.ts';
import { setKeyCommand } from '../place/place.ts';
import { callOf } from '../place/place-options.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { type CommonOptions, fromHere } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface SimulatorOptions extends CommonOptions {
  port: number;
  publicUrl?: string | undefined;
  stack: string;
}

/**
 * Runs the simulator until Ctrl-C: it knows the workspaces, attributes and contacts that the
 * configuration and its samples name, and takes any key.
 * @throws UserError for a wrong configuration or a taken port
 */
export async function runSimulator(
  options: SimulatorOptions,
  terminal: Terminal,
): Promise<void> {
  const { port, publicUrl, json } = options;
  const configuration = await readConfiguration(fromHere(terminal, options.config));
  const settings = toSettings(configuration);
  await checkPort(port);
  using interruption = listenForInterruption();
  await using cleanup = new AsyncDisposableStack();
  const print = (line: string) => terminal.stdout.write(`${line}\n`);
  const { url } = await startSeededSimulator({
    configuration,
    settings,
    apiKeys: 'any',
    now: terminal.now,
    cleanup,
    simulator: {
      port,
      publicHosts: publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
      onAnswer: (request) => print(json ? callJson(request) : callLine(request)),
    },
  });
  const baseUrl = publicUrl ?? url;
  const workspaces = Object.keys(settings.workspaces);
  if (json) print(JSON.stringify({ message: 'ready', url, baseUrl, workspaces }));
  else
    for (const line of heading({ url, baseUrl, settings }, callOf(options, terminal)))
      print(line);
  if (!interruption.signal.aborted) await once(interruption.signal, 'abort');
}

interface Ready {
  /** Where it listens. */
  url: string;
  /** What deliver is to call. */
  baseUrl: string;
  settings: Settings;
}

/** What to do so that a deployed stack writes here. */
function heading({ url, baseUrl, settings }: Ready, call: Call): string[] {
  const names = Object.keys(settings.workspaces);
  const file = join(call.config ?? 'config', 'bridge.yaml');
  const setKeys = names.map(
    (name) => `     openssl rand -hex 32 | ${setKeyCommand(name, call)}`,
  );
  return [
    `A simulator of Bridge is ready on ${url} with the workspaces of ${file}: ${names.join(', ')}`,
    'It takes any API key, and forgets everything when it stops. Ctrl-C stops.',
    ...reachability(url, baseUrl),
    '',
    `  1. Write into ${file}:`,
    `     baseUrl: ${baseUrl}`,
    '  2. Deploy:',
    `     ${deployCommand(call)}`,
    '  3. Give the stack a key, any that looks like one:',
    ...setKeys,
    '',
    `GET ${url}/_simulator/requests shows what it was sent. One line for each call:`,
  ];
}

function reachability(url: string, baseUrl: string): string[] {
  return url === baseUrl
    ? [
        'An emulator of AWS on this machine reaches it. Functions in AWS do not: ' +
          'let a tunnel lead here, and give its address as --public-url.',
      ]
    : [
        `WARNING: everybody who knows ${baseUrl} can read and change its contacts, ` +
          'with any key. Send invented people only.',
      ];
}

/** No query: a search has a number or an address in it. */
function callLine({ at, method, path, status }: LoggedRequest): string {
  const time = new Date(at).toTimeString().slice(0, 8);
  return `${time}  ${method.padEnd(6)}  ${path}  ${status ?? 'hung up'}`;
}

function callJson({ at, method, path, status }: LoggedRequest): string {
  return JSON.stringify({ message: 'call', at, method, path, status });
}
