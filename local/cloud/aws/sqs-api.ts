import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { AwsAnswer, ServiceApi } from './endpoint.ts';
import { AwsFault } from './fault.ts';
import type { QueuedMessage } from './message-groups.ts';
import { listSchema, moveTasks, startSchema } from './move-tasks.ts';
import { sqsFault } from './sqs-faults.ts';
import {
  checkEntry,
  type Entry,
  entrySchema,
  entrySize,
  md5,
  md5OfAttributes,
} from './sqs-message.ts';
import { maximumVisibilitySeconds, type Queue } from './sqs-queue.ts';

/** The calls of SQS that an application makes, over these queues. Long polls wait in real time. */
export function sqsApi(queues: Queue[], clock: Clock): ServiceApi {
  const tasks = moveTasks(queues, clock.now);
  const queueOf = (input: Record<string, unknown>): Queue => {
    const name = z.string().default('').parse(input.QueueUrl).split('/').at(-1) ?? '';
    return (
      queues.find(({ settings }) => settings.name === name) ?? fail(sqsFault.queueDoesNotExist())
    );
  };
  const actions: Record<string, (input: Record<string, unknown>) => unknown> = {
    SendMessage: (input) => sendMessage(queueOf(input), parse(entrySchema, input)),
    SendMessageBatch: (input) =>
      sendMessageBatch(queueOf(input), parse(batchSchema, input).Entries),
    ReceiveMessage: (input) => receiveMessage(queueOf(input), parse(receiveSchema, input)),
    DeleteMessage: (input) => queueOf(input).delete(parse(receiptSchema, input).ReceiptHandle),
    ChangeMessageVisibility: (input) => {
      const { ReceiptHandle, VisibilityTimeout } = parse(visibilitySchema, input);
      queueOf(input).changeVisibility(ReceiptHandle, VisibilityTimeout);
    },
    GetQueueAttributes: (input) => ({
      Attributes: pick(queueAttributes(queueOf(input)), input.AttributeNames),
    }),
    StartMessageMoveTask: (input) => tasks.start(parse(startSchema, input)),
    ListMessageMoveTasks: (input) => tasks.list(parse(listSchema, input)),
    GetQueueUrl: (input) => ({ QueueUrl: queueOf({ QueueUrl: input.QueueName }).settings.url }),
  };
  return async ({ action, input }): Promise<AwsAnswer> => {
    const act = actions[action];
    if (!act) throw sqsFault.unsupported(action);
    return { status: 200, body: (await act(input)) ?? {} };
  };
}

const batchSchema = z.object({ Entries: z.array(entrySchema).default([]) });
const receiptSchema = z.object({ ReceiptHandle: z.string() });
const visibilitySchema = receiptSchema.extend({ VisibilityTimeout: z.int() });
const receiveSchema = z.object({
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: z.int().min(0).max(maximumVisibilitySeconds).optional(),
  WaitTimeSeconds: z.int().min(0).max(20).default(0),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});

function sendMessage(queue: Queue, entry: Entry) {
  checkEntry(entry, queue.settings);
  const limit = queue.settings.maximumMessageSize;
  if (entrySize(entry) > limit) {
    throw sqsFault.invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  const { id, sequence } = queue.send(entry);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(entry.MessageBody),
    ...(entry.MessageAttributes && {
      MD5OfMessageAttributes: md5OfAttributes(entry.MessageAttributes),
    }),
    ...(queue.settings.fifo && { SequenceNumber: sequence }),
  };
}

function sendMessageBatch(queue: Queue, entries: Entry[]) {
  checkBatch(entries, queue.settings.maximumMessageSize);
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...sendMessage(queue, entry) });
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      Failed.push({
        Id: entry.Id,
        SenderFault: true,
        Code: error.queryCode,
        Message: error.message,
      });
    }
  }
  return { ...(Successful.length > 0 && { Successful }), ...(Failed.length > 0 && { Failed }) };
}

function checkBatch(entries: Entry[], limit: number) {
  if (entries.length === 0) throw sqsFault.emptyBatch();
  if (entries.length > 10) throw sqsFault.tooManyEntries(entries.length);
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) throw sqsFault.invalidEntryId();
  const repeated = entries.find(
    ({ Id }, index) => entries.findIndex((other) => other.Id === Id) < index,
  );
  if (repeated) throw sqsFault.entryIdsNotDistinct(repeated.Id);
  const length = entries.reduce((total, entry) => total + entrySize(entry), 0);
  if (length > limit) throw sqsFault.batchTooLong(limit, length);
}

async function receiveMessage(queue: Queue, options: z.infer<typeof receiveSchema>) {
  const receive = () => queue.receive(options.MaxNumberOfMessages, options.VisibilityTimeout);
  let messages = receive();
  if (messages.length === 0 && options.WaitTimeSeconds > 0) {
    await somethingReady(queue, options.WaitTimeSeconds * 1000);
    messages = receive();
  }
  const attributeNames = [...options.AttributeNames, ...options.MessageSystemAttributeNames];
  return messages.length === 0
    ? {}
    : {
        Messages: messages.map((message) =>
          receivedMessage(message, queue, attributeNames, options.MessageAttributeNames),
        ),
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
  queue: Queue,
  attributeNames: string[],
  messageAttributeNames: string[],
) {
  const messageAttributes = message.attributes && pick(message.attributes, messageAttributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(attributeNames.length > 0 && {
      Attributes: pick(systemAttributes(message, queue.settings.fifo), attributeNames),
    }),
    ...(messageAttributes &&
      Object.keys(messageAttributes).length > 0 && {
        MessageAttributes: messageAttributes,
        MD5OfMessageAttributes: md5OfAttributes(messageAttributes),
      }),
  };
}

/** The attributes SQS itself puts on a received message; times in ms since 1970, as text. */
export function systemAttributes(message: QueuedMessage, fifo: boolean): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SenderId: 'AROALOCAL:local',
    ...(fifo && {
      SequenceNumber: message.sequence,
      MessageGroupId: message.groupId,
      MessageDeduplicationId: message.deduplicationId,
    }),
    ...(message.deadLetterSourceArn && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
}

function queueAttributes(queue: Queue): Record<string, string> {
  const { settings } = queue;
  const messages = queue.messages();
  const inFlight = messages.filter((message) => message.inFlight).length;
  return {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(messages.length - inFlight),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: '0',
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    DelaySeconds: String(settings.delaySeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    MaximumMessageSize: String(settings.maximumMessageSize),
    ...(settings.fifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(settings.contentBasedDeduplication),
      DeduplicationScope: settings.deduplicationScope,
    }),
    ...(settings.redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: settings.redrive.deadLetterArn,
        maxReceiveCount: settings.redrive.maxReceiveCount,
      }),
    }),
  };
}

function pick<T>(all: Record<string, T>, names: unknown): Record<string, T> {
  const wanted = z.array(z.string()).default([]).parse(names);
  if (wanted.includes('All') || wanted.includes('.*')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  return result.success
    ? result.data
    : fail(sqsFault.invalidParameter(z.prettifyError(result.error)));
}

function fail(fault: AwsFault): never {
  throw fault;
}
