import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  QueuePolicy,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { doQueueUrlsFit, limits } from '../config/limits.ts';
import type { BundledFunction } from './bundled-function.ts';

/** Removing it from the template leaves it as it is; a first create that fails removes it. */
const outlives = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** What Lambda does with a queue that feeds a function. */
const consumeActions = [
  'ReceiveMessage',
  'DeleteMessage',
  'ChangeMessageVisibility',
  'GetQueueAttributes',
].map((action) => `sqs:${action}`);

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
  removalPolicy: outlives,
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
    this.deadLetters = keepPolicy(new Queue(this, 'DeadLetters', queueProps));
    this.queues = new Map(
      workspaces.map((workspace) => [workspace, this.#queueOf(workspace)]),
    );
  }

  /** JSON `{ "<workspace>": "<queue URL>" }`. */
  get urls(): string {
    return this.#byWorkspace(({ queueUrl }) => queueUrl);
  }

  /**
   * How functions find the queues. An update changes code and variables one after the other, and
   * earlier versions read whole URLs, so they stay as long as they fit into a function's variables.
   */
  get variable(): string {
    const { stackName } = Stack.of(this);
    if (doQueueUrlsFit([...this.queues.keys()], stackName)) return this.urls;
    const [first] = this.queues.values();
    return this.#byWorkspace((queue) =>
      queue === first ? queue.queueUrl : queue.queueName,
    );
  }

  /**
   * All of them, and no other: CloudFormation names them after the stack and their place in it. A
   * policy with every single one would outgrow what a policy can hold.
   */
  get arnPattern(): string {
    const stack = Stack.of(this);
    const resource = `${stack.stackName}-${this.node.id}*`;
    return stack.formatArn({ service: 'sqs', resource });
  }

  grantSend(sender: BundledFunction): void {
    sender.allow(['sqs:SendMessage'], this.#arns);
  }

  /** Allows asking how many messages wait. */
  grantCount(watcher: BundledFunction): void {
    watcher.allow(['sqs:GetQueueAttributes'], this.#arns);
  }

  /**
   * Lets the consumer take messages one at a time, up to `concurrency` of a workspace at once. It
   * goes on doing so when the workspace has left the configuration, so that no event is stranded:
   * mapping, queue and the grant in the queue's own policy stay behind.
   */
  feed(consumer: BundledFunction, concurrency: Record<string, number>): void {
    consumer.allow(consumeActions, this.#arns);
    for (const [workspace, queue] of this.queues) {
      const maxConcurrency = concurrency[workspace];
      if (maxConcurrency === undefined) throw new Error(`no concurrency for ${workspace}`);
      letConsume(queue, consumer);
      const mapping = new EventSourceMapping(consumer, `From-${workspace}`, {
        target: consumer.lambda,
        eventSourceArn: queue.queueArn,
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency,
      });
      mapping.applyRemovalPolicy(outlives);
    }
  }

  #byWorkspace(property: (queue: Queue) => string): string {
    const entries = [...this.queues].map(([name, queue]) => [name, property(queue)]);
    return Stack.of(this).toJsonString(Object.fromEntries(entries));
  }

  get #arns(): string[] {
    return [...this.queues.values()].map((queue) => queue.queueArn);
  }

  #queueOf(workspace: string): Queue {
    const queue = new Queue(this, workspace, {
      ...queueProps,
      visibilityTimeout: Duration.seconds(limits.visibilitySeconds),
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: limits.maxReceiveCount,
      },
    });
    return keepPolicy(queue);
  }
}

/** The role's own grant names only the queues of the configuration; this one is the queue's. */
function letConsume(queue: Queue, { role }: BundledFunction): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ArnPrincipal(role.roleArn)],
      actions: consumeActions,
      resources: [queue.queueArn],
    }),
  );
}

/** A queue that stays without its policy would let nobody drain it. */
function keepPolicy(queue: Queue): Queue {
  for (const child of queue.node.children)
    if (child instanceof QueuePolicy) child.applyRemovalPolicy(outlives);
  return queue;
}
