import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { OutgoingMessage } from '../../../functions/core/message/message.ts';
import {
  createEnqueue,
  delayMessage,
  queueUrlOfArn,
  queueUrlsOf,
} from '../../../functions/edges/queue.ts';

const sqs = mockClient(SQSClient);
afterEach(() => sqs.reset());
// Other files in this process use the real client.
afterAll(() => sqs.restore());

const message = (name: string, bytes = 10): OutgoingMessage => ({
  body: 'x'.repeat(bytes),
  group: `group-${name}`,
  dedup: `dedup-${name}`,
  events: 1,
});
const enqueue = createEnqueue(new SQSClient({ region: 'eu-west-1' }));
const later = () => Date.now() + 60_000;
const entriesOf = (call: number) =>
  sqs.commandCalls(SendMessageBatchCommand)[call]?.args[0].input.Entries ?? [];
const allStored = (input: { Entries?: { Id?: string | undefined }[] | undefined }) => ({
  Successful:
    input.Entries?.map(({ Id }) => ({ Id, MessageId: 'm', MD5OfMessageBody: '' })) ?? [],
});

test('messages carry their group and dedup id, at most ten in a call', async () => {
  sqs.on(SendMessageBatchCommand).callsFake(allStored);

  const left = await enqueue(
    'https://queue',
    Array.from({ length: 23 }, (_, index) => message(`${index}`)),
    later(),
  );

  expect(left).toEqual([]);
  expect([0, 1, 2].map((call) => entriesOf(call).length).sort()).toEqual([10, 10, 3]);
  expect(entriesOf(0)[0]).toMatchObject({
    MessageGroupId: 'group-0',
    MessageDeduplicationId: 'dedup-0',
  });
});

test('messages that would be too much for one call go in several', async () => {
  sqs.on(SendMessageBatchCommand).callsFake(allStored);

  await enqueue(
    'https://queue',
    Array.from({ length: 6 }, (_, index) => message(`${index}`, 200_000)),
    later(),
  );

  expect([0, 1].map((call) => entriesOf(call).length).sort()).toEqual([2, 4]);
});

test('only what was not taken is sent again, until the deadline (G1)', async () => {
  let call = 0;
  sqs.on(SendMessageBatchCommand).callsFake((input) => {
    call += 1;
    return call === 1
      ? {
          Successful: [{ Id: '0' }],
          Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }],
        }
      : allStored(input);
  });

  const left = await enqueue('https://queue', [message('a'), message('b')], later());

  expect(left).toEqual([]);
  expect(entriesOf(1).map(({ MessageGroupId }) => MessageGroupId)).toEqual(['group-b']);
});

test('what the queue never takes is given back when time is up (G1)', async () => {
  const down = Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
  sqs.on(SendMessageBatchCommand).rejects(down);

  let now = 0;
  const tickingEnqueue = createEnqueue(new SQSClient({ region: 'eu-west-1' }), () => {
    now += 10;
    return now;
  });

  const left = await tickingEnqueue('https://queue', [message('a')], 120);

  expect(left).toEqual([message('a')]);
  expect(sqs.commandCalls(SendMessageBatchCommand).length).toBeGreaterThan(1);
});

test('a message is put off by its receipt', async () => {
  sqs.on(ChangeMessageVisibilityCommand).resolves({});

  await delayMessage(
    new SQSClient({ region: 'eu-west-1' }),
    'https://queue',
    'receipt',
    7,
  );

  expect(sqs.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'https://queue',
    ReceiptHandle: 'receipt',
    VisibilityTimeout: 7,
  });
});

test('a message that cannot be put off is a failure of the queue, with its cause (A16)', async () => {
  const cause = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  sqs.on(ChangeMessageVisibilityCommand).rejects(cause);

  const delaying = delayMessage(
    new SQSClient({ region: 'eu-west-1' }),
    'https://queue',
    'r',
    7,
  );

  await expect(delaying).rejects.toMatchObject({
    name: 'TransientFailure',
    reason: 'queue',
    detail: 'ECONNRESET',
    cause,
  });
});

test('a bug on the way to the queue is no message that was not taken (A16)', async () => {
  const bug = new TypeError("Cannot read properties of undefined (reading 'foo')");
  sqs.on(SendMessageBatchCommand).rejects(bug);
  sqs.on(ChangeMessageVisibilityCommand).rejects(bug);

  await expect(enqueue('https://queue', [message('a')], later())).rejects.toBe(bug);
  const client = new SQSClient({ region: 'eu-west-1' });
  await expect(delayMessage(client, 'https://queue', 'r', 7)).rejects.toBe(bug);
});

test.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/Stack-Hq-1.fifo'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/Stack-Hq-1.fifo'],
  ['http://localhost:4566/123456789012/Stack-Hq-1.fifo'],
])('the queues stand beside %s, under their names', (first) => {
  const at = first.replace('Stack-Hq-1.fifo', '');
  const all = { hq: first, 'a-b': `${at}B.fifo` };

  expect(queueUrlsOf({ hq: first, 'a-b': 'B.fifo' })).toEqual(all);
  expect(queueUrlsOf(all)).toEqual(all);
});

test('a message is put off in the queue it came from, also if that belongs to no workspace any more (G2)', () => {
  const queueUrls = {
    hq: 'https://sqs.eu-west-1.amazonaws.com/123456789012/new-hq.fifo',
  };

  expect(
    queueUrlOfArn(queueUrls, 'arn:aws:sqs:eu-west-1:123456789012:Stack-Queueshq-1.fifo'),
  ).toBe('https://sqs.eu-west-1.amazonaws.com/123456789012/Stack-Queueshq-1.fifo');
});
