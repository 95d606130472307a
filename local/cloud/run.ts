import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type AwsEndpoint, type Intercept, startAwsEndpoint } from './aws/endpoint.ts';
import { openLedgerTables } from './aws/ledger-table.ts';
import type { QueuedMessage } from './aws/message-groups.ts';
import { type SecretStore, secretsApi, seedSecrets } from './aws/secrets.ts';
import { sqsApi } from './aws/sqs-api.ts';
import { openQueues, type Queue } from './aws/sqs-queue.ts';
import { type Clock, realClock } from './clock.ts';
import { type HttpFront, type RecordedRequest, startHttpFront } from './http-api/front.ts';
import { noJournal, openJournal } from './journal.ts';
import type { FunctionLog } from './lambda/environment.ts';
import { startEventSource } from './lambda/event-source.ts';
import { type FunctionPool, startFunctionPool } from './lambda/function-pool.ts';
import { startRuntimeApi } from './lambda/runtime-api.ts';
import { settle, watchQuiet } from './quiet.ts';
import type { FunctionEnvironments } from './stack/functions.ts';
import { readStack, type Stack } from './stack/read-stack.ts';
import { lockStateDir } from './state-dir.ts';
import { loadAssembly } from './template.ts';

export interface LocalAppOptions {
  /** The cdk.out directory, holding one stack. */
  assembly: string;
  /** 0 takes any free one; a taken port rejects. */
  port: number;
  /** What the stack takes for the address of its API; default `http://127.0.0.1:<port>`. */
  publicUrl?: string;
  clock?: Clock;
  /** Where queues, tables and generated secrets are kept; without it nothing outlives the run. */
  stateDir?: string;
  environment?: FunctionEnvironments;
  secrets: SecretStore;
  onLog?(line: FunctionLog): void;
  onRequest?(request: RecordedRequest): void;
  intercept?: Intercept;
}

export interface LocalApp {
  /** Where the API is on this machine. */
  url: string;
  awsEndpoint: string;
  outputs: Record<string, string>;
  /** The one queue of this name, or with this in its name or logical id. */
  queue(nameOrLogicalIdPart: string): LocalQueue;
  /**
   * Resolves when no request and no message is being worked on and no message a function could have
   * is waiting.
   */
  quiet(): Promise<void>;
  /**
   * With a virtual clock: jumps from one due time to the next until the queues that feed functions
   * are empty, nothing is due, or the next
   * due time is more than `maxVirtualMs` (30 days) away from the start.
   */
  settle(limits?: { maxVirtualMs?: number }): Promise<void>;
  /** Kills the processes of the functions with whatever they are doing; others take their place. */
  killWorkers(): void;
  /** Takes nothing more, gives what is running 5 s, and leaves nothing behind. */
  stop(): Promise<void>;
}

interface LocalQueue {
  name: string;
  url: string;
  /**
   * All messages, oldest first. One that failed stays in flight until its visibility timeout ends.
   */
  messages(): QueuedMessage[];
}

