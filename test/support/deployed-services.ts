import { limits } from '../../lib/config/limits.ts';
import { type VirtualClock, virtualClock } from '../../local/cloud/clock.ts';
import { noJournal } from '../../local/cloud/journal.ts';
import {
  type Intercept,
  memorySecrets,
  openQueues,
  type Queue,
  type QueueSettings,
  type ServiceApi,
  secretsApi,
  sqsApi,
  startAwsEndpoint,
} from '../../local/cloud/services.ts';

/** What deployed functions call: queues and secrets behind one address. */
export interface DeployedServices {
  url: string;
  /** The time of the queue. */
  clock: VirtualClock;
  /** The one queue that all workspaces share. */
  queue: Queue;
  queueUrl: string;
  close(): Promise<void>;
}

/**
 * Serves SQS and Secrets Manager on 127.0.0.1 to the functions' own SDK.
 * @param secrets texts by their names
 */
export async function serveAws(
  secrets: Record<string, string>,
  startedAt: number,
  dynamodb: ServiceApi = () => Promise.reject(new Error('There is no table here.')),
  intercept?: Intercept,
): Promise<DeployedServices> {
  const clock = virtualClock(startedAt);
  const endpoint = await startAwsEndpoint();
  const queues = openQueues([queueAt(endpoint.url)], clock, noJournal());
  const [queue] = queues;
  if (queue === undefined) throw new Error('There is one queue.');
  const settings = Object.keys(secrets).map((name) => ({
    name,
    arn: `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-000000`,
  }));
  const secretsmanager = secretsApi(settings, memorySecrets(secrets));
  endpoint.serve({ sqs: sqsApi(queues, clock), secretsmanager, dynamodb }, intercept);
  return {
    url: endpoint.url,
    clock,
    queue,
    queueUrl: queue.settings.url,
    async close() {
      queue.stop();
      await endpoint.close();
    },
  };
}

function queueAt(url: string): QueueSettings {
  const name = 'main.fifo';
  return {
    logicalId: 'main',
    name,
    url: `${url}/000000000000/${name}`,
    arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    fifo: true,
    visibilityTimeoutSeconds: limits.visibilitySeconds,
    delaySeconds: 0,
    retentionSeconds: limits.retentionSeconds,
    maximumMessageSize: 1024 * 1024,
    contentBasedDeduplication: false,
    deduplicationScope: 'messageGroup',
  };
}
