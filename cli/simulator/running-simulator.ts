import { join } from 'node:path';
import * as z from 'zod';
import { startCommand } from '../../lib/command-line.ts';
import { UserError } from '../../lib/report.ts';
import { contactSchema } from '../../local/bridge-simulator/contacts/contact.ts';
import { faultSchema } from '../../local/bridge-simulator/faults.ts';
import { readRunFile } from '../../local/start/run-file.ts';
import { callOf } from '../place/place-options.ts';
import { type CommonOptions, localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

const contactsSchema = z.array(contactSchema);
const faultsSchema = z.array(z.object({ fault: faultSchema, left: z.number() }));

/** The simulator of the instance on this machine, asked by its control routes. */
export interface RunningSimulator {
  contacts(): Promise<z.output<typeof contactsSchema>>;
  faults(): Promise<z.output<typeof faultsSchema>>;
  addFault(fault: z.input<typeof faultSchema>): Promise<void>;
  clearFaults(): Promise<void>;
}

/**
 * Finds the simulator of the instance on this machine.
 * @throws UserError if none runs, as its methods do if it does not answer
 */
export function findSimulator(
  options: CommonOptions,
  terminal: Terminal,
): RunningSimulator {
  const running = readRunFile(join(localFolder(terminal), 'run.json'));
  const bridgeUrl = running?.bridgeUrl;
  if (bridgeUrl === undefined || !isOfThisMachine(bridgeUrl))
    throw new UserError(
      'No simulator of Bridge runs on this machine. ' +
        `Start the instance in another terminal: ${startCommand(callOf(options, terminal))}`,
    );
  const ask = (method: string, route: string, body?: object) =>
    askControl(`${bridgeUrl}/_simulator/${route}`, method, body);
  return {
    contacts: async () => contactsSchema.parse(await ask('GET', 'contacts')),
    faults: async () => faultsSchema.parse(await ask('GET', 'faults')),
    addFault: async (fault) => void (await ask('POST', 'faults', fault)),
    clearFaults: async () => void (await ask('DELETE', 'faults')),
  };
}

/** Nothing else than a simulator is asked. */
function isOfThisMachine(url: string): boolean {
  return ['127.0.0.1', 'localhost'].includes(URL.parse(url)?.hostname ?? '');
}

async function askControl(
  url: string,
  method: string,
  body: object | undefined,
): Promise<unknown> {
  const sent = body === undefined ? null : JSON.stringify(body);
  try {
    const answer = await fetch(url, { method, body: sent });
    if (!answer.ok) throw new UserError(`${url} answers ${answer.status}.`);
    return answer.status === 204 ? undefined : await answer.json();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`The simulator does not answer at ${url}. Is it still running?`);
  }
}
