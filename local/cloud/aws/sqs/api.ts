import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { AwsAnswer, ServiceApi } from '../endpoint.ts';
import { sqsFault } from '../queue/faults.ts';
import { entrySchema } from '../queue/message.ts';
import type { Queue } from '../queue/queue.ts';
import { listSchema, moveTasks, startSchema } from './move-tasks.ts';
import { pick, queueAttributes } from './queue-attributes.ts';
import { receiveMessage, receiveSchema } from './receive-message.ts';
import { sendMessage, sendMessageBatch } from './send-message.ts';

type Input = Record<string, unknown>;

/** The calls of SQS that an application makes, over these queues. Long polls wait in real time. */
export function sqsApi(queues: Queue[], clock: Clock): ServiceApi {
  const tasks = moveTasks(queues, clock.now);
  const queueOf = (input: Input): Queue => {
    const name = String(input.QueueUrl).split('/').at(-1);
    const queue = queues.find(({ settings }) => settings.name === name);
    if (queue === undefined) throw sqsFault.queueDoesNotExist();
    return queue;
  };
  const actions: Record<string, (input: Input) => unknown> = {
    SendMessage: (input) => sendMessage(queueOf(input), parse(entrySchema, input)),
    SendMessageBatch: (input) =>
      sendMessageBatch(queueOf(input), parse(batchSchema, input).Entries),
    ReceiveMessage: (input) => receiveMessage(queueOf(input), parse(receiveSchema, input)),
    DeleteMessage: (input) =>
      queueOf(input).delete(parse(receiptSchema, input).ReceiptHandle),
    ChangeMessageVisibility: (input) => {
      const { ReceiptHandle, VisibilityTimeout } = parse(visibilitySchema, input);
      queueOf(input).changeVisibility(ReceiptHandle, VisibilityTimeout);
    },
    GetQueueAttributes: (input) => ({
      Attributes: pick(
        queueAttributes(queueOf(input)),
        parse(namesSchema, input).AttributeNames,
      ),
    }),
    StartMessageMoveTask: (input) => tasks.start(parse(startSchema, input)),
    ListMessageMoveTasks: (input) => tasks.list(parse(listSchema, input)),
    GetQueueUrl: (input) => ({
      QueueUrl: queueOf({ QueueUrl: input.QueueName }).settings.url,
    }),
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
const namesSchema = z.object({ AttributeNames: z.array(z.string()).default([]) });

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (!result.success) throw sqsFault.invalidParameter(z.prettifyError(result.error));
  return result.data;
}
