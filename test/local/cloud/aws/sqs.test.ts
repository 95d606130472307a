import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Queue } from '../../../../local/cloud/aws/queue/queue.ts';
import type { QueueSettings } from '../../../../local/cloud/aws/queue/queue-settings.ts';
import { type VirtualClock, virtualClock } from '../../../../local/cloud/clock.ts';
import { serveQueues } from './serve-queues.ts';

let clock: VirtualClock;
let client: SQSClient;
let QueueUrl: string;
let deadLetterUrl: string;

async function open(overrides: Partial<QueueSettings> = {}) {
  clock = virtualClock(Date.UTC(2031, 0, 1));
  const served = await serveQueues(clock, (make) => {
    const dead = make('dead', {});
    const redrive = { deadLetterArn: dead.arn, maxReceiveCount: 2 };
    return [make('main', { redrive, ...overrides }), dead];
  });
  client = served.client;
  const [main, dead] = served.queues as [Queue, Queue];
  QueueUrl = main.settings.url;
  deadLetterUrl = dead.settings.url;
}

beforeEach(() => open());

const send = (group: string, body: string, more: Partial<SendMessageCommandInput> = {}) =>
  client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageGroupId: group,
      MessageDeduplicationId: body.slice(0, 100),
      MessageBody: body,
      ...more,
    }),
  );
const receive = async (MaxNumberOfMessages = 1, from = QueueUrl): Promise<Message[]> =>
  (
    await client.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages,
        MessageSystemAttributeNames: ['All'],
      }),
    )
  ).Messages ?? [];
const remove = ({ ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const hide = ({ ReceiptHandle }: Message, VisibilityTimeout: number) =>
  client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
  );
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const only = ([message]: Message[]): Message =>
  message ?? expect.unreachable('no message');
const pass = (seconds: number) => clock.advanceTo(clock.now() + seconds * 1000);

describe('order and visibility', () => {
  test('a group is locked while one of its messages is in flight; other groups go on', async () => {
    for (const [group, body] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
    ] as const)
      await send(group, body);

    const first = only(await receive());

    expect(first.Body).toBe('a1');
    expect(bodies(await receive(10))).toEqual(['b1']);
    expect(await receive(10)).toEqual([]);
    await remove(first);
    expect(bodies(await receive(10))).toEqual(['a2']);
  });

  test('a message comes back when its visibility timeout ends, before those behind it, and its old handle is void', async () => {
    await send('a', 'a1');
    await send('a', 'a2');
    const first = only(await receive());

    pass(29);
    expect(await receive(10)).toEqual([]);
    pass(1);

    await expect(remove(first)).rejects.toThrow('The receipt handle has expired');
    const again = only(await receive(1));
    expect(again).toMatchObject({
      Body: 'a1',
      Attributes: { ApproximateReceiveCount: '2' },
    });
  });

  test('changing the visibility shortens or prolongs it, up to 12 hours', async () => {
    await send('a', 'a1');
    const first = only(await receive());

    await hide(first, 100);
    pass(99);
    expect(await receive()).toEqual([]);
    await hide(first, 0);

    const second = only(await receive());
    expect(second.Body).toBe('a1');
    await expect(hide(second, 43_201)).rejects.toThrow('Must be between 0 and 43200');
    pass(10);
    await expect(hide(second, 43_195)).rejects.toThrow('Total VisibilityTimeout');
    await expect(hide(first, 5)).rejects.toThrow(
      'not available for visibility timeout change',
    );
  });

  test('a received message says how often and when it was sent and received', async () => {
    const sentAt = clock.now();
    const { SequenceNumber, MessageId } = await send('a', 'a1', {
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    });
    pass(60);

    const [message] =
      (
        await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
        )
      ).Messages ?? [];

    expect(message).toMatchObject({
      MessageId,
      Attributes: {
        SequenceNumber,
        MessageGroupId: 'a',
        MessageDeduplicationId: 'a1',
        ApproximateReceiveCount: '1',
      },
    });
    expect(message?.MessageAttributes).toEqual({
      kind: { DataType: 'String', StringValue: 'x' },
    });
    expect(Number(message?.Attributes?.SentTimestamp) - sentAt).toBeLessThan(30_000);
    expect(
      Number(message?.Attributes?.ApproximateFirstReceiveTimestamp) - sentAt,
    ).toBeGreaterThanOrEqual(59_000);
  });

  test('a long poll ends as soon as a message comes', async () => {
    const poll = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await send('a', 'a1');

    expect(bodies((await poll).Messages ?? [])).toEqual(['a1']);
  });
});

