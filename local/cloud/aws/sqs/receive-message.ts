import * as z from 'zod';
import { type MessageAttributes, md5, md5OfAttributes } from '../queue/message.ts';
import type { Queue } from '../queue/queue.ts';
import { maximumVisibilitySeconds } from '../queue/queue-settings.ts';
import type { QueuedMessage } from '../queue/queued-message.ts';
import { pick } from './queue-attributes.ts';

export const receiveSchema = z.object({
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: z.int().min(0).max(maximumVisibilitySeconds).optional(),
  WaitTimeSeconds: z.int().min(0).max(20).default(0),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});
type ReceiveOptions = z.infer<typeof receiveSchema>;

export async function receiveMessage(queue: Queue, options: ReceiveOptions) {
  const receive = () =>
    queue.receive(options.MaxNumberOfMessages, options.VisibilityTimeout);
  let messages = receive();
  if (messages.length === 0 && options.WaitTimeSeconds > 0) {
    await somethingReady(queue, options.WaitTimeSeconds * 1000);
    messages = receive();
  }
  if (messages.length === 0) return {};
  return {
    Messages: messages.map((message) => receivedMessage(message, queue, options)),
  };
}

function somethingReady(queue: Queue, withinMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, withinMs).unref();
  const stopListening = queue.onReady(resolve);
  return promise.finally(() => {
    clearTimeout(timer);
    stopListening();
  });
}

function receivedMessage(
  message: QueuedMessage,
  { settings }: Queue,
  options: ReceiveOptions,
) {
  const names = [...options.AttributeNames, ...options.MessageSystemAttributeNames];
  const attributes = wantedAttributes(message, options.MessageAttributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes:
      names.length > 0 ? pick(systemAttributes(message, settings.fifo), names) : undefined,
    MessageAttributes: attributes,
    MD5OfMessageAttributes: attributes && md5OfAttributes(attributes),
  };
}

function wantedAttributes(
  { attributes = {} }: QueuedMessage,
  names: string[],
): MessageAttributes | undefined {
  const wanted = pick(attributes, names);
  return Object.keys(wanted).length > 0 ? wanted : undefined;
}

/** The attributes SQS itself puts on a received message; times in ms since 1970, as text. */
export function systemAttributes(
  message: QueuedMessage,
  fifo: boolean,
): Record<string, string | undefined> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SenderId: 'AROALOCAL:local',
    SequenceNumber: fifo ? message.sequence : undefined,
    MessageGroupId: fifo ? message.groupId : undefined,
    MessageDeduplicationId: fifo ? message.deduplicationId : undefined,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
}
