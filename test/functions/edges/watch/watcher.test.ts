import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, expect, test } from 'vitest';
import { TransientFailure } from '../../../../functions/core/errors.ts';
import type { Hold } from '../../../../functions/core/memory/workspace-state.ts';
import type { LogFields } from '../../../../functions/edges/log/log.ts';
import { countMessages } from '../../../../functions/edges/watch/count-messages.ts';
import {
  createWatcher,
  type WatcherDeps,
} from '../../../../functions/edges/watch/watcher.ts';

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
    readHold: async () => undefined,
    countMessages: async () => ({ total: 0, taken: 0 }),
    countParked: async () => ({ count: 3, oldestAt: now - 86_400_400 }),
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
      },
      expect.objectContaining({ workspace: 'north', holdSeconds: 0, waiting: 1 }),
      {
        level: 'info',
        message: 'parked events counted',
        count: 3,
        oldestSeconds: 86_400,
      },
    ]),
  );
  expect(lines.at(-1)).toEqual({ level: 'info', message: 'watch complete', count: 4 });
  expect(lines).toHaveLength(4);
});

test('a hold that nothing waits behind is 0 s old: nobody would end it, and it delays nobody (G6)', async () => {
  const { lines } = await watch({ readHold: async () => hold });

  expect(lines.filter(({ holdSeconds }) => holdSeconds !== undefined)).toMatchObject([
    { workspace: 'main', holdSeconds: 0, waiting: 0 },
    { workspace: 'north', holdSeconds: 0, waiting: 0 },
  ]);
});

test('while nothing is parked the oldest is 0 s old, so that the alarm ends', async () => {
  const { lines } = await watch({
    countParked: async () => ({ count: 0, oldestAt: undefined }),
  });

  expect(lines).toContainEqual({
    level: 'info',
    message: 'parked events counted',
    count: 0,
    oldestSeconds: 0,
  });
});

const canary = 'canary';
const refusal = new TransientFailure('queue', { detail: 'AccessDenied' });
const bug = new TypeError(canary);

test.each([
  ['the first is a bug', bug, refusal],
  ['the first is a refusal', refusal, bug],
])(
  'what cannot be counted is said, hides nothing else, and leaves the run incomplete: %s (G6, G10)',
  async (_, ofMain, ofParked) => {
    const { lines, failure } = await watch({
      countMessages: async (url) => {
        if (url.endsWith('main')) throw ofMain;
        return { total: 0, taken: 0 };
      },
      countParked: () => Promise.reject(ofParked),
    });

    expect(failure).toEqual(new Error('not counted'));
    expect(failure).not.toHaveProperty('cause');
    expect(lines.filter(({ level }) => level === 'info')).toMatchObject([
      { message: 'workspace watched', workspace: 'north' },
    ]);
    const errors = lines.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(
      expect.arrayContaining([
        {
          level: 'error',
          message: 'not counted',
          reason: 'queue',
          detail: 'AccessDenied',
        },
        expect.objectContaining({ message: 'not counted', reason: 'bug' }),
      ]),
    );
    expect(JSON.stringify(lines)).not.toContain(canary);
  },
);

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
  const refusal = Object.assign(new Error('no'), {
    name: 'AccessDenied',
    $fault: 'client',
  });
  sqs.on(GetQueueAttributesCommand).rejects(refusal);

  await expect(countMessages(client, 'https://queue/main')).rejects.toMatchObject({
    reason: 'queue',
    detail: 'AccessDenied',
  });
});
