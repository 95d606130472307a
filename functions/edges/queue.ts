import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { TransientFailure } from '../core/errors.ts';
import type { OutgoingMessage } from '../core/message/message.ts';
import { callAws, isOfAws } from './aws-failure.ts';

const maxEntries = 10;
/** SQS takes 1 MiB in one call: four messages at their limit, whatever the attributes weigh. */
const maxBatchBytes = 900_000;

/**
 * Each call can take so long even where the deadline is past: an event whose sender does not repeat
 * it would be lost.
 */
const shortestCallMs = 250;

/**
 * Puts messages on durable storage; gives those that are not known to have got there by `deadline`
 * (ms since 1970).
 */
export type Enqueue = (
  queueUrl: string,
  messages: OutgoingMessage[],
  deadline: number,
) => Promise<OutgoingMessage[]>;

/**
 * Sends in batches and retries what was only partly accepted while there is time for the sender's
 * answer (G1); a call that is not answered by then is given up. Repeating is harmless: the queue
 * knows a message again by its dedup id. `client` should not retry by itself: its pauses know
 * nothing of the deadline.
 */
export function createEnqueue(client: SQSClient, now: () => number = Date.now): Enqueue {
  return async (queueUrl, messages, deadline) => {
    let open = messages;
    for (let attempt = 0; open.length > 0; attempt += 1) {
      const timeoutMs = Math.max(deadline - now(), shortestCallMs);
      const sending = batches(open).map((batch) =>
        sendBatch(client, queueUrl, batch, timeoutMs),
      );
      open = (await Promise.all(sending)).flat();
      const pause = 50 * 2 ** attempt;
      if (open.length === 0 || now() + pause >= deadline) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return open;
  };
}

/**
 * Puts all messages on durable storage.
 * @throws TransientFailure `queue` if some are not known to have got there by `deadline` (ms since
 *   1970)
 */
export async function enqueueAll(
  enqueue: Enqueue,
  queueUrl: string,
  messages: OutgoingMessage[],
  deadline: number,
): Promise<void> {
  const left = await enqueue(queueUrl, messages, deadline);
  if (left.length === 0) return;
  const detail = `${left.length} of ${messages.length} messages not stored`;
  throw new TransientFailure('queue', { detail });
}

/**
 * The queue's URL of each workspace, from the variable of a function. All queues stand side by
 * side, so of many workspaces only the first has a whole URL there, and the others a name.
 */
export function queueUrlsOf(urls: Record<string, string>): Record<string, string> {
  const [first = ''] = Object.values(urls);
  return Object.fromEntries(
    Object.entries(urls).map(([workspace, url]) => [
      workspace,
      queueUrlBeside(first, url),
    ]),
  );
}

function queueUrlBeside(queueUrl: string, name: string): string {
  return new URL(name, queueUrl).href;
}

/**
 * The queue of a workspace.
 * @throws Error if it has none: a bug
 */
export function queueUrlOf(queueUrls: Record<string, string>, workspace: string): string {
  const url = queueUrls[workspace];
  if (url === undefined) throw new Error(`no queue for the workspace ${workspace}`);
  return url;
}

/**
 * The queue that a message came from. Its workspace does not tell: it may have left the
 * configuration, or have come back with a new queue.
 * @param queueUrls by workspace, of the configuration
 */
export function queueUrlOfArn(
  queueUrls: Record<string, string>,
  queueArn: string,
): string {
  const name = queueArn.replace(/^.*:/, '');
  const [any = ''] = Object.values(queueUrls);
  return queueUrlBeside(any, name);
}

/**
 * Batches are sent at once, so those of one group can arrive in any order: the order in the queue
 * saves work, the field clock keeps the order.
 */
function batches(messages: OutgoingMessage[]): OutgoingMessage[][] {
  const all: OutgoingMessage[][] = [];
  let size = 0;
  for (const message of messages) {
    const bytes = Buffer.byteLength(message.body);
    const last = all.at(-1);
    if (last !== undefined && last.length < maxEntries && size + bytes <= maxBatchBytes) {
      last.push(message);
      size += bytes;
    } else {
      all.push([message]);
      size = bytes;
    }
  }
  return all;
}

async function sendBatch(
  client: SQSClient,
  queueUrl: string,
  batch: OutgoingMessage[],
  timeoutMs: number,
): Promise<OutgoingMessage[]> {
  const Entries = batch.map(({ body, group, dedup }, index) => ({
    Id: String(index),
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: dedup,
  }));
  try {
    const abortSignal = AbortSignal.timeout(timeoutMs);
    const { Successful = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      { abortSignal },
    );
    const stored = new Set(Successful.map(({ Id }) => Id));
    return batch.filter((_, index) => !stored.has(String(index)));
  } catch (error) {
    if (!isOfAws(error)) throw error;
    return batch;
  }
}

/**
 * Makes a message visible again after `seconds`; without it, the queue's visibility timeout counts.
 * @throws TransientFailure `queue`
 */
export async function delayMessage(
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: seconds,
  });
  await callAws('queue', () => client.send(command));
}
