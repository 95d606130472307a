import * as z from 'zod';
import type { QueueSettings } from '../aws/queue/queue-settings.ts';
import type { SecretSettings } from '../aws/secrets.ts';
import type { TableSettings } from '../aws/tables.ts';
import type { FunctionSettings } from '../lambda/environment.ts';
import {
  checkEnvironments,
  type FunctionEnvironments,
  type Mapping,
  readFunction,
  readMappings,
  readSchedules,
  type ScheduledFunction,
} from './functions.ts';
import { intrinsicResolver } from './intrinsics.ts';
import type { Place } from './place.ts';
import { arnOf, each, properties, type Source } from './source.ts';
import { readQueue, readSecret, readTable } from './storage.ts';
import type { Assembly } from './template.ts';

/**
 * What a stack consists of, as far as the local run serves it. Functions go by their ARN, queues
 * too.
 */
export interface Stack {
  queues: QueueSettings[];
  tables: TableSettings[];
  secrets: SecretSettings[];
  /** Only those that something leads to: a route, a queue, a schedule. */
  functions: FunctionSettings[];
  mappings: Mapping[];
  schedules: ScheduledFunction[];
  routes: { key: string; functionArn: string; timeoutMs: number }[];
  api: { apiId: string; stage: string };
  outputs: Record<string, string>;
}

/** What is to run of a stack, and how. */
export interface ReadOptions {
  environments?: FunctionEnvironments | undefined;
  /** Whether the clock starts functions. */
  schedules?: boolean | undefined;
}

/**
 * Reads a stack as it would stand at `place`.
 * @throws Error with the logical id of what it cannot make sense of
 */
export function readStack(
  assembly: Assembly,
  place: Place,
  { environments = {}, schedules: areRun = false }: ReadOptions = {},
): Stack {
  const source: Source = {
    assembly,
    place,
    resolve: intrinsicResolver(assembly.template, place),
  };
  const mappings = readMappings(source);
  const routes = readRoutes(source);
  const schedules = areRun ? readSchedules(source) : [];
  const used = new Set(
    [...mappings, ...routes, ...schedules].map(({ functionArn }) => functionArn),
  );
  checkEnvironments(source, environments);
  return {
    queues: each(source, ['AWS::SQS::Queue'], (id) => readQueue(source, id)),
    tables: each(source, ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], (id) =>
      readTable(source, id),
    ),
    secrets: each(source, ['AWS::SecretsManager::Secret'], (id) => readSecret(source, id)),
    functions: each(source, ['AWS::Lambda::Function'], (id) => id)
      .filter((id) => used.has(arnOf(source, id)))
      .map((id) => readFunction(source, id, mappings, environments)),
    mappings,
    schedules,
    routes,
    api: readApi(source),
    outputs: readOutputs(source),
  };
}

const routeSchema = z.object({ RouteKey: z.string(), Target: z.string() });
const integrationSchema = z.object({
  IntegrationUri: z.string(),
  TimeoutInMillis: z.number().default(30_000),
  PayloadFormatVersion: z.literal('2.0'),
});

function readRoutes(source: Source): Stack['routes'] {
  return each(source, ['AWS::ApiGatewayV2::Route'], (id) => {
    const { RouteKey, Target } = properties(source, id, routeSchema);
    const integration = properties(
      source,
      Target.replace('integrations/', ''),
      integrationSchema,
    );
    const { IntegrationUri, TimeoutInMillis } = integration;
    const [functionArn] = /arn:aws:lambda:[^/]*:function:[^/]*/.exec(IntegrationUri) ?? [];
    if (functionArn === undefined)
      throw new Error(`${id}: its integration ${IntegrationUri} is no Lambda function.`);
    return { key: RouteKey, functionArn, timeoutMs: TimeoutInMillis };
  });
}

function readApi(source: Source): Stack['api'] {
  const [apiId = 'none'] = each(source, ['AWS::ApiGatewayV2::Api'], (id) => id);
  const [stage = '$default'] = each(
    source,
    ['AWS::ApiGatewayV2::Stage'],
    (id) => properties(source, id, z.object({ StageName: z.string() })).StageName,
  );
  if (stage !== '$default')
    throw new Error(`The local run serves the stage $default only, not ${stage}.`);
  return { apiId, stage };
}

/** Outputs that name what the local run does not serve, such as a dashboard, are left out. */
function readOutputs({ assembly, resolve }: Source): Record<string, string> {
  const outputs = Object.entries(assembly.template.Outputs ?? {}).map(
    ([name, { Value }]) => {
      try {
        return [name, String(resolve(name, Value))] as const;
      } catch {
        return undefined;
      }
    },
  );
  return Object.fromEntries(outputs.filter((output) => output !== undefined));
}
