import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { deployCommand, importCommand } from '../../lib/command-line.ts';
import { callOf } from '../place/place-options.ts';
import { localFolder } from '../terminal/options.ts';
import { table } from '../terminal/table.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import type { AdoptOptions } from './command.ts';
import { findLeftStack, type LeftResource } from './left-resources.ts';
import {
  eventSourceMappings,
  removalCommands,
  toResourceMapping,
} from './resource-mapping.ts';

/**
 * Shows what a destroyed stack has left, writes the file that `cdk import` takes, and prints what
 * to run. It changes nothing in AWS.
 * @throws UserError
 */
export async function adopt(options: AdoptOptions, terminal: Terminal): Promise<void> {
  const { stack, json } = options;
  const { resources } = await findLeftStack(stack);
  const file = resolve(localFolder(terminal), `adopt-${stack}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(toResourceMapping(resources), null, 2)}\n`);
  const call = callOf(options, terminal);
  const commands = [
    ...eventSourceMappings(resources).map(
      (id) => `aws lambda delete-event-source-mapping --uuid ${id}`,
    ),
    importCommand(file, call),
    deployCommand(call),
  ];
  const removal = removalCommands(resources);
  if (json) return printJson(terminal, { stack, resources, file, commands, removal });
  terminal.stdout.write(`${toLines(stack, resources, { commands, removal }).join('\n')}\n`);
}

function toLines(
  stack: string,
  resources: LeftResource[],
  { commands, removal }: { commands: string[]; removal: string[] },
): string[] {
  const rows = resources.map(({ type, logicalId, physicalId }) => [
    type,
    logicalId,
    physicalId,
  ]);
  const indent = (line: string) => `  ${line}`;
  return [
    `The stack ${stack} was destroyed, and left:`,
    ...table(rows, [40, 60, 200]).map(indent),
    '',
    'To bring it into a new stack, in this order, with the configuration it had. The mappings',
    'feed a function that is gone; the deployment makes new ones:',
    ...commands.map(indent),
    '',
    'Or to remove for good what waits, what is remembered and all keys:',
    ...removal.map(indent),
    '',
    'More: docs/lifecycle.md',
  ];
}
