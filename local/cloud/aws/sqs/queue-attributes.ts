import type { Queue } from '../queue/queue.ts';

/** What GetQueueAttributes shows; what a queue does not have is `undefined`. */
export function queueAttributes(queue: Queue): Record<string, string | undefined> {
  const { settings } = queue;
  const { fifo, redrive } = settings;
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
    FifoQueue: fifo ? 'true' : undefined,
    ContentBasedDeduplication: fifo
      ? String(settings.contentBasedDeduplication)
      : undefined,
    DeduplicationScope: fifo ? settings.deduplicationScope : undefined,
    RedrivePolicy:
      redrive &&
      JSON.stringify({
        deadLetterTargetArn: redrive.deadLetterArn,
        maxReceiveCount: redrive.maxReceiveCount,
      }),
  };
}

/** The attributes of these names; `All` and `.*` stand for every one. */
export function pick<T>(all: Record<string, T>, names: string[]): Record<string, T> {
  if (names.includes('All') || names.includes('.*')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
