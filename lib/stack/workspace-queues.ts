import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { limits } from '../config/limits.ts';
import type { BundledFunction } from './bundled-function.ts';

/**
 * A FIFO queue in high-throughput mode that outlives the stack: what it holds was answered with
 * 200.
 */
const queueProps = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  retentionPeriod: Duration.seconds(limits.retentionSeconds),
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

/**
 * One queue per workspace, so that a workspace on hold delays no other, and one dead-letter queue
 * behind them all.
 */
export class WorkspaceQueues extends Construct {
  /** By workspace. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { workspaces }: { workspaces: string[] }) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', queueProps);
    this.queues = new Map(
      workspaces.map((workspace) => [workspace, this.#queueOf(workspace)]),
    );
  }

  /** JSON `{ "<workspace>": "<queue URL>" }`, the environment variable QUEUE_URLS. */
  get urls(): string {
    return Stack.of(this).toJsonString(
      Object.fromEntries(
        [...this.queues].map(([workspace, queue]) => [workspace, queue.queueUrl]),
      ),
    );
  }

  grantSend(sender: BundledFunction): void {
    sender.allow(['sqs:SendMessage'], this.#arns);
  }

  /** Allows asking how many messages there are, dead letters too. */
  grantCount(watcher: BundledFunction): void {
    watcher.allow(['sqs:GetQueueAttributes'], [...this.#arns, this.deadLetters.queueArn]);
  }

  /** Lets the consumer take messages one at a time, up to `concurrency` of a workspace at once. */
  feed(consumer: BundledFunction, concurrency: Record<string, number>): void {
    const actions = [
      'ReceiveMessage',
      'DeleteMessage',
      'ChangeMessageVisibility',
      'GetQueueAttributes',
    ];
    consumer.allow(
      actions.map((action) => `sqs:${action}`),
      this.#arns,
    );
    for (const [workspace, queue] of this.queues) {
      const maxConcurrency = concurrency[workspace];
      if (maxConcurrency === undefined) throw new Error(`no concurrency for ${workspace}`);
      new EventSourceMapping(consumer, `From-${workspace}`, {
        target: consumer.lambda,
        eventSourceArn: queue.queueArn,
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency,
      });
    }
  }

  get #arns(): string[] {
    return [...this.queues.values()].map((queue) => queue.queueArn);
  }

  #queueOf(workspace: string): Queue {
    return new Queue(this, workspace, {
      ...queueProps,
      visibilityTimeout: Duration.seconds(limits.visibilitySeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: limits.maxReceiveCount },
    });
  }
}
