import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeRunFile } from '../../local/start/run-file.ts';
import { runCommand } from '../cli/run-command.ts';
import { type Flow, flowConfig, publicUrl, startFlow } from '../support/flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

const day = 24 * 3_600_000;
const idOf = (contact: number) =>
  `4e362e2b-67b2-4a7e-a9df-${contact.toString(16).padStart(12, '0')}`;

interface Report {
  events: { id: string; outcome: unknown; sent?: string[]; stale?: string[] }[];
  requests: { contactId: string; fields: { field: string; next: unknown }[] }[];
  outcomes?: Report['events'];
}

/**
 * A project whose map of the CRM takes the first name for the last, and the last for the first:
 * Bridge accepts that.
 */
function projectWithMistake(): { dir: string; configDir: string; mend(): void } {
  const dir = temporaryDir('replay');
  const configDir = join(dir, 'config');
  cpSync(flowConfig, configDir, { recursive: true });
  const edit = (name: string, swap: [string, string, string, string]) => {
    const file = join(configDir, 'sources', name);
    const right = readFileSync(file, 'utf8');
    writeFileSync(file, right.replace(swap[0], swap[1]).replace(swap[2], swap[3]));
    return () => writeFileSync(file, right);
  };
  const undo = [
    edit('crm.yaml', [
      'firstName: data.first',
      'firstName: data.last',
      'lastName: data.last',
      'lastName: data.first',
    ]),
    edit('crm.samples/whole.expected.json', [
      '"firstName": "Ada"',
      '"firstName": "Canaria"',
      '"lastName": "Canaria"',
      '"lastName": "Ada"',
    ]),
  ];
  return {
    dir,
    configDir,
    mend() {
      for (const mend of undo) mend();
    },
  };
}

function change(flow: Flow, contact: number, first: string, last: string) {
  const timestamp = new Date(flow.clock.now()).toISOString();
  return flow.deliver({
    source: 'crm',
    id: `${contact} ${first}`,
    body: { timestamp, data: { bridgeId: idOf(contact), first, last } },
  });
}

/** Runs a command against the flow as a person would where it runs. */
function cli(flow: Flow, dir: string, ...argv: string[]) {
  const { url, awsEndpoint, outputs } = flow.app;
  const instance = {
    pid: process.pid,
    url,
    publicUrl,
    awsEndpoint,
    outputs,
    bridgeUrl: flow.bridge.url,
  };
  const file = join(dir, '.bridgehook/run.json');
  rmSync(file, { force: true });
  writeRunFile(file, instance);
  return runCommand(argv, { cwd: dir, now: flow.clock.now() });
}

function deleteInBridge(flow: Flow, contactId: string): void {
  const rest = flow.bridge.contacts().filter(({ id }) => id !== contactId);
  flow.bridge.reset();
  for (const { id, ...contact } of rest) flow.bridge.putContact(id, contact);
}

const byId = (events: Report['events'] = []) =>
  new Map(
    events.map(({ id, outcome, sent = [], stale = [] }) => [
      id,
      { outcome, sent: sent.toSorted(), stale: stale.toSorted() },
    ]),
  );

/** Contacts are delivered side by side; what is sent to one keeps its order. */
const byContact = <T extends { contactId: string | undefined }>(requests: T[]) =>
  Map.groupBy(requests, ({ contactId }) => contactId);

test('a mistake in the map, found three days later: what was newer stays, the rest is put right, and the plan says just what happens (G2, G4)', async () => {
  const { dir, configDir, mend } = projectWithMistake();
  const flow = await startFlow({ configDir, stateDir: join(dir, 'state') });
  for (let contact = 1; contact <= 4; contact += 1)
    flow.bridge.putContact(idOf(contact), {});

  for (let contact = 1; contact <= 4; contact += 1)
    await change(flow, contact, `Ada ${contact}`, `Canaria ${contact}`);
  flow.clock.advanceTo(flow.clock.now() + 2 * day);
  await change(flow, 2, 'Adela', 'Nueva');
  const at = flow.clock.now();
  await flow.deliver({
    source: 'pack',
    id: 'p',
    body: {
      events: [
        {
          kind: 'changed',
          id: 'e',
          at,
          bridgeId: idOf(3),
          name: 'first',
          value: 'Newer',
        },
      ],
    },
  });
  deleteInBridge(flow, idOf(4));
  flow.clock.advanceTo(flow.clock.now() + day);
  expect(flow.bridge.contacts().find(({ id }) => id === idOf(1))).toMatchObject({
    firstName: 'Canaria 1',
    lastName: 'Ada 1',
  });

  mend();
  const replay = ['replay', '--source', 'crm', '--since', '4d', '--json'];
  const tooEarly = await cli(flow, dir, ...replay, '--yes');
  await flow.redeploy(configDir);
  const patchesBefore = flow.patches().length;
  const plan = await cli(flow, dir, ...replay);
  const isUntouched = flow.patches().length === patchesBefore;
  const done = await cli(flow, dir, ...replay, '--yes');

  expect(tooEarly).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^The configuration here is not the one that is deployed/,
    ),
  });
  expect(isUntouched).toBe(true);
  expect(plan.code).toBe(0);
  expect(done).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('1 event still parked'),
  });
  const [planned, happened] = [
    JSON.parse(plan.stdout) as Report,
    JSON.parse(done.stdout) as Report,
  ];
  expect(planned.events).toHaveLength(5);
  expect(byId(happened.outcomes)).toEqual(byId(planned.events));
  const sent = flow
    .patches()
    .slice(patchesBefore)
    .filter(({ status }) => status === 200);
  expect(byContact(sent.map(({ id, body }) => ({ contactId: id, fields: body })))).toEqual(
    byContact(
      planned.requests.map(({ contactId, fields }) => ({
        contactId,
        fields: Object.fromEntries(fields.map(({ field, next }) => [field, next])),
      })),
    ),
  );
  expect(
    flow.bridge.contacts().map(({ firstName, lastName }) => [firstName, lastName]),
  ).toEqual([
    ['Ada 1', 'Canaria 1'],
    ['Adela', 'Nueva'],
    ['Newer', 'Canaria 3'],
  ]);
});

test('what is kept for a replay, and what it writes, has every digit that came (G2)', async () => {
  const { dir, configDir, mend } = projectWithMistake();
  const flow = await startFlow({ configDir, stateDir: join(dir, 'state') });
  flow.bridge.putContact(idOf(1), {});
  const timestamp = new Date(flow.clock.now()).toISOString();
  const data = `{"bridgeId": "${idOf(1)}", "first": 9876543210987654321, "last": 1e999}`;
  await flow.deliver({
    source: 'crm',
    id: 'digits',
    body: `{"timestamp": "${timestamp}", "data": ${data}}`,
  });

  mend();
  await flow.redeploy(configDir);
  const listed = await cli(
    flow,
    dir,
    'events',
    '--source',
    'crm',
    '--since',
    '1d',
    '--json',
  );
  const [id = ''] = /[0-9A-Za-z_-]{43}/.exec(listed.stdout) ?? [];
  const shown = await cli(flow, dir, 'events', 'show', id, '--payload');
  const replayed = await cli(
    flow,
    dir,
    'replay',
    '--source',
    'crm',
    '--since',
    '1d',
    '--yes',
  );

  expect(shown.stdout).toMatch(/"9876543210987654321"[\s\S]*"1e999"/);
  expect(replayed.code).toBe(0);
  expect(flow.bridge.contacts()).toMatchObject([
    { firstName: '9876543210987654321', lastName: '1e999' },
  ]);
});
