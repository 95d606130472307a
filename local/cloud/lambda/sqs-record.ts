import { md5 } from '../aws/queue/message.ts';
import type { Queue } from '../aws/queue/queue.ts';
import type { QueuedMessage } from '../aws/queue/queued-message.ts';
import { systemAttributes } from '../aws/sqs/receive-message.ts';

/** A message as the function sees it: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function sqsRecord(message: QueuedMessage, queue: Queue, region: string) {
  const messageAttributes = Object.entries(message.attributes ?? {}).map(
    ([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        stringValue: StringValue,
        binaryValue: BinaryValue,
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ],
  );
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message, queue.settings.fifo),
    messageAttributes: Object.fromEntries(messageAttributes),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.settings.arn,
    awsRegion: region,
  };
}
