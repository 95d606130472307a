import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Body } from './payloads.ts';
import { assertWell, type Ended, runScript } from './run-program.ts';
import type { Target } from './target.ts';
import { waitFor } from './wait.ts';

/** The checkout that these tests are in. */
export const thisCheckout = join(import.meta.dirname, '../../..');

/** One stage as its operator has it: a stack, a configuration, and the command line. */
export interface Stage {
  name: string;
  stack: string;
  configDir: string;
  /** `cdk deploy`, as README says it. @throws Error with its output if it fails */
  deploy(): Promise<string>;
  /** `cdk diff`: what it prints. @throws Error if it fails */
  diff(): Promise<string>;
  /** `cdk destroy`. @throws Error with its output if it fails */
  destroy(): Promise<string>;
  /** `bridgehook … --config … --stack …`, however it ends. */
  tryCommand(args: string[], input?: string): Promise<Ended>;
  /** The same. Gives what it prints. @throws Error if it does not end well */
  command(args: string[], input?: string): Promise<string>;
  setKey(name: string, key: string): Promise<void>;
  /** Posts a payload as its sender would, and gives the answer's status. */
  send(source: string, payload: Payload): Promise<number>;
  /** Events of the ledger, newest first; `filter` in options of `bridgehook events`. */
  events(...filter: string[]): Promise<ListedEvent[]>;
  /** Waits until some event of the filter ended so. */
  waitForEvents(
    what: string,
    filter: string[],
    isWanted: (events: ListedEvent[]) => boolean,
  ): Promise<ListedEvent[]>;
  hold(workspace: string): Promise<HoldState>;
  /** Where senders post to. */
  hookUrl(source: string): Promise<string>;
}

/** A body, or a file with a body or a whole request. */
export type Payload = Body | { file: string };

const listedEvents = z.array(
  z.looseObject({
    id: z.string(),
    source: z.string(),
    contactId: z.string().optional(),
    outcome: z.looseObject({ kind: z.string(), reason: z.string().optional() }).optional(),
  }),
);
export type ListedEvent = z.output<typeof listedEvents>[number];

const holdState = z.looseObject({
  hold: z.looseObject({ reason: z.string() }).optional(),
});
export type HoldState = z.output<typeof holdState>;

const answer = z.looseObject({ status: z.number() });
const address = z.looseObject({ url: z.string() });

export interface StageOptions {
  target: Target;
  name: string;
  configDir: string;
  /** For what the programs write. */
  scratch: string;
  /** Whose app and command line: a checkout with its packages. Default: this one. */
  checkout?: string | undefined;
}

/** Gives access to a stage; deploys nothing yet. */
export function openStage(options: StageOptions): Stage {
  const { target, name, configDir, scratch, checkout = thisCheckout } = options;
  const stack = `Bridgehook-${name}`;
  const at = { cwd: checkout, env: target.env };
  const inContext = ['-c', `stage=${name}`, '-c', `config=${configDir}`];

  async function cdk(args: string[]): Promise<string> {
    const output = await mkdtemp(join(scratch, 'cdk.out-'));
    const all = [...args, ...inContext, '--output', output, '--no-notices'];
    const ended = await runScript(cdkProgram(checkout), all, at);
    return `${assertWell(`cdk ${args.join(' ')}`, ended)}${ended.stderr}`;
  }

  const tryCommand = (args: string[], input?: string) =>
    runScript(
      join(checkout, 'cli/bridgehook.mjs'),
      [...args, '--config', configDir, '--stack', stack],
      { ...at, input },
    );
  const command = async (args: string[], input?: string) =>
    assertWell(`bridgehook ${args.join(' ')}`, await tryCommand(args, input));
  const ask = async <S extends z.ZodType>(schema: S, args: string[]) =>
    schema.parse(JSON.parse(await command([...args, '--json'])));
  const events = (...filter: string[]) => ask(listedEvents, ['events', ...filter]);

  return {
    name,
    stack,
    configDir,
    deploy: () => cdk(['deploy', stack, '--require-approval', 'never']),
    diff: () => cdk(['diff', stack]),
    destroy: () => cdk(['destroy', stack, '--force']),
    tryCommand,
    command,
    async setKey(name, key) {
      await command(['keys', 'set', name], key);
    },
    async send(source, payload) {
      const file = await fileOf(payload, scratch);
      const ended = await tryCommand(['send', source, file, '--json']);
      if (ended.stdout === '') assertWell(`bridgehook send ${source}`, ended);
      return answer.parse(JSON.parse(ended.stdout)).status;
    },
    events,
    waitForEvents: (what, filter, isWanted) =>
      waitFor(what, () => events(...filter), isWanted),
    hold: (workspace) => ask(holdState, ['hold', 'show', '--workspace', workspace]),
    hookUrl: async (source) => (await ask(address, ['url', source])).url,
  };
}

/** `cdk bootstrap`. @throws Error with its output if it fails */
export async function bootstrap({ env }: Target, scratch: string): Promise<string> {
  const args = [
    'bootstrap',
    '--output',
    join(scratch, 'cdk.out-bootstrap'),
    '--no-notices',
  ];
  const ended = await runScript(cdkProgram(thisCheckout), args, {
    cwd: thisCheckout,
    env,
  });
  return `${assertWell('cdk bootstrap', ended)}${ended.stderr}`;
}

function cdkProgram(checkout: string): string {
  return join(checkout, 'node_modules/aws-cdk/bin/cdk');
}

async function fileOf(payload: Payload, scratch: string): Promise<string> {
  if ('file' in payload) return payload.file;
  const file = join(await mkdtemp(join(scratch, 'payload-')), 'body.json');
  await writeFile(file, JSON.stringify(payload.json));
  return file;
}
