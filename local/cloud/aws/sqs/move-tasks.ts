import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { sqsFault } from '../queue/faults.ts';
import type { Queue } from '../queue/queue.ts';

export const startSchema = z.object({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.int().min(1).max(500).optional(),
});
export const listSchema = z.object({
  SourceArn: z.string(),
  MaxResults: z.int().min(1).max(10).default(1),
});

/** What ListMessageMoveTasks shows of a task. One that has ended has no handle. */
interface MoveTask extends z.infer<typeof startSchema> {
  Status: 'COMPLETED' | 'FAILED';
  FailureReason?: string | undefined;
  ApproximateNumberOfMessagesMoved: number;
  ApproximateNumberOfMessagesToMove: number;
  StartedTimestamp: number;
}

/**
 * Redrives dead letters to the queues they came from or to another one. What is visible when a task
 * starts is moved at once, at any rate; what is in flight stays.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export function moveTasks(queues: Queue[], now: () => number) {
  const ended: MoveTask[] = [];
  return {
    start(input: z.infer<typeof startSchema>) {
      const { source, destination } = findBoth(queues, input);
      const StartedTimestamp = Math.floor(now());
      const toMove = source.messages().filter(({ inFlight }) => !inFlight).length;
      const moved = source.moveMessages(
        ({ deadLetterSourceArn }) => destination ?? findQueue(queues, deadLetterSourceArn),
      );
      ended.unshift({
        ...input,
        Status: moved === toMove ? 'COMPLETED' : 'FAILED',
        FailureReason: moved === toMove ? undefined : 'CouldNotDetermineMessageSource',
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: toMove,
        StartedTimestamp,
      });
      const handle = { taskId: randomUUID(), sourceArn: input.SourceArn };
      return { TaskHandle: Buffer.from(JSON.stringify(handle)).toString('base64') };
    },

    list({ SourceArn, MaxResults }: z.infer<typeof listSchema>) {
      if (!findQueue(queues, SourceArn)) throw sqsFault.resourceNotFound('SourceArn');
      return {
        Results: ended.filter((task) => task.SourceArn === SourceArn).slice(0, MaxResults),
      };
    },
  };
}

function findQueue(queues: Queue[], arn: string | undefined): Queue | undefined {
  return queues.find(({ settings }) => settings.arn === arn);
}

function findBoth(
  queues: Queue[],
  { SourceArn, DestinationArn }: z.infer<typeof startSchema>,
) {
  const source = findQueue(queues, SourceArn);
  if (!source) throw sqsFault.resourceNotFound('SourceArn');
  if (!queues.some(({ settings }) => settings.redrive?.deadLetterArn === SourceArn))
    throw sqsFault.invalidParameter(
      'Source queue must be configured as a Dead Letter Queue.',
    );
  if (SourceArn === DestinationArn)
    throw sqsFault.invalidParameter(
      'Source queue arn and destination queue arn cannot be the same.',
    );
  const destination = findQueue(queues, DestinationArn);
  if (DestinationArn !== undefined && !destination)
    throw sqsFault.resourceNotFound('DestinationArn');
  return { source, destination };
}
