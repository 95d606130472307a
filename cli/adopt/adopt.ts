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
  deleteMapping,
  eventSourceMappings,
  type QueueFromBefore,
  queuesFromBefore,
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
  const left = await findLeftStack(stack);
  const resources = [...left.resources, ...left.before];
  const file = resolve(localFolder(terminal), `adopt-${stack}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(toResourceMapping(resources), null, 2)}\n`);
  const call = callOf(options, terminal);
  const found: Found = {
    stack,
    resources,
    queuesFromBefore: queuesFromBefore(left),
    commands: [
      ...eventSourceMappings(resources).map(deleteMapping),
      importCommand(file, call),
      deployCommand(call),
    ],
    removal: removalCommands(resources),
  };
  if (json) return printJson(terminal, { ...found, file });
  terminal.stdout.write(`${toLines(found).join('\n')}\n`);
}

/** What is left of a stack, and the commands that bring it back or remove it. */
interface Found {
  stack: string;
  resources: LeftResource[];
  queuesFromBefore: QueueFromBefore[];
  commands: string[];
  removal: string[];
}

function toLines({
  stack,
  resources,
  queuesFromBefore,
  commands,
  removal,
}: Found): string[] {
  const rows = resources.map(({ type, logicalId, physicalId }) => [
    type,
    logicalId,
    physicalId,
  ]);
  return [
    `The stack ${stack} was destroyed, and left:`,
    ...table(rows, [40, 60, 200]).map(indent),
    '',
    'To bring it into a new stack, in this order, with the configuration it had. The mappings',
    'feed a function that is gone; the deployment makes new ones:',
    ...commands.map(indent),
    '',
    ...describeQueues(queuesFromBefore),
    'Or to remove for good what waits, what is remembered and all keys:',
    ...removal.map(indent),
    '',
    'More: docs/lifecycle.md',
  ];
}

function describeQueues(queues: QueueFromBefore[]): string[] {
  if (queues.length === 0) return [];
  const rows = queues.map(({ logicalId, queueUrl, isReplaced }) => [
    logicalId.replace(/[0-9A-F]{8}$/, ''),
    isReplaced ? 'its name has a newer queue' : 'its name was not there any more',
    queueUrl,
  ]);
  return [
    'Nothing delivers what waits in these queues, of workspaces that were renamed or removed before. SQS',
    'deletes it 14 days after it came in. Look, and bring it back: docs/lifecycle.md#queues-from-before',
    ...table(rows, [60, 40, 200]).map(indent),
    ...queues.map(({ queueUrl }) => `${lookAt} --queue-url ${queueUrl}`).map(indent),
    '',
  ];
}

const lookAt = 'aws sqs get-queue-attributes --attribute-names All';

function indent(line: string): string {
  return `  ${line}`;
}
