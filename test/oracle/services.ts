import { unmarshall } from '@aws-sdk/util-dynamodb';
import { limits } from '../../lib/config/limits.ts';
import type { Clock } from '../../local/cloud/clock.ts';
import { noJournal } from '../../local/cloud/journal.ts';
import {
  memorySecrets,
  openQueues,
  openTables,
  type Queue,
  type QueueSettings,
  type ServiceApi,
  secretsApi,
  sqsApi,
  type Tables,
} from '../../local/cloud/services.ts';
import { localHeaders } from './aws.ts';
import { bridgeKey } from './bridge.ts';
import { secretNames } from './functions.ts';

export const senderSecret = 'fake-sender-secret';

let tables: Promise<Tables> | undefined;
let made = 0;

/** A table of its own for one run, in the DynamoDB of this process. */
export async function openTable(): Promise<{
  name: string;
  api: ServiceApi;
  scan(): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}> {
  tables ??= openTables([]);
  const { api } = await tables;
  made += 1;
  const name = `ledger-${made}`;
  const call = async (action: string, input: Record<string, unknown>) => {
    const whole = { TableName: name, ...input };
    const { status, body } = await api({
      action,
      input: whole,
      body: Buffer.from(JSON.stringify(whole)),
      headers: localHeaders,
    });
    if (status !== 200) throw new Error(`${action}: ${JSON.stringify(body)}`);
    return body as { Items?: Record<string, never>[]; Table?: { TableStatus: string } };
  };
  await call('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });
  while ((await call('DescribeTable', {})).Table?.TableStatus !== 'ACTIVE');
  return {
    name,
    api,
    scan: async () =>
      ((await call('Scan', {})).Items ?? []).map((item) => unmarshall(item)),
    drop: async () => void (await call('DeleteTable', {})),
  };
}

/** The queue of the one workspace with its dead letters, as the stack has them. */
export function openQueue(clock: Clock): {
  queue: Queue;
  deadLetters: Queue;
  api: ServiceApi;
} {
  const settings = (name: string): QueueSettings => ({
    logicalId: name,
    name,
    url: `http://aws.local/0/${name}`,
    arn: `arn:aws:sqs:us-east-1:0:${name}`,
    fifo: true,
    visibilityTimeoutSeconds: limits.visibilitySeconds,
    delaySeconds: 0,
    retentionSeconds: 14 * 86_400,
    maximumMessageSize: 1024 * 1024,
    contentBasedDeduplication: false,
    deduplicationScope: 'messageGroup',
  });
  const dead = settings('dead.fifo');
  const main = {
    ...settings('main.fifo'),
    redrive: { deadLetterArn: dead.arn, maxReceiveCount: limits.maxReceiveCount },
  };
  const queues = openQueues([main, dead], clock, noJournal());
  const [queue, deadLetters] = queues;
  if (queue === undefined || deadLetters === undefined)
    throw new Error('There are two queues.');
  return { queue, deadLetters, api: sqsApi(queues, clock) };
}

export function openSecrets(): ServiceApi {
  const key = { current: senderSecret };
  const values = {
    [secretNames.signingKeys]: JSON.stringify({ 'crm-a': key, 'crm-b': key, form: key }),
    [secretNames.bridgeKeys]: JSON.stringify({ main: { current: bridgeKey } }),
    [secretNames.pepper]: 'fake-pepper',
  };
  return secretsApi(
    Object.keys(values).map((name) => ({
      name,
      arn: `arn:aws:secretsmanager:us-east-1:0:secret:${name}-000000`,
    })),
    memorySecrets(values),
  );
}
