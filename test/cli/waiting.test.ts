import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWaiting } from '../../cli/events/timeline.ts';
import { countWaiting, describeWaitingMessages } from '../../cli/place/ledger/waiting.ts';
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
  expect((await project.cli('events', '--request', 'nothing')).stdout).toMatch(
    /^0 events\.[\s\S]*\nNothing is known of this request: it was refused, /,
  );
  expect((await project.cli('events', '--request', requestId)).stdout).not.toContain(
    'Nothing is known',
  );
});

test('of what waits, the number is said, and a request leads to the events that were tried (G6)', async () => {
  project.running.simulator?.addFault({ status: 503, times: 1_000_000 });

  const requestId = await send('Cleo');
  const waiting = await listed('--request', requestId);
  const { stdout } = await project.cli('hold', 'show');

  const shown = await project.cli('events', 'show', waiting[0]?.id ?? '');

  expect(waiting).toMatchObject([{ requestId }]);
  expect(shown.stdout).toMatch(
    /\nfailed: 1 time since .*\ntried again: 20.* at the earliest\n/,
  );
  expect(waiting[0]).not.toHaveProperty('outcome');
  expect(stdout).toMatch(/\n1 message waits \(about\); put off or being tried: 1\.\n$/);
  expect((await project.cli('events')).stdout).toMatch(
    /\n1 message waits \(about\); put off or being tried: 1\.\n$/,
  );
});

test.each([
  [{ total: 1, taken: 0 }, 0, ['1 message waits (about); put off or being tried: 0.']],
  [{ total: 3, taken: 2 }, 0, ['3 messages wait (about); put off or being tried: 2.']],
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

describe('of an event that waits', () => {
  const at = Date.UTC(2026, 0, 31, 9);
  const failures = {
    count: 2,
    firstAt: at,
    lastAt: at + 60_000,
    reason: 'unavailable',
    call: 'patch',
    blamed: 0,
    retryAt: at + 120_000,
  } as const;

  test('the next try is a time to come, or is due', () => {
    expect(describeWaiting({ attempts: [], failures }, undefined, at)).toEqual([
      expect.stringMatching(/^failed: 2 times since /),
      expect.stringMatching(/^tried again: 2026-01-31.*:02:00.* at the earliest$/),
    ]);
    expect(describeWaiting({ attempts: [], failures }, undefined, at + 120_000)[1]).toBe(
      'tried again: when its message comes back from the queue',
    );
  });

  test('a hold of its workspace is said', () => {
    const hold = {
      reason: 'unavailable',
      since: at,
      until: at + 1,
      stepSeconds: 5,
      isProbed: false,
    } as const;

    expect(describeWaiting({ attempts: [], failures }, hold, at)[2]).toMatch(
      /^on hold: the whole workspace, since 2026-01-31.*\(unavailable\); .*: hold show$/,
    );
  });
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
