import type { Reading } from './reading.ts';

/** A limit of a service; `per` says of what it is one. */
export interface Quota {
  name: string;
  value: number;
  per: string;
  page: string;
  read: Reading;
}

/** A copy without a date of AWS's documentation. */
const copy = (at?: string): Reading => ({ on: undefined, at });

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
