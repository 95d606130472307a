import type { Queue } from '../aws/queue/queue.ts';
import type { Clock } from '../clock.ts';
import type { HttpFront } from '../http-api/front.ts';
import { type EventSource, startEventSource } from '../lambda/event-source.ts';
import {
  type FunctionPool,
  newTraceId,
  startFunctionPool,
} from '../lambda/function-pool.ts';
import { type Schedule, startSchedule } from '../lambda/schedule.ts';
import type { Place } from '../stack/place.ts';
import type { Stack } from '../stack/read-stack.ts';
import type { LocalAppOptions } from './local-app.ts';
import type { Quiet } from './quiet.ts';

interface PoolOptions extends Pick<LocalAppOptions, 'onLog' | 'onRun'> {
  stack: Stack;
  place: Place;
  clock: Clock;
  /** Ends last what it is given first. */
  cleanup: AsyncDisposableStack;
}

/** The functions that something leads to, by ARN. */
export type FunctionPools = Map<string, FunctionPool>;

export function startPools(options: PoolOptions): FunctionPools {
  const { stack, place, clock, cleanup, onLog, onRun } = options;
  const pools: FunctionPools = new Map();
  for (const settings of stack.functions) {
    const environment = { AWS_ENDPOINT_URL: place.awsEndpoint, ...settings.environment };
    const pool = startFunctionPool({ ...settings, environment }, clock, (line) =>
      onLog?.(line),
    );
    cleanup.defer(pool.stop);
    const { name: functionName } = settings;
    const invoke: FunctionPool['invoke'] = (event, traceId = newTraceId()) => {
      onRun?.({ functionName, event, traceId });
      return pool.invoke(event, traceId);
    };
    pools.set(settings.arn, { ...pool, invoke });
  }
  return pools;
}

/** Feeds every queue that the template maps to a function. */
export function startSources(
  { mappings }: Stack,
  { region }: Place,
  queues: Queue[],
  pools: FunctionPools,
  { onIdle, watch }: Quiet,
): (EventSource & { queue: Queue })[] {
  return mappings.map((mapping) => {
    const queue = queues.find(({ settings }) => settings.arn === mapping.queueArn);
    if (queue === undefined) return missing(`queue ${mapping.queueArn}`);
    const pool = poolOf(pools, mapping.functionArn);
    const source = {
      queue,
      ...startEventSource(queue, pool, { ...mapping, region }, onIdle),
    };
    watch(source);
    return source;
  });
}

/** Starts the functions that are to be started by the clock. */
export function startSchedules(
  { schedules }: Stack,
  clock: Clock,
  pools: FunctionPools,
  { onIdle, watch }: Quiet,
): Schedule[] {
  return schedules.map(({ functionArn, everyMs }) => {
    const schedule = startSchedule(poolOf(pools, functionArn), everyMs, clock, onIdle);
    watch(schedule);
    return schedule;
  });
}

interface RouteOptions extends Pick<LocalAppOptions, 'onRequest' | 'answerInstead'> {
  stack: Stack;
  place: Place;
  clock: Clock;
}

/** Leads the requests of the HTTP API to their functions. */
export function serveRoutes(
  front: HttpFront,
  { stack, place, clock, onRequest, answerInstead }: RouteOptions,
  pools: FunctionPools,
  { onIdle, watch }: Quiet,
): void {
  const { accountId, publicUrl } = place;
  const routes = stack.routes.map(({ key, functionArn, timeoutMs }) => ({
    key,
    target: { pool: poolOf(pools, functionArn), timeoutMs },
  }));
  front.serve({
    api: { ...stack.api, accountId, publicUrl },
    routes,
    clock,
    onRequest,
    answerInstead,
    onIdle,
  });
  watch(front);
}

function poolOf(pools: FunctionPools, arn: string): FunctionPool {
  return pools.get(arn) ?? missing(`function ${arn}`);
}

function missing(what: string): never {
  throw new Error(`The template names the ${what}, but does not contain it.`);
}
