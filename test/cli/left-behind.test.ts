import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Message, writeMessage } from '../../functions/core/message/message.ts';
import { createEnqueue } from '../../functions/edges/queue.ts';
import { contactId, type LinksProject, startLinksProject } from './links-project.ts';

let project: LinksProject;
let strayId: string;

/** What was queued for a workspace `hq`, and is delivered when bridge.yaml has it no more. */
beforeAll(async () => {
  project = await startLinksProject(1);
  const { app } = project.running;
  const sqs = new SQSClient({
    endpoint: app.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { main = '' } = JSON.parse(app.outputs.QueueUrls ?? '{}');
  strayId = 'stray';
  const message: Message = {
    version: 1,
    source: 'shop',
    workspace: 'hq',
    receivedAt: Date.now(),
    enqueuedAt: Date.now(),
    requestId: 'stray-request',
    headers: {},
    query: {},
    events: [{ id: strayId, idFrom: 'sender', index: 0, body: {} }],
  };
  const outgoing = { body: writeMessage(message), group: 'g', dedup: 'd', events: 1 };
  await createEnqueue(sqs)(main, [outgoing], Date.now() + 5_000);
  await project.quiet();
});

afterAll(() => project.stop());

test('events of a workspace that was renamed are parked and listed, with the way back (G2)', async () => {
  const text = await project.cli('events', '--parked');
  const json = await project.cli('events', '--parked', '--json');
  const shown = await project.cli('events', 'show', strayId);

  expect(text.stderr).toMatch(
    /stray {2}shop {2}parked workspace-removed {2}workspace hq\nPut the name back/,
  );
  expect(JSON.parse(json.stdout)).toMatchObject([{ id: strayId, workspace: 'hq' }]);
  expect(shown.stdout).toContain('parked workspace-removed');
  expect(shown.stdout).toContain('Put the name back');
});

test.each([[['replay', 'stray', '--yes']], [['discard', 'stray', '--yes']]])(
  '%s says that the name has to come back, and does nothing',
  async (argv) => {
    expect(await project.cli(...argv)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^The event stray is of the workspace hq, which bridge.yaml does not have any more. Put the name back/,
      ),
    });
  },
);

test('its name as an option is answered with where its events are', async () => {
  expect(await project.cli('events', '--workspace', 'hq')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('If it was renamed or removed, its events are kept'),
  });
});

describe('where several workspaces are configured, and none is the usual one', () => {
  beforeAll(() => {
    project.write('config/sources/shop.yaml', 'provider: not-read\n');
  });

  test.each([
    ['a workspace must be named', ['--parked'], 2],
    ['whatever one is named', ['--parked', '--workspace', 'main'], 0],
    ['also the other', ['--parked', '--workspace', 'other'], 0],
    ['also in what happened lately', ['--workspace', 'other'], 0],
    ['also by its request', ['--workspace', 'other', '--request', 'stray-request'], 0],
  ])('%s: events that were left behind are listed', async (_, options, code) => {
    const listed = await project.cli('events', ...options);

    expect(listed.code).toBe(code);
    expect(listed.stderr).toMatch(
      code === 0 ? / {2}workspace hq\nPut the name back/ : /Which workspace\?/,
    );
  });

  test.each([
    ['another request', ['--request', 'other']],
    ['what was written to a contact', ['--contact', contactId(1)]],
  ])('%s leads to none of them', async (_, options) => {
    const { code, stderr } = await project.cli(
      'events',
      '--workspace',
      'main',
      ...options,
    );

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
