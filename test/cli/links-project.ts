import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import {
  type Running,
  type StartOptions,
  startBridgehook,
} from '../../local/start/start.ts';
import { type CommandRun, runCommand } from './run-command.ts';

/** A project whose shop sends its own ids, running on this machine. */
export interface LinksProject {
  dir: string;
  bridgeYaml: string;
  running: Running;
  /** Writes a file into the project. */
  write(name: string, content: string | Uint8Array): void;
  cli(...argv: string[]): Promise<CommandRun>;
  /**
   * The shop says that a customer is called so now; resolves when nothing is under way any more.
   */
  send(customer: string, firstName: string, more?: object): Promise<void>;
  quiet(): Promise<void>;
  /** All that the ledger holds, but for the payloads that are kept for a while. */
  ledgerText(): Promise<string>;
  /** Changes a contact in Bridge by hand. */
  put(contactId: string, values: { firstName: string }): void;
  firstNameOf(contactId: string): string | null | undefined;
  stop(): Promise<void>;
}

const bridgeYaml = `workspaces:
  main:
    id: 11111111-1111-4111-8111-111111111111
  other:
    id: 22222222-2222-4222-8222-222222222222
`;
const shopYaml = `provider: standard-webhooks
workspace: main
system: shop
events:
  id:
    - sent
contact:
  externalId: data.customer
  ifNotFound: park
  merge:
    when: data.merged = true
    from: data.gone
    into: data.customer
map:
  firstName: data.firstName
`;

const samples = [
  [
    'changed',
    { sent: 1, data: { customer: 'c-1', firstName: 'Ada' } },
    { firstName: 'Ada' },
  ],
  [
    'merged',
    { sent: 2, data: { customer: 'c-1', merged: true, gone: 'c-2' } },
    { ignored: 'merge' },
  ],
] as const;

/** The id of the nth contact of a test. */
export function contactId(number: number): string {
  return `0b6a1c4a-2b1e-4e63-8f3e-${number.toString(16).padStart(12, '0')}`;
}

/** A file of links: ids made from a prefix, the nth for the nth contact. */
export function csvOf(prefix: string, first: number, length: number): string {
  const lines = Array.from(
    { length },
    (_, index) => `${prefix}${first + index},${contactId(first + index)}`,
  );
  return `externalId,contactId\n${lines.join('\n')}\n`;
}

/** @param more files of config/sources, by name */
export async function startLinksProject(
  contacts: number,
  more: Record<string, string> = {},
  options: Pick<StartOptions, 'onLog'> = {},
): Promise<LinksProject> {
  const dir = mkdtempSync(join(tmpdir(), 'bridgehook-links-'));
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(dir, name), content);
  mkdirSync(join(dir, 'config/sources/shop.samples'), { recursive: true });
  for (const [name, content] of Object.entries(more)) {
    mkdirSync(join(dir, 'config/sources', name, '..'), { recursive: true });
    write(`config/sources/${name}`, content);
  }
  write('config/bridge.yaml', bridgeYaml);
  write('config/sources/shop.yaml', shopYaml);
  for (const [name, sample, expected] of samples) {
    write(`config/sources/shop.samples/${name}.json`, JSON.stringify(sample));
    write(`config/sources/shop.samples/${name}.expected.json`, JSON.stringify(expected));
  }
  const running = await startBridgehook({
    configDir: join(dir, 'config'),
    port: 0,
    folder: join(dir, '.bridgehook'),
    ...options,
  });
  for (let number = 1; number <= contacts; number += 1)
    running.simulator?.putContact(contactId(number), {
      workspaceId: '11111111-1111-4111-8111-111111111111',
    });
  const cli = (...argv: string[]) => runCommand(argv, { cwd: dir, now: Date.now() });
  const quiet = () => running.app.quiet();
  let sent = 0;
  return {
    dir,
    bridgeYaml,
    running,
    write,
    cli,
    quiet,
    async send(customer, firstName, more = {}) {
      sent += 1;
      write(
        'event.json',
        JSON.stringify({ sent, data: { customer, firstName, ...more } }),
      );
      const { code, stderr } = await cli('send', 'shop', 'event.json');
      if (code !== 0) throw new Error(stderr);
      await quiet();
    },
    ledgerText: () => scan(running),
    put: (id, values) =>
      void running.simulator?.putContact(id, {
        ...values,
        workspaceId: '11111111-1111-4111-8111-111111111111',
      }),
    firstNameOf: (id) =>
      running.simulator?.contacts().find((contact) => contact.id === id)?.firstName,
    async stop() {
      await running.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function scan({ app }: Running): Promise<string> {
  const credentials = { accessKeyId: 'fake', secretAccessKey: 'fake' };
  const client = new DynamoDBClient({
    endpoint: app.awsEndpoint,
    region: 'us-east-1',
    credentials,
  });
  const pages = [];
  for await (const { Items } of paginateScan(
    { client },
    { TableName: app.outputs.TableName },
  ))
    pages.push(JSON.stringify((Items ?? []).filter(isNotKept).map(withoutPayload)));
  client.destroy();
  return pages.join('\n');
}

const isNotKept = ({ pk }: Record<string, AttributeValue>) => !pk?.S?.startsWith('kept#');

function withoutPayload({ message, ...item }: Record<string, AttributeValue>) {
  return item.parkedAt === undefined ? item : { ...item, message };
}
