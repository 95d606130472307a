import { readSources } from '../place/scope.ts';
import { count } from '../terminal/count.ts';
import type { CommonOptions } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { byWorkspace, type ShownContact } from './contacts.ts';
import { findSimulator } from './running-simulator.ts';

/**
 * Lists the contacts that the simulator of this machine has.
 * @throws UserError
 */
export async function listContacts(
  options: CommonOptions,
  terminal: Terminal,
): Promise<void> {
  const { bridge } = await readSources(options, terminal);
  const contacts = await findSimulator(options, terminal).contacts();
  const workspaces = byWorkspace(contacts, bridge.workspaces);
  if (options.json) return printJson(terminal, { workspaces });
  const lines = workspaces.flatMap(({ name, contacts }) => [
    `${name}: ${count(contacts.length, 'contact')}`,
    ...contacts.flatMap(describeContact),
  ]);
  terminal.stdout.write(`${lines.join('\n')}\n`);
}

function describeContact({ id, fields }: ShownContact): string[] {
  const values = fields.map(
    ({ field, value }) => `    ${field}: ${JSON.stringify(value)}`,
  );
  return [`  contact ${id}`, ...values];
}
