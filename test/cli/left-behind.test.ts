import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Message, writeMessage } from '../../functions/core/message/message.ts';
import { createEnqueue } from '../../functions/edges/queue.ts';
import { type LinksProject, startLinksProject } from './links-project.ts';

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
