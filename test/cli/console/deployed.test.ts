import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogLine } from '../../../local/console/timeline/facts/log-line.ts';
import { exampleTemplate } from '../../lib/example-stack.ts';
import {
  type ConsoleProcess,
  startConsoleProcess,
} from '../../support/console-process.ts';
import { rightsFor } from '../documented-rights.ts';
import { type PresentedStack, presentStack } from './presented-stack.ts';
import { type FormSample, startViewsProject, type ViewsProject } from './views-project.ts';

const runFile = promisify(execFile);
const program = join(import.meta.dirname, '../../../cli/bridgehook.mjs');
const name = 'Bridgehook-prod';
const template = exampleTemplate().toJSON();
const policies = {
  viewer: actionsOf('ConsoleViewerPolicy'),
  operator: actionsOf('ConsoleOperatorPolicy'),
};

let project: ViewsProject;
const lines: LogLine[] = [];
const ids = new Map<FormSample | 'refused', string>();
const stacks: PresentedStack[] = [];
const consoles: ConsoleProcess[] = [];
let viewer: ConsoleProcess;
let operator: ConsoleProcess;

/** What a policy of the template allows. */
function actionsOf(output: string): Set<string> {
  return new Set(
    statementsOf(output).flatMap(({ Action }: { Action: string | string[] }) => Action),
  );
}

function indexesOf(output: string): string[] {
  const text = JSON.stringify(statementsOf(output));
  return [...text.matchAll(/index\/(\w+)/g)].map(([, index = '']) => index);
}

function statementsOf(output: string) {
  const { Outputs, Resources } = template;
  return Resources[Outputs[output].Value.Ref].Properties.PolicyDocument.Statement;
}

async function open(rights: Set<string>, ...options: string[]): Promise<ConsoleProcess> {
  const stack = await presentStack(project, { name, lines, granted: rights });
  stacks.push(stack);
  const started = await startConsoleProcess(['--stack', name, ...options], {
    cwd: project.dir,
    env: stack.env,
  });
  consoles.push(started);
  return started;
}

const idOf = (sample: FormSample | 'refused') => ids.get(sample) ?? '';

beforeAll(async () => {
  project = await startViewsProject({
    onLog: ({ functionName, line: text }) =>
      void lines.push({ at: Date.now(), functionName, text }),
  });
  const { simulator } = project.running;
  for (const sample of ['created', 'known', 'invalid', 'nobody'] as const)
    ids.set(sample, await project.deliver(sample));
  const page = JSON.stringify({ message: 'Canary answer' });
  simulator?.addFault({ status: 422, method: 'PATCH', times: 20, page });
  ids.set('refused', await sendRefused());
  simulator?.clearFaults();
  project.write('config/bridge.yaml', `baseUrl: ${simulator?.url}\n${project.bridgeYaml}`);
  rmSync(join(project.dir, '.bridgehook/run.json'));
  viewer = await open(policies.viewer);
  operator = await open(policies.operator, '--write');
});

afterAll(async () => {
  for (const one of consoles) await one.stop();
  for (const stack of stacks) await stack.close();
  await project?.stop();
});

/** A request with a value in a header and in its body, whose PATCH Bridge refuses. */
async function sendRefused(): Promise<string> {
  const head =
    'POST /hooks/form HTTP/1.1\nContent-Type: application/json\nX-More: Canary header';
  const body = JSON.stringify({
    sent: 'refused',
    last: 'Canary Kim',
    email: 'canary@example.com',
  });
  project.write('refused.http', `${head}\n\n${body}`);
  await project.cli('send', 'form', 'refused.http');
  await project.quiet();
  const [row] = project.running.timeline.list({ source: 'form', limit: 1 }).rows;
  return row?.events[0]?.id ?? '';
}

/** What of a person came with a request, or from Bridge. */
function expectNoValue(text: string): void {
  expect(text.toLowerCase()).not.toContain('canary');
  expect(text).not.toContain('600111222');
}

