import * as z from 'zod';
import type { FunctionSettings } from '../lambda/environment.ts';
import type { MappingSettings } from '../lambda/event-source.ts';
import { arnOf, each, properties, type Source } from './source.ts';
import { codeDirectory } from './template.ts';

/**
 * The environment of functions, by a part of their construct path (`Deliver`) or the beginning of
 * their logical id.
 */
export type FunctionEnvironments = Record<string, Record<string, string>>;

/** A queue and the function it leads to, by their ARNs. */
export type Mapping = MappingSettings & { queueArn: string; functionArn: string };

const functionSchema = z.object({
  Handler: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z
    .object({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
});

/**
 * A function as it is to run: the environment of the template, and what `environments` has for it
 * on top.
 */
export function readFunction(
  source: Source,
  logicalId: string,
  mappings: Mapping[],
  environments: FunctionEnvironments,
): FunctionSettings {
  const { Handler, Timeout, MemorySize, Environment } = properties(
    source,
    logicalId,
    functionSchema,
  );
  const arn = arnOf(source, logicalId);
  const overriding = Object.entries(environments).filter(([part]) =>
    goesBy(source, logicalId, part),
  );
  return {
    name: String(source.resolve(logicalId, { Ref: logicalId })),
    arn,
    region: source.place.region,
    directory: codeDirectory(source.assembly, logicalId),
    handler: Handler,
    timeoutSeconds: Timeout,
    memoryMb: MemorySize,
    environment: Object.assign(
      {},
      Environment.Variables,
      ...overriding.map(([, variables]) => variables),
    ),
    maximumConcurrency: concurrencyOf(
      mappings.filter(({ functionArn }) => functionArn === arn),
    ),
  };
}

/** More workers than this help nobody on one machine. */
const mostWorkers = 10;

function concurrencyOf(mappings: Mapping[]): number {
  if (mappings.length === 0) return mostWorkers;
  const wanted = mappings.reduce(
    (total, { maximumConcurrency }) => total + maximumConcurrency,
    0,
  );
  return Math.min(wanted, mostWorkers);
}

function goesBy({ assembly }: Source, logicalId: string, part: string): boolean {
  const path = assembly.template.Resources[logicalId]?.Metadata?.['aws:cdk:path'];
  return (
    logicalId.startsWith(part) ||
    (typeof path === 'string' && `/${path}/`.includes(`/${part}/`))
  );
}

/** Throws where an environment is meant for a function that does not exist. */
export function checkEnvironments(
  source: Source,
  environments: FunctionEnvironments,
): void {
  const functions = each(source, ['AWS::Lambda::Function'], (id) => id);
  const part = Object.keys(environments).find(
    (name) => !functions.some((id) => goesBy(source, id, name)),
  );
  if (part !== undefined)
    throw new Error(`No function goes by ${part}. There are: ${functions.join(', ')}`);
}

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.number().default(10),
  ScalingConfig: z
    .object({ MaximumConcurrency: z.number().default(10) })
    .default({ MaximumConcurrency: 10 }),
  FunctionResponseTypes: z.array(z.string()).default([]),
});

/** The mappings of queues that are enabled. */
export function readMappings(source: Source): Mapping[] {
  const all = each(source, ['AWS::Lambda::EventSourceMapping'], (id) =>
    properties(source, id, mappingSchema),
  );
  return all
    .filter(
      ({ Enabled, EventSourceArn }) =>
        Enabled && EventSourceArn.startsWith('arn:aws:sqs:'),
    )
    .map(
      ({
        EventSourceArn,
        FunctionName,
        BatchSize,
        ScalingConfig,
        FunctionResponseTypes,
      }) => ({
        queueArn: EventSourceArn,
        functionArn: FunctionName.startsWith('arn:')
          ? FunctionName
          : `arn:aws:lambda:${source.place.region}:${source.place.accountId}:function:${FunctionName}`,
        batchSize: BatchSize,
        maximumConcurrency: ScalingConfig.MaximumConcurrency,
        reportBatchItemFailures: FunctionResponseTypes.includes('ReportBatchItemFailures'),
      }),
    );
}

/** A function that is started by the clock. */
export interface ScheduledFunction {
  functionArn: string;
  everyMs: number;
}

const ruleSchema = z.object({
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The rules that start functions at a rate.
 * @throws Error for another kind of schedule
 */
export function readSchedules(source: Source): ScheduledFunction[] {
  return each(source, ['AWS::Events::Rule'], (id) => {
    const { ScheduleExpression, State, Targets } = properties(source, id, ruleSchema);
    if (ScheduleExpression === undefined || State !== 'ENABLED') return [];
    const everyMs = readRate(ScheduleExpression);
    if (everyMs === undefined)
      throw new Error(`${id}: the local run knows no schedule ${ScheduleExpression}.`);
    return Targets.map(({ Arn }) => ({ functionArn: Arn, everyMs }));
  }).flat();
}

function readRate(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') return undefined;
  return Number(count) * unitMs[unit];
}