/** Runs the synthesised stack on this machine. */
export async function startLocalApp(options: LocalAppOptions): Promise<LocalApp> {
  const assembly = loadAssembly(options.assembly);
  const cleanup = new AsyncDisposableStack();
  try {
    const front = await startHttpFront(options.port);
    cleanup.defer(front.close);
    const endpoint = await startAwsEndpoint();
    cleanup.defer(endpoint.close);
    const publicUrl = (options.publicUrl ?? front.url).replace(/\/$/, '');
    const place = {
      region,
      accountId,
      stackName: assembly.stackName,
      awsEndpoint: endpoint.url,
      publicUrl,
    };
    const stack = readStack(assembly, place, options.environment);
    const run: Run = {
      ...options,
      clock: options.clock ?? realClock(),
      stack,
      publicUrl,
      front,
      endpoint,
      cleanup,
    };
    const queues = await serveServices(run);
    return serveStack(run, queues, await startPools(run));
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

const region = 'us-east-1';
const accountId = '000000000000';

interface Run extends LocalAppOptions {
  clock: Clock;
  stack: Stack;
  publicUrl: string;
  front: HttpFront;
  endpoint: AwsEndpoint;
  /**
   * Ends last what it is given first: tables and journal are closed after everything that writes to
   * them.
   */
  cleanup: AsyncDisposableStack;
}

async function serveServices({
  stack,
  endpoint,
  clock,
  secrets,
  stateDir,
  intercept,
  cleanup,
}: Run): Promise<Queue[]> {
  if (stateDir) cleanup.defer(lockStateDir(stateDir));
  const tables = await openLedgerTables(stack.tables, stateDir && join(stateDir, 'ledger'));
  cleanup.defer(tables.close);
  const journal = stateDir ? openJournal(join(stateDir, 'journal.jsonl')) : noJournal();
  cleanup.defer(journal.close);
  cleanup.defer(endpoint.close);
  const queues = openQueues(stack.queues, clock, journal);
  for (const queue of queues) cleanup.defer(() => queue.stop());
  seedSecrets(stack.secrets, secrets, journal);
  endpoint.serve(
    {
      sqs: sqsApi(queues, clock),
      secretsmanager: secretsApi(stack.secrets, secrets),
      dynamodb: tables.api,
    },
    intercept,
  );
  return queues;
}

/** The pools of the functions that something leads to, by ARN. */
async function startPools({
  stack,
  endpoint,
  clock,
  onLog,
  cleanup,
}: Run): Promise<Map<string, FunctionPool>> {
  const runtimeApi = await startRuntimeApi();
  cleanup.defer(runtimeApi.close);
  const pools = new Map<string, FunctionPool>();
  for (const settings of stack.functions) {
    const environment = { AWS_ENDPOINT_URL: endpoint.url, ...settings.environment };
    const pool = startFunctionPool({ ...settings, environment }, runtimeApi, clock, (line) =>
      onLog?.(line),
    );
    cleanup.defer(pool.stop);
    pools.set(settings.arn, pool);
  }
  return pools;
}

function serveStack(
  { stack, publicUrl, front, endpoint, clock, onRequest, cleanup }: Run,
  queues: Queue[],
  pools: Map<string, FunctionPool>,
): LocalApp {
  const { quiet, onIdle, watch } = watchQuiet();
  const poolOf = (arn: string) => pools.get(arn) ?? missing(`function ${arn}`);
  const sources = stack.mappings.map((mapping) => {
    const queue =
      queues.find(({ settings }) => settings.arn === mapping.queueArn) ??
      missing(`queue ${mapping.queueArn}`);
    return {
      queue,
      ...startEventSource(queue, poolOf(mapping.functionArn), { ...mapping, region }, onIdle),
    };
  });
  const routes = stack.routes.map(({ key, functionArn, timeoutMs }) => ({
    key,
    target: { pool: poolOf(functionArn), timeoutMs },
  }));
  front.serve({ api: { ...stack.api, accountId, publicUrl }, routes, clock, onRequest, onIdle });
  for (const part of [front, ...sources]) watch(part);
  return {
    url: front.url,
    awsEndpoint: endpoint.url,
    outputs: stack.outputs,
    queue: (part) => findQueue(queues, part),
    quiet,
    settle: ({ maxVirtualMs } = {}) =>
      settle(
        sources.map(({ queue }) => queue),
        clock,
        quiet,
        maxVirtualMs,
      ),
    killWorkers() {
      for (const pool of pools.values()) pool.kill();
    },
    async stop() {
      front.stopAccepting();
      for (const source of sources) source.stop();
      await Promise.race([quiet(), delay(graceMs, undefined, { ref: false })]);
      await cleanup.disposeAsync();
    },
  };
}

/** How long what is running may take to finish. */
const graceMs = 5000;

function findQueue(queues: Queue[], part: string): LocalQueue {
  const exact = queues.filter(({ settings }) => settings.name === part);
  const [queue, ...others] =
    exact.length > 0
      ? exact
      : queues.filter(
          ({ settings }) => settings.name.includes(part) || settings.logicalId.includes(part),
        );
  const names = queues.map(({ settings }) => settings.name).join(', ');
  if (!queue || others.length > 0)
    throw new Error(`${queue ? 'More than one' : 'No'} queue goes by ${part}. There are: ${names}`);
  return { name: queue.settings.name, url: queue.settings.url, messages: () => queue.messages() };
}

function missing(what: string): never {
  throw new Error(`The template names the ${what}, but does not contain it.`);
}
