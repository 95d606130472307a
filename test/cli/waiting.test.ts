import { afterAll, beforeAll, expect, test } from 'vitest';
import { countWaiting, describeWaitingMessages } from '../../cli/place/waiting.ts';
import { TransientFailure } from '../../functions/core/errors.ts';
import { contactId, type LinksProject, startLinksProject } from './links-project.ts';

let project: LinksProject;

beforeAll(async () => {
  project = await startLinksProject(1);
  await project.cli('links', 'set', '--id', 'known', '--contact', contactId(1));
});

afterAll(() => project.stop());

async function send(firstName: string): Promise<string> {
  project.write(
    'event.json',
    JSON.stringify({ sent: firstName, data: { customer: 'known', firstName } }),
  );
  const { stdout } = await project.cli('send', 'shop', 'event.json', '--json');
  await project.quiet();
  return /"requestId": ?\\?"([^"\\]+)/.exec(stdout)?.[1] ?? '';
}

const listed = async (...options: string[]): Promise<{ id: string }[]> =>
  JSON.parse((await project.cli('events', '--json', ...options)).stdout);

test('how many messages wait is said where nothing does, for people and for programs (G6)', async () => {
  await send('Ada');

  expect((await project.cli('events')).stdout).toMatch(
    /\n1 event of the last day\.\nNo message waits\.\n$/,
  );
  expect((await project.cli('hold', 'show')).stdout).toMatch(/\nNo message waits\.\n$/);
  expect(JSON.parse((await project.cli('hold', 'show', '--json')).stdout)).toMatchObject({
    workspace: 'main',
    waiting: { total: 0, taken: 0 },
    deadLetters: 0,
  });
});

test('what a sender was answered leads to its events, and they lead back to it', async () => {
  const requestId = await send('Bea');

  const [event, ...others] = await listed('--request', requestId);
  const shown = await project.cli('events', 'show', event?.id ?? '');

  expect(requestId).not.toBe('');
  expect(others).toEqual([]);
  expect(shown.stdout).toContain(`\nrequest: ${requestId}\n`);
  expect(shown.stdout).toMatch(/sent: firstName/);
  expect(await listed('--request', 'nothing')).toEqual([]);
});

test('of what waits, the number is said, and a request leads to the events that were tried (G6)', async () => {
  project.running.simulator?.addFault({ status: 503, times: 1_000_000 });

  const requestId = await send('Cleo');
  const waiting = await listed('--request', requestId);
  const { stdout } = await project.cli('hold', 'show');

  expect(waiting).toMatchObject([{ requestId }]);
  expect(waiting[0]).not.toHaveProperty('outcome');
  expect(stdout).toMatch(/\n1 message waits \(about\); tried so far: 1\.\n$/);
  expect((await project.cli('events')).stdout).toMatch(
    /\n1 message waits \(about\); tried so far: 1\.\n$/,
  );
});

test.each([
  [{ total: 1, taken: 0 }, 0, ['1 message waits (about); tried so far: 0.']],
  [{ total: 3, taken: 2 }, 0, ['3 messages wait (about); tried so far: 2.']],
  [
    { total: 0, taken: 0 },
    1_200,
    [
      'No message waits.',
      '1,200 dead letters (about); what to do: docs/runbook.md#dead-letters',
    ],
  ],
])('%j and %i dead letters in words', (waiting, deadLetters, words) => {
  expect(describeWaitingMessages({ waiting, deadLetters })).toEqual(words);
});

test('who must not ask SQS sees the rest all the same, and a bug is not hidden', async () => {
  const countDeadLetters = async () => 0;
  const failing = (failure: Error) =>
    countWaiting({ countMessages: () => Promise.reject(failure), countDeadLetters });

  const counted = await failing(new TransientFailure('queue', { detail: 'AccessDenied' }));

  expect(describeWaitingMessages(counted)).toEqual([
    'How many messages wait is not known: SQS does not say (AccessDenied).',
  ]);
  await expect(failing(new TypeError('a bug'))).rejects.toThrow('a bug');
});
