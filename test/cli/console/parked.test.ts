import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { localTimeline } from '../../../cli/console/local-timeline.ts';
import { UserError } from '../../../lib/report.ts';
import type { Operations } from '../../../local/console/operations.ts';
import { contactId, type LinksProject, startLinksProject } from '../links-project.ts';
import { operationsOf } from './console-project.ts';

let project: LinksProject;
let operations: Operations;

beforeAll(async () => {
  project = await startLinksProject(3);
  operations = operationsOf(project);
  await project.cli('links', 'set', '--id', 'known', '--contact', contactId(1));
  await project.send('known', 'Ada');
  await project.send('unknown', 'Bea');
  await project.send('stranger', 'Cy');
});

afterAll(() => project.stop());

const json = async (...argv: string[]) =>
  JSON.parse((await project.cli(...argv, '--json')).stdout);

const deliveredId = async (): Promise<string> =>
  (await json('events', '--contact', contactId(1)))[0].id;

/** Bridge holds something else than the event says, until the test ends. */
function changeByHand(firstName: string): void {
  project.put(contactId(1), { firstName });
  onTestFinished(() => project.put(contactId(1), { firstName: 'Ada' }));
}

test('what is parked is what events --parked lists, with a cure for each reason (G2)', async () => {
  const { events, groups, notes } = await operations.parked();

  const listed: { id: string }[] = await json('events', '--parked');
  expect(events.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
  expect(events[0]).toMatchObject({
    source: 'shop',
    workspace: 'main',
    reason: 'no-contact',
    words: 'parked no-contact',
  });
  expect(groups).toEqual([
    {
      reason: 'no-contact',
      source: 'shop',
      count: 2,
      oldestAt: Math.min(...events.map(({ parkedAt }) => parkedAt)),
      cure: expect.stringMatching(/^docs\/identity\.md#/),
    },
  ]);
  expect(notes).toEqual([]);
});

test('a plan is that of replay: the same lines, the same digest (G2)', async () => {
  changeByHand('By mistake');
  const id = await deliveredId();
  const parked = (await operations.parked()).events.map((event) => event.id);

  const plan = await operations.plan([id, ...parked], false);

  const printed = await project.cli('replay', ...parked, id);
  const { digest } = await json('replay', id, ...parked);
  expect(printed.stdout).toBe(`${plan.lines.join('\n')}\n`);
  expect(plan.digest).toBe(digest);
  expect(plan.contacts).toEqual([
    {
      workspace: 'main',
      contactId: contactId(1),
      fields: [{ field: 'firstName', now: 'By mistake', next: 'Ada', isSame: false }],
    },
  ]);
  expect(plan.events.map(({ words }) => words).sort()).toEqual([
    'delivered',
    'parked no-contact',
    'parked no-contact',
  ]);
  expect(plan.blocked).toBeUndefined();
  expect(project.firstNameOf(contactId(1))).toBe('By mistake');
});

test('a plan that still holds is sent, and the event keeps its id (G2, G4)', async () => {
  changeByHand('By mistake');
  const id = await deliveredId();
  const { digest } = await operations.plan([id], false);

  const sent = await operations.send([id], digest);
  await project.quiet();

  expect(sent).toEqual({
    sent: true,
    message: '1 event put back into the queue. See how they end: npx bridgehook events',
  });
  expect(project.firstNameOf(contactId(1))).toBe('Ada');
  expect(await deliveredId()).toBe(id);
});

test('if Bridge was changed since, nothing is sent, by the page and by the command (G2)', async () => {
  changeByHand('By mistake');
  const id = await deliveredId();
  const { digest } = await operations.plan([id], false);
  project.put(contactId(1), { firstName: 'Corrected by hand' });

  const sent = await operations.send([id], digest);
  const replayed = await project.cli('replay', id, '--if-plan', digest, '--yes');
  await project.quiet();

  const words =
    'Bridge changed since the plan was made. Nothing was sent: look at the new plan.';
  expect(sent).toMatchObject({ sent: false, message: words });
  expect(sent.plan?.contacts[0]?.fields[0]?.now).toBe('Corrected by hand');
  expect(replayed).toMatchObject({ code: 1, stderr: `${words}\n` });
  expect(project.firstNameOf(contactId(1))).toBe('Corrected by hand');
});

test('another change is told apart: an event that ended, and a configuration that is not deployed', async () => {
  changeByHand('By mistake');
  const [id = ''] = (await operations.parked()).events.map((event) => event.id);
  const { digest } = await operations.plan([id], false);
  const bridgeYaml = readFileSync(join(project.dir, 'config/bridge.yaml'), 'utf8');
  project.write('config/bridge.yaml', `${bridgeYaml}delivery:\n  keepEvents: 20 days\n`);
  const blocked = await operations.plan([id], false);
  const elsewhere = await operations.send([id], digest);
  const refused = operations.send([id], blocked.digest);
  await expect(refused).rejects.toThrow(
    /^The configuration here is not .* Nothing was sent\.$/,
  );
  project.write('config/bridge.yaml', bridgeYaml);
  await project.cli('discard', id, '--yes');

  const ended = await operations.send([id], digest);

  expect(elsewhere.message).toMatch(
    /^The configuration changed since the plan was made\./,
  );
  expect(blocked.blocked).toMatch(
    /^The configuration here is not the one that is deployed/,
  );
  expect(ended.message).toMatch(/^The events changed since the plan was made/);
});

test('parked events are discarded, in the words of discard (G2)', async () => {
  const [id = ''] = (await operations.parked()).events.map((event) => event.id);
  const lines: string[] = [];
  // A row shows some of its events only: this one is not among them.
  const operator = operationsOf(project, {
    timeline: {
      ...localTimeline(project.running.timeline),
      rows: () => [],
      addLine: ({ text }) => lines.push(text),
    },
  });

  const discarded = await operator.discard([id]);

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ eventId: id, reason: 'discarded' }),
  ]);

  expect(discarded).toEqual({ discarded: [id], message: '1 event discarded.' });
  expect(await json('events', '--parked')).toEqual([]);
  await expect(operations.discard([id])).rejects.toThrow(
    `No event ${id} is parked. List those that are: npx bridgehook events --parked`,
  );
});

test('a hold is released in the words of hold release (G6)', async () => {
  expect(await operations.releaseHold('main')).toBe('The workspace main is not on hold.');
  await expect(operations.releaseHold('nowhere')).rejects.toThrow(UserError);
});

test('what there is not is said in the words of the commands', async () => {
  await expect(operations.plan(['nothing'], false)).rejects.toThrow(
    'There is no event nothing. List them: npx bridgehook events',
  );
});

test('without leave to write nothing is changed, and a plan says so', async () => {
  const reader = operationsOf(project, { mayWrite: false });
  const id = await deliveredId();
  const words =
    /^This console only reads\. To change something, start it with --write: npx/;

  expect((await reader.state()).readOnly).toMatch(words);
  expect((await reader.plan([id], false)).blocked).toMatch(words);
  for (const change of [
    () => reader.send([id], 'x'),
    () => reader.discard([id]),
    () => reader.releaseHold('main'),
    () => reader.testCase('x', 'case'),
    async () => reader.bridge?.setFault({ fault: '503', times: 1 }),
    async () => reader.bridge?.endFaults(),
  ])
    await expect(change()).rejects.toThrow(words);
});
