import type { Context, SQSRecord } from 'aws-lambda';
import { limits } from '../../lib/config/limits.ts';
import { sqsRecord } from '../../local/cloud/events.ts';
import { AwsFault, type Queue, type QueuedMessage } from '../../local/cloud/services.ts';
import { createEnvironment, type Environment, type Place } from './environment.ts';
import type { Deliver } from './functions.ts';

interface Instance {
  environment: Environment;
  deliver?: Deliver;
}

/** Who watches the deliveries. */
interface Watcher {
  begin(messageId: string, environment: Environment): void;
  end(environment: Environment, how: 'done' | 'failed' | 'dead'): void;
}

/** As many messages as are delivered at the same time. */
export const concurrency = 3;
const pollMs = 5;

/**
 * The event source mapping: one message an invocation, several groups at a time. What succeeded is
 * deleted, and that may fail too; what failed keeps the visibility it has. An environment that died
 * or ran out of time is followed by a new one.
 * @param init the function's INIT, in its environment
 * @param watcher told of each message that is handed over, with the environment it is handed to
 */
export function startEventSource(
  place: Place,
  queue: Queue,
  init: () => Promise<Deliver>,
  watcher: Watcher,
) {
  let instances: Instance[] = [];
  const pump = () => void place.timeline.at(place.timeline.now() + pollMs, receive);

  function receive(): void {
    instances = instances.filter(({ environment }) => !environment.isDead());
    while (
      instances.filter(({ environment }) => environment.isBusy()).length < concurrency
    ) {
      const [message] = queue.receive(1);
      if (message === undefined) return;
      const idle = instances.find(({ environment }) => !environment.isBusy());
      const instance = idle ?? { environment: createEnvironment(place) };
      if (idle === undefined) instances.push(instance);
      watcher.begin(message.id, instance.environment);
      void work(instance, message).finally(pump);
    }
  }

  async function work(instance: Instance, message: QueuedMessage): Promise<void> {
    const { environment } = instance;
    const { timeline } = place;
    const until = timeline.now() + limits.deliverTimeoutSeconds * 1000;
    const cancel = timeline.at(until, () => void environment.die());
    const answer = await environment.run(async () => {
      instance.deliver ??= await init();
      const context = {
        getRemainingTimeInMillis: () => until - timeline.now(),
      } as Context;
      const record = sqsRecord(message, queue, 'us-east-1') as unknown as SQSRecord;
      return instance.deliver({ Records: [record] }, context);
    });
    cancel();
    const isDone = answer !== 'dead' && answer.batchItemFailures.length === 0;
    if (isDone) deleteReceived(message);
    if (answer === 'dead') watcher.end(environment, 'dead');
    else watcher.end(environment, isDone ? 'done' : 'failed');
  }

  function deleteReceived({ receiptHandle = '' }: QueuedMessage): void {
    const { fault } = place.arrive('mapping.DeleteMessage');
    if (fault !== undefined && fault.kind !== 'twice' && fault.kind !== 'lost') return;
    try {
      queue.delete(receiptHandle);
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
    }
  }

  queue.onReady(pump);
  return {
    environments: () => instances.map(({ environment }) => environment),
    isBusy: () =>
      !queue.isEmpty() ||
      instances.some(({ environment }) => environment.isBusy() && !environment.isDead()),
  };
}