describe('a console of a deployed stack', () => {
  test('says where it is, and that it only reads', () => {
    expect(viewer.output()).toMatch(
      /^The console of the stack Bridgehook-prod: http:\/\/127\.0\.0\.1:\d+\/_console\?token=\S+\nThis console only reads\. .*--write: npx bridgehook console --write --stack Bridgehook-prod\nCtrl-C stops\.\n/,
    );
    expect(operator.output()).toContain(
      'What you send, discard or release there happens in the stack.\n',
    );
  });

  test('makes the timeline of the lines that the functions have written', async () => {
    const { json, text } = await viewer.ask('/timeline', { source: 'form' });
    const refused = await viewer.ask('/timeline', { id: idOf('refused') });
    const person = await viewer.ask('/timeline', { person: 'canary@example.com' });

    const words = json.rows.map(({ events }: { events: { words: string }[] }) =>
      events.map((event) => event.words),
    );
    expect(words.flat()).toEqual([
      expect.stringMatching(/^parked refused/),
      'parked no-contact',
      expect.stringMatching(/^parked invalid-value/),
      expect.stringMatching(/^delivered/),
      expect.stringMatching(/^delivered/),
    ]);
    expect(json.notes).toEqual([expect.stringMatching(/from the functions' logs/)]);
    expect(refused.json.rows).toHaveLength(1);
    expect(person).toMatchObject({ status: 400 });
    expectNoValue(text);
  });

  test('says that it is no local one, and offers no tab that needs one', async () => {
    const { json, text } = await viewer.ask('/state');

    expect(json).toMatchObject({
      place: name,
      isLocal: false,
      readOnly: expect.stringMatching(/^This console only reads\./),
      tabs: ['timeline', 'parked', 'sources'],
      parked: 3,
    });
    expect((await viewer.ask('/bridge')).status).toBe(400);
    expectNoValue(text);
  });

  test('opens a row with the reasons of its fields, and no value before it is asked for', async () => {
    const row = (await viewer.ask('/timeline', { id: idOf('created') })).json.rows[0];
    const before = viewer.output();

    const request = await viewer.ask(`/requests/${encodeURIComponent(row.key)}`);
    const event = await viewer.ask(`/events/${idOf('created')}`);
    const unasked = viewer.output();
    const shown = await viewer.ask(`/events/${idOf('created')}/reveal`, {});

    expect(request.json).toMatchObject({ isMasked: false, notes: [expect.any(String)] });
    expect(request.json.events[0]).toEqual(event.json);
    const curl = await viewer.ask(`/requests/${encodeURIComponent(row.key)}/curl`);
    expect(curl.json.error.lines).toEqual([
      expect.stringMatching(/^The request is not kept\. Only this machine keeps requests/),
    ]);
    expectNoValue(request.text);
    expect(event.json.fields).toContainEqual({
      field: 'lastName',
      from: 'name',
      isMasked: true,
      why: 'set; sent',
    });
    const why = (fields: { field: string; why: string }[]) =>
      fields.map((field) => [field.field, field.why]);
    expect(why(shown.json.fields)).toEqual(why(event.json.fields));
    expect(shown.text).toContain('Canary gold');
    expect(shown.json.payload).toMatchObject({ sent: 'created' });
    expect(unasked).toBe(before);
    expect(viewer.output().slice(before.length)).toMatch(
      new RegExp(`^\\d{4}-\\S+ \\S+  values shown  event ${idOf('created')}\\n$`),
    );
  });

  test('shows what is parked, what Bridge said only when it is asked for', async () => {
    const parked = await viewer.ask('/parked');
    const refused = await viewer.ask(`/events/${idOf('refused')}`);
    const shown = await viewer.ask(`/events/${idOf('refused')}/reveal`, {});

    expect(parked.json.events.map(({ id }: { id: string }) => id)).toEqual(
      ['refused', 'nobody', 'invalid'].map((sample) => idOf(sample as FormSample)),
    );
    expect(refused.json).toMatchObject({ hasAnswer: true, canReplay: true });
    expectNoValue(parked.text + refused.text);
    expect(shown.json.answer).toContain('Canary answer');
  });

  test('shows sources, and the map on samples, which are files of the user', async () => {
    const sources = await viewer.ask('/sources');
    const source = await viewer.ask('/sources/form');
    const map = await viewer.ask('/sources/form/map/sample%3Awhole');

    expect(sources.json.sources[0]).toMatchObject({
      name: 'form',
      parked: 3,
      problems: [],
    });
    expect(source.json.payloads).toEqual([
      { key: 'sample:whole', kind: 'sample', label: 'whole' },
    ]);
    expect(source.json.keys).toMatchObject([{ state: 'in use' }]);
    expect(map.json).toMatchObject({ payload: { name: 'Ana Gil' } });
    expectNoValue(sources.text + source.text + map.text);
  });

  test.each([
    ['/send', { ids: ['a'], digest: 'd' }],
    ['/discard', { ids: ['a'] }],
    ['/hold/release', { workspace: 'main' }],
    ['/requests/r/test-case', { name: 'case' }],
    ['/bridge/faults', { fault: '503' }],
  ])('refuses %s without --write, in words', async (path, body) => {
    const { status, json } = await viewer.ask(path, body);

    expect(status).toBe(403);
    expect(json.error.lines).toEqual([
      expect.stringMatching(
        /^This console only reads\. .* npx bridgehook console --write --stack Bridgehook-prod/,
      ),
    ]);
  });

  test('plans without --write, but not with the rights of a viewer', async () => {
    const reader = await open(policies.operator);
    const other = await open(policies.viewer);

    const refused = await other.ask('/plan', { ids: [idOf('refused')] });
    const plan = await reader.ask('/plan', { ids: [idOf('refused')] });

    expect(refused.status).toBe(400);
    expect(refused.json.error.lines).toEqual([
      expect.stringMatching(/^The secrets of the stack Bridgehook-prod cannot be read/),
    ]);
    expect(plan.json).toMatchObject({
      blocked: expect.stringMatching(/^This console only reads\./),
      isMasked: true,
    });
    expectNoValue(plan.text);
  });

  test('shows the values of a plan only when they are asked for; the digest is the same', async () => {
    const before = operator.output();
    const asked = [idOf('refused'), idOf('nobody')];

    const masked = await operator.ask('/plan', { ids: asked });
    const unasked = operator.output();
    const shown = await operator.ask('/plan', { ids: asked, reveal: true });

    const [contact] = masked.json.contacts;
    expect(contact.fields).toContainEqual({ field: 'lastName', isSame: false });
    expectNoValue(masked.text);
    expect(masked.json.lines).toContain('  lastName');
    expect(shown.json).toMatchObject({ isMasked: false, digest: masked.json.digest });
    expect(shown.json.contacts[0].fields).toContainEqual({
      field: 'lastName',
      now: 'Canary Hil',
      next: 'Canary Kim',
      isSame: false,
    });
    expect(unasked).toBe(before);
    expect(operator.output().slice(before.length)).toMatch(
      new RegExp(`^\\d{4}-\\S+ \\S+  values shown  plan of ${asked.join(' ')}\\n$`),
    );
  });

  test('with --write sends a plan that still holds, and not one that does not', async () => {
    const asked = [idOf('refused')];
    const { digest } = (await operator.ask('/plan', { ids: asked })).json;
    const { version } = (await operator.ask('/timeline', {})).json;
    const live = operator.readStream(version, '"state":"delivered"');

    const other = await operator.ask('/send', { ids: asked, digest: 'a.b.c' });
    const sent = await operator.ask('/send', { ids: asked, digest });
    await project.quiet();

    expect(other.json).toMatchObject({ sent: false, plan: { digest, isMasked: true } });
    expectNoValue(other.text);
    expect(sent.json).toMatchObject({ sent: true });
    await live;
    const followed = await operator.ask('/timeline', { id: asked[0] });
    expect(followed.json.rows[0].events[0]).toMatchObject({
      state: 'delivered',
      endings: 2,
    });
    expect(project.running.simulator?.contacts()[0]?.lastName).toBe('Canary Kim');
  });

  test('with --write discards, and releases a hold', async () => {
    const discarded = await operator.ask('/discard', { ids: [idOf('nobody')] });
    const released = await operator.ask('/hold/release', { workspace: 'main' });

    expect(discarded.json.message).toBe('1 event discarded.');
    expect(released.json.message).toBe('The workspace main is not on hold.');
    expect((await operator.ask('/parked')).json.events).toHaveLength(1);
  });
});

describe('the policies of the stack', () => {
  test('let a viewer look at everything, and grant nothing that is not used', () => {
    const [stack] = stacks;

    expect([...(stack?.called ?? [])].sort()).toEqual([...policies.viewer].sort());
    expect([...policies.viewer].join(' ')).not.toContain('secretsmanager');
    expect([...(stack?.indexes ?? [])]).toEqual(indexesOf('ConsoleViewerPolicy'));
  });

  test('let an operator put things right, and grant nothing that is not used', async () => {
    for (const path of [
      '/state',
      '/sources',
      '/sources/form',
      `/events/${idOf('invalid')}`,
    ])
      expect((await operator.ask(path)).status).toBe(200);
    const [, stack] = stacks;

    expect([...(stack?.called ?? [])].sort()).toEqual([...policies.operator].sort());
    expect([...(stack?.secrets ?? [])].sort()).toEqual([
      'bridgehook/local/bridge-keys',
      'bridgehook/local/pepper',
    ]);
  });
});

test.each(['timeline', 'sources', 'sources form'])(
  '%s works with the rights that docs/deploying.md names, and no other',
  async (command) => {
    const granted = new Set([
      'cloudformation:DescribeStacks',
      ...[...policies.viewer].filter((action) =>
        rightsFor(command).includes(action.replace(/^.*:/, '')),
      ),
    ]);
    const stack = await presentStack(project, { name, lines, granted });
    stacks.push(stack);

    const { stdout } = await runFile(
      process.execPath,
      [program, ...command.split(' '), '--stack', name],
      {
        cwd: project.dir,
        env: stack.env,
      },
    );

    expect(stdout).toContain('form');
    expectNoValue(stdout);
    expect([...stack.called].sort()).toEqual([...granted].sort());
  },
);

test('docs/deploying.md names the rights of the viewer', () => {
  const actions = [...policies.viewer].map((action) => action.replace(/^.*:/, ''));

  expect(['DescribeStacks', ...rightsFor('console')].sort()).toEqual(actions.sort());
});

test('Ctrl-C ends a console', async () => {
  expect(await viewer.stop()).toBe(0);
});
