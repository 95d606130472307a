import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, expect, test } from 'vitest';
import { TransientFailure } from '../../../functions/core/errors.ts';
import type { Hold } from '../../../functions/core/memory/workspace-state.ts';
import { countMessages } from '../../../functions/edges/count-messages.ts';
import type { LogFields } from '../../../functions/edges/log/log.ts';
import { createWatcher, type WatcherDeps } from '../../../functions/edges/watcher.ts';

const sqs = mockClient(SQSClient);
afterEach(() => sqs.reset());
// Other files in this process use the real client.
afterAll(() => sqs.restore());

const client = new SQSClient({ region: 'eu-west-1' });
const now = 10_000_000;
const hold: Hold = {
  reason: 'rate-limited',
  until: now + 900_000,
  stepSeconds: 900,
  since: now - 2_100_400,
  isProbed: false,
};

async function watch(deps: Partial<WatcherDeps>): Promise<{
  lines: (LogFields & { level: string })[];
  failure: unknown;
}> {
  const lines: (LogFields & { level: string })[] = [];
  const watcher = createWatcher({
    queueUrls: { main: 'https://queue/main', north: 'https://queue/north' },
    deadLettersUrl: 'https://queue/dead',
    readHold: async () => undefined,
    countMessages: async () => ({ total: 0, taken: 0 }),
    countParked: async () => 3,
    watchDrift: async () => {},
    now: () => now,
    log: (level, fields) => lines.push({ level, ...fields }),
    ...deps,
  });
  const failure = await watcher().catch((error: unknown) => error);
  return { lines, failure };
}

test('the hold of a workspace counts from its beginning while something waits, and others are not on hold (G6)', async () => {
  const { lines, failure } = await watch({
    readHold: async (workspace) => (workspace === 'main' ? hold : undefined),
    countMessages: async (url) =>
      url.endsWith('main') ? { total: 12, taken: 10 } : { total: 1, taken: 1 },
  });

  expect(failure).toBeUndefined();
  expect(lines).toEqual(
    expect.arrayContaining([
      {
        level: 'info',
        message: 'workspace watched',
        workspace: 'main',
        holdSeconds: 2100,
        reason: 'rate-limited',
        waiting: 12,
        taken: 10,
      },
      expect.objectContaining({ workspace: 'north', holdSeconds: 0, waiting: 1 }),
      { level: 'info', message: 'parked events counted', count: 3 },
      { level: 'info', message: 'dead letters counted', count: 1 },
    ]),
  );
});

test('a hold that nothing waits behind is 0 s old: nobody would end it, and it delays nobody (G6)', async () => {
  const { lines } = await watch({ readHold: async () => hold });

  expect(lines.filter(({ holdSeconds }) => holdSeconds !== undefined)).toMatchObject([
    { workspace: 'main', holdSeconds: 0, waiting: 0 },
    { workspace: 'north', holdSeconds: 0, waiting: 0 },
  ]);
});

test('what cannot be counted is said, hides nothing else, and makes the run fail', async () => {
  const broken = new TransientFailure('queue', { detail: 'AccessDenied' });
  const { lines, failure } = await watch({
    countMessages: async (url) => {
      if (url.endsWith('main')) throw broken;
      return { total: 0, taken: 0 };
    },
    countParked: async () => {
      throw new TypeError('canary');
    },
  });

  expect(failure).toBe(broken);
  expect(
    lines.filter(({ level }) => level === 'info').map(({ message }) => message),
  ).toEqual(expect.arrayContaining(['workspace watched', 'dead letters counted']));
  expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
    { message: 'not counted', reason: 'queue', detail: 'AccessDenied' },
    { message: 'not counted', reason: 'bug' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('canary');
});

test('the messages of a queue are those that can be seen, those that cannot, and those that are delayed', async () => {
  sqs.on(GetQueueAttributesCommand, { QueueUrl: 'https://queue/main' }).resolves({
    Attributes: {
      ApproximateNumberOfMessages: '3',
      ApproximateNumberOfMessagesNotVisible: '20',
      ApproximateNumberOfMessagesDelayed: '100',
    },
  });

  expect(await countMessages(client, 'https://queue/main')).toEqual({
    total: 123,
    taken: 20,
  });
});

test('a queue that cannot be asked is a transient failure', async () => {
  const refusal = Object.assign(new Error('no'), { name: 'AccessDenied', $fault: 'client' });
  sqs.on(GetQueueAttributesCommand).rejects(refusal);

  await expect(countMessages(client, 'https://queue/main')).rejects.toMatchObject({
    reason: 'queue',
    detail: 'AccessDenied',
  });
});
