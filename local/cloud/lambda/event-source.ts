import * as z from 'zod';
import { AwsFault } from '../aws/fault.ts';
import type { Queue } from '../aws/queue/queue.ts';
import type { QueuedMessage } from '../aws/queue/queued-message.ts';
import type { FunctionPool } from './function-pool.ts';
import { sqsRecord } from './sqs-record.ts';
import type { Outcome } from './worker.ts';

export interface MappingSettings {
  batchSize: number;
  maximumConcurrency: number;
  reportBatchItemFailures: boolean;
}

export interface EventSource {
  /** How many batches the function is working on. */
  active(): number;
  /** Takes no further messages. */
  stop(): void;
}

/**
 * Feeds a queue to a function: several groups at a time, the messages of a group in order. What
 * succeeded is deleted; what failed keeps the visibility it has, which the function can have
 * changed. `onIdle` is called whenever no batch is left.
 */
export function startEventSource(
  queue: Queue,
  pool: FunctionPool,
  settings: MappingSettings & { region: string },
  onIdle: () => void,
): EventSource {
  let active = 0;
  let stopped = false;

  function pump() {
    while (!stopped && active < settings.maximumConcurrency) {
      const messages = queue.receive(settings.batchSize);
      if (messages.length === 0) return;
      active += 1;
      void work(messages);
    }
  }

  async function work(messages: QueuedMessage[]) {
    const outcome = await pool.invoke({
      Records: messages.map((message) => sqsRecord(message, queue, settings.region)),
    });
    const failed = failedIds(outcome, messages, settings.reportBatchItemFailures);
    for (const message of messages)
      if (!failed.has(message.id)) deleteReceived(queue, message);
    active -= 1;
    pump();
    if (active === 0) onIdle();
  }

  queue.onReady(pump);
  pump();
  return {
    active: () => active,
    stop() {
      stopped = true;
    },
  };
}

const batchResponseSchema = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullable();

/**
 * Which messages failed. All of them after an error and when the function's answer is not a batch
 * response or names an unknown message:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
function failedIds(
  outcome: Outcome,
  messages: QueuedMessage[],
  reportBatchItemFailures: boolean,
): Set<string> {
  const all = new Set(messages.map(({ id }) => id));
  if (!outcome.ok) return all;
  if (!reportBatchItemFailures) return new Set();
  const response = batchResponseSchema.safeParse(JSON.parse(outcome.payload));
  if (!response.success) return all;
  const failed = new Set(
    response.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier),
  );
  return failed.isSubsetOf(all) ? failed : all;
}

/**
 * A message whose visibility timeout ran out while the function worked on it is delivered again.
 */
function deleteReceived(queue: Queue, { receiptHandle }: QueuedMessage) {
  if (receiptHandle === undefined)
    throw new Error('A message that was not received is deleted.');
  try {
    queue.delete(receiptHandle);
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
  }
}
