import { SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import { startAwsEndpoint } from '../../../../local/cloud/aws/endpoint.ts';
import { openQueues } from '../../../../local/cloud/aws/queue/open-queues.ts';
import type { QueueSettings } from '../../../../local/cloud/aws/queue/queue-settings.ts';
import { sqsApi } from '../../../../local/cloud/aws/sqs/api.ts';
import type { Clock } from '../../../../local/cloud/clock.ts';
import { noJournal } from '../../../../local/cloud/journal.ts';

/** Makes the settings of a FIFO queue: its own where they are given, else the usual ones. */
type MakeSettings = (name: string, own: Partial<QueueSettings>) => QueueSettings;

/** Serves queues over the API of SQS until the test ends. */
export async function serveQueues(
  clock: Clock,
  settingsOf: (make: MakeSettings) => QueueSettings[],
) {
  const endpoint = await startAwsEndpoint();
  const settings = settingsOf((name, own) => ({
    logicalId: name,
    name: `${name}.fifo`,
    url: `${endpoint.url}/000000000000/${name}.fifo`,
    arn: `arn:aws:sqs:us-east-1:000000000000:${name}.fifo`,
    fifo: true,
    visibilityTimeoutSeconds: 30,
    delaySeconds: 0,
    retentionSeconds: 1_209_600,
    maximumMessageSize: 1_048_576,
    contentBasedDeduplication: false,
    deduplicationScope: 'messageGroup',
    ...own,
  }));
  const queues = openQueues(settings, clock, noJournal());
  const none = () => Promise.reject(new Error('not in this test'));
  endpoint.serve({ sqs: sqsApi(queues, clock), dynamodb: none, secretsmanager: none });
  const client = new SQSClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  onTestFinished(async () => {
    client.destroy();
    for (const queue of queues) queue.stop();
    await endpoint.close();
  });
  return { client, queues };
}
