import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fromHere, localFolder } from '../terminal/options.ts';
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
  const { stack, config, json } = options;
  const { resources } = await findLeftStack(stack);
  const file = join(localFolder(terminal), `adopt-${stack}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(toResourceMapping(resources), null, 2)}\n`);
  const cdkOptions = cdkOptionsOf(stack, config, terminal);
  const commands = [
    ...eventSourceMappings(resources).map(
      (id) => `aws lambda delete-event-source-mapping --uuid ${id}`,
    ),
    `npx cdk import ${stack} --resource-mapping ${file}${cdkOptions}`,
    `npx cdk deploy ${stack}${cdkOptions}`,
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

/** The stage in the stack's name and the configuration, as far as they are not the usual ones. */
function cdkOptionsOf(stack: string, config: string, terminal: Terminal): string {
  const stage = stack.replace(/^Bridgehook-/, '');
  const isUsual = resolve(terminal.cwd, config) === resolve(terminal.cwd, 'config');
  return [
    stage === 'prod' ? '' : ` -c stage=${stage}`,
    isUsual ? '' : ` -c config=${fromHere(terminal, config)}`,
  ].join('');
}
