import { setTimeout as delay } from 'node:timers/promises';
import { startAwsEndpoint } from './aws/endpoint.ts';
import { realClock } from './clock.ts';
import { startHttpFront } from './http-api/front.ts';
import { findQueue } from './run/find-queue.ts';
import type { LocalApp, LocalAppOptions } from './run/local-app.ts';
import { settle, watchQuiet } from './run/quiet.ts';
import {
  serveRoutes,
  startPools,
  startSchedules,
  startSources,
} from './run/serve-functions.ts';
import { serveServices } from './run/serve-services.ts';
import { readStack } from './stack/read-stack.ts';
import { loadAssembly } from './stack/template.ts';

export { memorySecrets, type SecretStore } from './aws/secrets.ts';
export type { AnswerInstead, Mount, RecordedRequest } from './http-api/front.ts';
export type { FunctionLog } from './lambda/environment.ts';
export type { FunctionRun, LocalApp, LocalAppOptions } from './run/local-app.ts';

/** Runs the synthesised stack on this machine. */
export async function startLocalApp(options: LocalAppOptions): Promise<LocalApp> {
  const cleanup = new AsyncDisposableStack();
  try {
    return await start(options, cleanup);
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

const region = 'us-east-1';
const accountId = '000000000000';
/** How long what is running has to finish. */
const graceMs = 5000;

async function start(
  { clock = realClock(), ...options }: LocalAppOptions,
  cleanup: AsyncDisposableStack,
): Promise<LocalApp> {
  const assembly = loadAssembly(options.assembly);
  const { stackName } = assembly;
  const front = await startHttpFront(options);
  cleanup.defer(front.close);
  const endpoint = await startAwsEndpoint();
  cleanup.defer(endpoint.close);
  const awsEndpoint = endpoint.url;
  const publicUrl = (options.publicUrl ?? front.url).replace(/\/$/, '');
  const place = { region, accountId, stackName, awsEndpoint, publicUrl };
  const stack = readStack(assembly, place, {
    environments: options.environment,
    schedules: options.schedules,
  });
  const parts = { ...options, clock, stack, place, endpoint, cleanup };
  const queues = await serveServices(parts);
  const pools = startPools(parts);
  const quiet = watchQuiet();
  const sources = startSources(stack, place, queues, pools, quiet);
  const schedules = startSchedules(stack, clock, pools, quiet);
  serveRoutes(front, parts, pools, quiet);
  const fed = sources.map(({ queue }) => queue);
  return {
    url: front.url,
    awsEndpoint,
    outputs: stack.outputs,
    queue: (part) => findQueue(queues, part),
    quiet: quiet.quiet,
    settle: ({ maxVirtualMs } = {}) => settle(fed, clock, quiet.quiet, maxVirtualMs),
    killWorkers() {
      for (const pool of pools.values()) pool.kill();
    },
    async stop() {
      front.stopAccepting();
      for (const source of [...sources, ...schedules]) source.stop();
      await Promise.race([quiet.quiet(), delay(graceMs, undefined, { ref: false })]);
      await cleanup.disposeAsync();
    },
  };
}
