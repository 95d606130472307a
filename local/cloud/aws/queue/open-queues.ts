import type { Clock } from '../../clock.ts';
import type { Journal } from '../../journal.ts';
import { Queue } from './queue.ts';
import type { QueueSettings } from './queue-settings.ts';

/**
 * The queues of a stack, dead letters going where the settings say.
 * @throws Error where that is not one of them
 */
export function openQueues(all: QueueSettings[], clock: Clock, journal: Journal): Queue[] {
  const queues = all.map((settings) => new Queue(settings, clock, journal));
  for (const queue of queues) {
    const { redrive, logicalId } = queue.settings;
    if (!redrive) continue;
    queue.deadLetterQueue = queues.find(
      ({ settings }) => settings.arn === redrive.deadLetterArn,
    );
    if (!queue.deadLetterQueue)
      throw new Error(
        `${logicalId}: its dead-letter queue ${redrive.deadLetterArn} does not exist.`,
      );
  }
  return queues;
}
