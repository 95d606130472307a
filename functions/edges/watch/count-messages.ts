import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { callAws } from '../aws-failure.ts';

/** How many messages a queue holds, about: it can take SQS a minute to count what has changed. */
export interface MessageCount {
  total: number;
  /** Those that a consumer has taken: it works on them, or they wait for their next try. */
  taken: number;
}

/**
 * Counts the messages of a queue, whether they can be taken now, are hidden or are delayed.
 * @throws TransientFailure `queue`
 */
export async function countMessages(
  client: SQSClient,
  queueUrl: string,
): Promise<MessageCount> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  const { Attributes = {} } = await callAws('queue', () => client.send(command));
  const taken = Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0);
  const visible = Number(Attributes.ApproximateNumberOfMessages ?? 0);
  const delayed = Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0);
  return { total: visible + taken + delayed, taken };
}