describe('deduplication', () => {
  test('the same id within five minutes is the same message', async () => {
    const first = await send('a', 'a1');
    const again = await send('a', 'a1');
    await remove(only(await receive()));
    pass(299);
    await send('a', 'a1');
    expect(await receive()).toEqual([]);
    pass(2);
    await send('a', 'a1');

    expect(again.MessageId).toBe(first.MessageId);
    expect(bodies(await receive())).toEqual(['a1']);
  });

  test.each([
    ['messageGroup', ['a', 'b']],
    ['queue', ['a']],
  ] as const)(
    'with the scope %s the id counts in that scope',
    async (deduplicationScope, groups) => {
      await open({ deduplicationScope });

      for (const group of ['a', 'b']) await send(group, 'same');

      expect(
        (await receive(10)).map(({ Attributes }) => Attributes?.MessageGroupId),
      ).toEqual(groups);
    },
  );
});

test('after maxReceiveCount receives the messages of a group move to the dead-letter queue in order', async () => {
  await send('a', 'a1');
  await send('a', 'a2');

  for (let round = 0; round < 2; round += 1) {
    expect(bodies(await receive(10))).toEqual(['a1', 'a2']);
    pass(30);
  }

  expect(await receive(10)).toEqual([]);
  expect(bodies(await receive(10, deadLetterUrl))).toEqual(['a1', 'a2']);
});

describe('refusals', () => {
  test('a body with characters SQS forbids is refused, the allowed borders are not', async () => {
    for (const character of ['\u0000', '\u001f', '\u000b', '\ufffe', '\uffff', '\ud800']) {
      await expect(send('a', `x${character}`)).rejects.toMatchObject({
        name: 'InvalidMessageContents',
      });
    }
    await send('a', '\t\n\r \ud7ff\ue000\ufffd\u{10000}\u{10ffff}', {
      MessageDeduplicationId: 'borders',
    });
  });

  test('more than 1 MiB is refused, exactly 1 MiB is not', async () => {
    await expect(send('a', 'x'.repeat(1_048_577))).rejects.toThrow(
      'Message must be shorter than 1048576 bytes',
    );
    await send('a', 'é'.repeat(524_288), { MessageDeduplicationId: 'large' });
  });

  test.each([
    ['no group', { MessageGroupId: undefined }, 'MessageGroupId'],
    [
      'a group of 129 characters',
      { MessageGroupId: 'g'.repeat(129) },
      '1 to 128 in length',
    ],
    ['a group with a space', { MessageGroupId: 'a b' }, 'alphanumeric and punctuation'],
    [
      'no deduplication id',
      { MessageDeduplicationId: undefined },
      'ContentBasedDeduplication',
    ],
    [
      'an unknown queue',
      { QueueUrl: 'http://127.0.0.1/000000000000/other.fifo' },
      'does not exist',
    ],
  ])('%s is refused', async (_, change, message) => {
    await expect(
      send('a', 'a1', change as Partial<SendMessageCommandInput>),
    ).rejects.toThrow(message);
  });

  const batch = (entries: string[]) =>
    client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: entries.map((body, index) => ({
          Id: `${index}`,
          MessageBody: body,
          MessageGroupId: 'a',
          MessageDeduplicationId: `${index}`,
        })),
      }),
    );

  test('a batch of eleven or of more than 1 MiB is refused whole', async () => {
    await expect(batch(Array(11).fill('x'))).rejects.toMatchObject({
      name: 'TooManyEntriesInBatchRequest',
    });
    await expect(batch(['x'.repeat(600_000), 'y'.repeat(600_000)])).rejects.toMatchObject({
      name: 'BatchRequestTooLong',
    });
    await expect(batch([])).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
    expect(await receive()).toEqual([]);
  });

  test('one bad entry of a batch fails alone', async () => {
    const { Successful, Failed } = await batch(['good', 'bad\u0000']);

    expect(Successful?.map(({ Id }) => Id)).toEqual(['0']);
    expect(Failed).toMatchObject([
      { Id: '1', Code: 'InvalidMessageContents', SenderFault: true },
    ]);
  });

  test('a made-up receipt handle is not valid; deleting twice is fine', async () => {
    await send('a', 'a1');
    const message = only(await receive());

    await remove(message);
    await remove(message);

    await expect(remove({ ReceiptHandle: 'made up' })).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
    });
  });
});

test('a queue is found by name and tells how many messages it has', async () => {
  await send('a', 'a1');
  await send('b', 'b1');
  await receive();

  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );

  expect(
    await client.send(new GetQueueUrlCommand({ QueueName: 'main.fifo' })),
  ).toMatchObject({
    QueueUrl,
  });
  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesNotVisible: '1',
    FifoQueue: 'true',
  });
});
