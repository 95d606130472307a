import { join } from 'node:path';
import { bridgehookCommand, type Call, startCommand } from '../../lib/command-line.ts';
import { UserError } from '../../lib/report.ts';
import { type RunningInstance, readRunFile } from '../../local/start/run-file.ts';
import { localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { callOf, type PlaceOptions } from './place-options.ts';

/** An instance of the app: how to reach its services. */
export interface Place {
  /** For the clients of the AWS SDK. */
  aws: {
    endpoint?: string;
    region?: string;
    credentials?: { accessKeyId: string; secretAccessKey: string };
  };
  /**
   * An output of the stack.
   * @throws UserError if there is none of that name
   */
  output(name: string): string;
  /** The Bridge it writes to, as far as it says so itself. */
  bridgeUrl: string | undefined;
}

/**
 * A deployed stack, else the instance that runs on this machine.
 * @throws UserError if there is none
 */
export async function findPlace(
  terminal: Terminal,
  options: PlaceOptions,
): Promise<Place> {
  const { stack } = options;
  if (stack === undefined)
    return placeOf(findRunning(terminal, callOf(options, terminal)));
  const { openStack } = await import('./stack.ts');
  const { output } = await openStack(stack);
  return { aws: {}, output, bridgeUrl: undefined };
}

/**
 * The instance that runs on this machine.
 * @throws UserError if none does
 */
function findRunning(terminal: Terminal, call: Call): RunningInstance {
  const running = readRunFile(join(localFolder(terminal), 'run.json'));
  if (running === undefined)
    throw new UserError(
      'Nothing runs on this machine. ' +
        `Start it in another terminal (${startCommand(call)}), ` +
        'or name a deployed stack with --stack.',
    );
  return running;
}

/**
 * Where the console of the instance on this machine is, with the token that opens it.
 * @throws UserError if nothing runs, or it has no console
 */
export function findConsole(terminal: Terminal, call: Call): string {
  const { consoleUrl } = findRunning(terminal, call);
  if (consoleUrl !== undefined) return consoleUrl;
  throw new UserError(
    'The instance on this machine has no console. ' +
      `Stop it, and start it again (${startCommand(call)}).`,
  );
}

/**
 * An instance on this machine.
 * @throws UserError if it is of an older version
 */
export function placeOf(running: RunningInstance): Place {
  const { awsEndpoint, outputs = {}, bridgeUrl } = running;
  if (awsEndpoint === undefined)
    throw new UserError(
      'The instance on this machine is of an older version. Stop it, and start it again.',
    );
  return {
    aws: {
      endpoint: awsEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    output(name) {
      const value = outputs[name];
      if (value !== undefined) return value;
      throw new UserError(
        `The instance on this machine has no output ${name}. Stop it, and start it again.`,
      );
    },
    bridgeUrl,
  };
}

/** What to call a place in a sentence. */
export function nameOfPlace(stack: string | undefined): string {
  return stack === undefined ? 'the instance on this machine' : `the stack ${stack}`;
}

/** The command that sets a key there. */
export function setKeyCommand(name: string, call: Call): string {
  return bridgehookCommand(['keys', 'set', name], call);
}
