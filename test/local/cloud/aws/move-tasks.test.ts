import {
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from 'vitest';
import type { Queue } from '../../../../local/cloud/aws/queue/queue.ts';
import { type VirtualClock, virtualClock } from '../../../../local/cloud/clock.ts';
import { serveQueues } from './serve-queues.ts';

const start = Date.UTC(2031, 0, 1);
let clock: VirtualClock;
let client: SQSClient;
let one: Queue;
let two: Queue;
let dead: Queue;

beforeEach(async () => {
  clock = virtualClock(start);
  const served = await serveQueues(clock, (make) => {
    const retentionSeconds = 3600;
    const deadSettings = make('dead', { retentionSeconds });
    const redrive = { deadLetterArn: deadSettings.arn, maxReceiveCount: 1 };
    const own = { retentionSeconds, redrive };
    return [make('one', own), make('two', own), deadSettings];
  });
  client = served.client;
  [one, two, dead] = served.queues as [Queue, Queue, Queue];
});

const send = (queue: Queue, group: string, body: string) =>
  client.send(
    new SendMessageCommand({
      QueueUrl: queue.settings.url,
      MessageGroupId: group,
      MessageDeduplicationId: body,
      MessageBody: body,
    }),
  );
const receive = async (queue: Queue) =>
  (
    await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.settings.url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    )
  ).Messages ?? [];
const move = (source: Queue | string, destination?: Queue | string) =>
  client.send(
    new StartMessageMoveTaskCommand({
      SourceArn: arnOf(source),
      DestinationArn: destination && arnOf(destination),
    }),
  );
const listed = async (MaxResults?: number) =>
  (
    await client.send(
      new ListMessageMoveTasksCommand({ SourceArn: arnOf(dead), MaxResults }),
    )
  ).Results ?? [];
const arnOf = (queue: Queue | string) =>
  typeof queue === 'string' ? queue : queue.settings.arn;
const pass = (seconds: number) => clock.advanceTo(clock.now() + seconds * 1000);
const bodiesIn = (queue: Queue) => queue.messages().map(({ body }) => body);

/** Lets the messages of these queues fail until they are dead letters. */
async function bury(...queues: Queue[]): Promise<void> {
  for (const queue of queues) await receive(queue);
  pass(30);
  for (const queue of queues) expect(await receive(queue)).toEqual([]);
}

test('dead letters go back to the queues they came from, in order, as new messages', async () => {
  const { MessageId } = await send(one, 'a', 'a1');
  await send(one, 'a', 'a2');
  await send(two, 'b', 'b1');
  await bury(one, two);
  expect(bodiesIn(dead)).toEqual(['a1', 'a2', 'b1']);

  const { TaskHandle } = await move(dead);

  expect(JSON.parse(Buffer.from(TaskHandle ?? '', 'base64').toString())).toMatchObject({
    sourceArn: dead.settings.arn,
  });
  expect([bodiesIn(dead), bodiesIn(one), bodiesIn(two)]).toEqual([
    [],
    ['a1', 'a2'],
    ['b1'],
  ]);
  const [first] = await receive(one);
  expect(first).toMatchObject({
    Body: 'a1',
    Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'a' },
  });
  expect(first?.MessageId).not.toBe(MessageId);
  expect(Number(first?.Attributes?.SentTimestamp)).toBeGreaterThanOrEqual(start + 30_000);
  expect(first?.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
});

test('a dead letter that failed again is a dead letter again', async () => {
  await send(one, 'a', 'a1');
  await bury(one);
  await move(dead);

  await bury(one);
  await move(dead);

  expect(bodiesIn(one)).toEqual(['a1']);
});

test('two messages that shared a deduplication id are two dead letters, and neither is taken for the other', async () => {
  await send(one, 'a', 'same');
  await bury(one);
  pass(301);
  await send(one, 'a', 'same');
  await bury(one);

  await move(dead);

  expect(bodiesIn(one)).toEqual(['same', 'same']);
});

test('dead letters go where the task says, also those that were sent to the dead-letter queue by hand', async () => {
  await send(one, 'a', 'a1');
  await bury(one);
  await send(dead, 'c', 'by-hand');

  await move(dead, two);

  expect([bodiesIn(dead), bodiesIn(two)]).toEqual([[], ['a1', 'by-hand']]);
});

test('without a destination, what was sent by hand stays and the task says why', async () => {
  await send(one, 'a', 'a1');
  await bury(one);
  await send(dead, 'c', 'by-hand');

  await move(dead);

  expect([bodiesIn(dead), bodiesIn(one)]).toEqual([['by-hand'], ['a1']]);
  expect(await listed()).toMatchObject([
    {
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
      ApproximateNumberOfMessagesMoved: 1,
      ApproximateNumberOfMessagesToMove: 2,
    },
  ]);
});

test('what somebody is looking at stays, and goes with the next task', async () => {
  await send(one, 'a', 'a1');
  await send(one, 'b', 'b1');
  await bury(one);
  await client.send(new ReceiveMessageCommand({ QueueUrl: dead.settings.url }));

  await move(dead);
  const left = bodiesIn(dead);
  pass(30);
  await move(dead);

  expect([left, bodiesIn(dead)]).toEqual([['a1'], []]);
  expect(
    (await listed(10)).map((task) => [task.Status, task.ApproximateNumberOfMessagesMoved]),
  ).toEqual([
    ['COMPLETED', 1],
    ['COMPLETED', 1],
  ]);
});

test.each([
  [
    'a queue that is no dead-letter queue',
    () => move(one),
    'Source queue must be configured as a Dead Letter Queue.',
  ],
  [
    'an unknown queue',
    () => move(`${arnOf(dead)}x`),
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  ],
  [
    'an unknown destination',
    () => move(dead, `${arnOf(one)}x`),
    "The resource that you specified for the DestinationArn parameter doesn't exist.",
  ],
  [
    'itself as destination',
    () => move(dead, dead),
    'Source queue arn and destination queue arn cannot be the same.',
  ],
])('%s is refused', async (_, call, message) => {
  await expect(call()).rejects.toThrow(message);
});
