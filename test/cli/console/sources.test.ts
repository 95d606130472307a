import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { localTimeline } from '../../../cli/console/local-timeline.ts';
import { UserError } from '../../../lib/report.ts';
import type { Operations } from '../../../local/console/operations.ts';
import { serveConsole } from '../../../local/console/serve.ts';
import { contactId, type LinksProject, startLinksProject } from '../links-project.ts';
import { operationsOf } from './console-project.ts';

const runFile = promisify(execFile);
let project: LinksProject;
let operations: Operations;

const formYaml = `provider: standard-webhooks
workspace: main
contact:
  match:
    - email
  ifNotFound: park
map:
  email: data.email
  firstName: data.firstName
`;
const form = {
  timestamp: '2026-01-01T10:00:00Z',
  data: { email: 'ada@example.com', firstName: 'Ada', city: 'Paris' },
};

const eve = { ...form, data: { ...form.data, firstName: 'Eve' } };

beforeAll(async () => {
  project = await startLinksProject(3, {
    'form.yaml': formYaml,
    'form.samples/signup.json': JSON.stringify(form),
    'form.samples/signup.expected.json': JSON.stringify({
      email: 'ada@example.com',
      firstName: 'Ada',
    }),
  });
  operations = operationsOf(project);
  await project.send('unknown', 'Bea');
  project.write('one.json', JSON.stringify(eve));
  project.write('one.headers.json', JSON.stringify({ 'webhook-id': 'msg-1' }));
  await project.cli('send', 'form', 'one.json', '--headers', 'one.headers.json');
  await fetch(`${project.running.url}/hooks/form`, { method: 'POST', body: '{}' });
  await project.quiet();
});

afterAll(() => project.stop());

test('a configuration that does not run yet is said to be another one', async () => {
  expect((await operations.sources()).notes).toEqual([]);
  project.write(
    'config/sources/form.yaml',
    formYaml.replace('ifNotFound: park', 'ifNotFound: ignore'),
  );
  onTestFinished(() => project.write('config/sources/form.yaml', formYaml));

  expect((await operations.sources()).notes).toEqual([
    'The configuration here is not the one that is deployed. ' +
      'What is shown here counts after you start the instance again (npm start).',
  ]);
});

const accepted = async (source: string): Promise<string> => {
  const { rows } = await operations.timeline({ source, outcome: 'accepted', limit: 1 });
  return rows[0]?.key ?? '';
};

test('sources are listed with their address, what came, what was refused and what is parked', async () => {
  const { sources, workspaces } = await operations.sources();

  const url = JSON.parse((await project.cli('url', 'form', '--json')).stdout).url;
  expect(sources.map(({ name }) => name)).toEqual(['form', 'shop']);
  expect(sources[0]).toMatchObject({
    provider: 'standard-webhooks',
    workspace: 'main',
    url,
    refused: 1,
    problems: [],
  });
  expect(sources[0]?.volume.length).toBe(24);
  expect(sources[0]?.volume.reduce((sum, one) => sum + one, 0)).toBe(2);
  expect(sources[1]?.parked).toBe(1);
  expect(workspaces).toEqual([
    { name: 'main', waiting: expect.stringMatching(/^No message waits\./) },
    { name: 'other', waiting: expect.stringMatching(/^No message waits\./) },
  ]);
});

test('one source shows its curl, its keys and when they matched, and why requests were refused', async () => {
  const view = await operations.source('form');

  const [printed] = project.running.curls().filter(({ source }) => source === 'form');
  const withoutSignature = (text = '') =>
    text.replace(/-H 'webhook-(signature|timestamp).*/g, '');
  expect(view.curl?.sample).toBe('signup');
  expect(withoutSignature(view.curl?.command)).toBe(withoutSignature(printed?.command));
  expect(view.keys).toEqual([
    {
      name: 'form',
      which: 'current',
      state: 'set, made up for this machine',
      lastMatchedAt: expect.any(Number),
    },
  ]);
  expect(view.refusals).toEqual([
    { cause: 'missing-signature', words: expect.any(String), count: 1 },
  ]);
  expect(view.payloads).toEqual(
    [
      { key: 'sample:signup', kind: 'sample', label: 'signup' },
      ...view.payloads.slice(1).map(({ key }) => ({
        key,
        kind: 'recorded',
        label: expect.stringContaining('UTC') ?? '',
      })),
    ].map((one) => ({ ...one, label: expect.any(String) })),
  );
  expect(view.payloads.length).toBe(3);
});

test('the resolve rate of each field is that of events --drift', async () => {
  const { entries } = await operations.source('shop');

  const drift = JSON.parse(
    (await project.cli('events', '--drift', '--source', 'shop', '--json')).stdout,
  );
  expect(
    entries.map(({ field, events, nowPercent }) => ({ field, events, nowPercent })),
  ).toEqual(
    drift.entries.map(({ field, events, nowPercent }: Record<string, unknown>) => ({
      field,
      events,
      nowPercent,
    })),
  );
  expect(entries[0]?.shares.at(-1)).toBe(1);
  expect(entries[0]?.shares.length).toBe(14 * 24);
});

test('a key that is wrong is judged in the words of check; a previous one is listed', async () => {
  const path = join(project.dir, '.bridgehook/keys.json');
  const before = readFileSync(path, 'utf8');
  const keys = JSON.parse(before);
  keys.signing.form = { current: 'changeme', previous: keys.signing.form.current };
  writeFileSync(path, JSON.stringify(keys));

  const { keys: states } = await operations.source('form');
  const checked = JSON.parse((await project.cli('check', '--json')).stdout);
  writeFileSync(path, before);

  expect(states.map(({ which, state }) => [which, state])).toEqual([
    ['current', checked.keys[0].what],
    ['previous', 'set'],
  ]);
});

test('the map of a sample is what preview says', async () => {
  const map = await operations.map('form', 'sample:signup');

  const preview = JSON.parse(
    (
      await project.cli(
        'preview',
        'form',
        'config/sources/form.samples/signup.json',
        '--json',
      )
    ).stdout,
  );
  expect(map).toMatchObject({
    payload: form,
    events: [
      {
        title: 'event: a patch of 2 fields',
        id: preview.events[0].id,
        foundBy: preview.events[0].foundBy,
        unused: [{ yaml: 'data.city', value: 'Paris' }],
      },
    ],
    notes: [],
  });
  expect(map.events[0]?.fields).toEqual(
    preview.events[0].fields.map(
      ({ happened: why, ...field }: Record<string, unknown>) => ({ ...field, why }),
    ),
  );
});

test('the map of a recorded request follows the file of the source as it is now', async () => {
  const key = `recorded:${await accepted('form')}`;
  const before = await operations.map('form', key);
  project.write('config/sources/form.yaml', `${formYaml}  lastName: data.city\n`);
  const after = await operations.map('form', key);
  project.write('config/sources/form.yaml', formYaml);

  expect(before.events[0]?.fields.map(({ field }) => field)).toEqual([
    'firstName',
    'email',
  ]);
  expect(after.events[0]?.fields.find(({ field }) => field === 'lastName')).toMatchObject({
    field: 'lastName',
    value: 'Paris',
  });
  await expect(operations.map('shop', key)).rejects.toThrow('came to form');
  await expect(operations.map('form', 'sample:singup')).rejects.toThrow(
    'Did you mean signup?',
  );
});

const samples = () => join(project.dir, 'config/sources/form.samples');

test('a recorded request becomes a test case that check passes, and holds no proof (G10)', async () => {
  const kept = await operations.testCase(await accepted('form'), 'from-console');
  const check = await project.cli('check');
  const files = kept.files.map((file) =>
    readFileSync(join(project.dir, 'config', file), 'utf8'),
  );
  const again = operations.testCase(await accepted('form'), 'from-console');

  await expect(again).rejects.toThrow(
    /from-console\.\w+ exists already\. Nothing was changed\./,
  );
  for (const file of kept.files) rmSync(join(project.dir, 'config', file));
  expect(check).toMatchObject({ code: 0 });
  expect(kept).toMatchObject({ source: 'form', name: 'from-console' });
  expect(kept.files.map((file) => file.replace(/^.*\//, ''))).toEqual([
    'from-console.expected.json',
    'from-console.http',
  ]);
  expect(files[0]).toBe('{\n  "firstName": "Eve",\n  "email": "ada@example.com"\n}\n');
  expect(files[1]).toContain('msg-1');
  expect(files[1]).not.toMatch(/webhook-signature/i);
});

test('keep does the same with a payload file; a body that says all is kept as a body', async () => {
  project.write(
    'change.json',
    JSON.stringify({ sent: 7, data: { customer: 'c', firstName: 'Di' } }),
  );

  const kept = await project.cli('keep', 'shop', 'change.json', 'di');
  const check = await project.cli('check');
  const folder = join(project.dir, 'config/sources/shop.samples');
  const body = readFileSync(join(folder, 'di.json'), 'utf8');
  for (const end of ['json', 'expected.json']) rmSync(join(folder, `di.${end}`));

  expect(kept).toMatchObject({
    code: 0,
    stdout:
      'Written: config/sources/shop.samples/di.expected.json\n' +
      'Written: config/sources/shop.samples/di.json\n' +
      'It holds all that the person had sent: replace each value of a real person before you ' +
      'commit it.\n',
  });
  expect(check.code).toBe(0);
  expect(body).toBe(readFileSync(join(project.dir, 'change.json'), 'utf8'));
});

test.each(['../../evil', 'a/b', '.hidden', 'Ä', '', 'x'.repeat(49), 'a.expected', '..'])(
  'a case cannot be called %j',
  async (name) => {
    await expect(operations.testCase(await accepted('form'), name)).rejects.toThrow(
      'That is not a name for a case.',
    );
  },
);

test('nothing is written where a link leads out of the configuration', async () => {
  const outside = join(project.dir, 'outside');
  mkdirSync(outside);
  const yaml = readFileSync(join(project.dir, 'config/sources/form.yaml'));
  writeFileSync(join(project.dir, 'config/sources/linked.yaml'), yaml);
  symlinkSync(outside, join(project.dir, 'config/sources/linked.samples'));

  const kept = await project.cli('keep', 'linked', 'one.json', 'out');
  rmSync(join(project.dir, 'config/sources/linked.yaml'));
  rmSync(join(project.dir, 'config/sources/linked.samples'));

  expect(kept.stderr).toContain('config by a symbolic link. Nothing was written.');
  expect(readFileSync(join(samples(), 'signup.json'), 'utf8')).toBe(JSON.stringify(form));
});

test('a request that would not pass check is not kept, and nothing of it stays', async () => {
  project.write('soon.json', JSON.stringify({ ...form, timestamp: 'soon' }));
  project.write('cut.json', '{"data"');
  const before = readdirSync(samples());

  const unread = await project.cli('keep', 'form', 'soon.json', 'soon');
  const cut = await project.cli('keep', 'form', 'cut.json', 'cut');
  const check = await project.cli('check');

  expect([unread.code, cut.code]).toEqual([1, 1]);
  expect(unread.stderr).toMatch(
    /in the sample soon: [\s\S]*form would not pass check\. Nothing/,
  );
  expect(cut.stderr).toContain('cut.json');
  expect(readdirSync(samples())).toEqual(before);
  expect(check.code).toBe(0);
});

test('the simulator shows its contacts and takes faults', async () => {
  const bridge = operations.bridge;
  project.running.simulator?.putContact(contactId(2), {
    workspaceId: '11111111-1111-4111-8111-111111111111',
    firstName: 'Bo',
    customAttributes: [{ key: 'Plan', values: ['Gold'] }],
  });

  await bridge?.setFault({ fault: '503', times: 2 });
  await bridge?.setFault({ fault: 'drop', times: 1 });
  const view = await bridge?.view();
  await bridge?.endFaults();

  const [main] = view?.workspaces ?? [];
  expect(main?.contacts.find(({ id }) => id === contactId(2))?.fields).toEqual([
    { field: 'firstName', value: 'Bo' },
    { field: 'customAttributes.Plan', value: ['Gold'] },
  ]);
  expect(view?.faults).toEqual([
    { words: 'answers 503', left: 2 },
    { words: 'makes the change and hangs up', left: 1 },
  ]);
  expect((await bridge?.view())?.faults).toEqual([]);
});

test('the state has what the page begins with', async () => {
  expect(await operations.state()).toMatchObject({
    place: 'this machine',
    isLocal: true,
    tabs: ['timeline', 'parked', 'sources', 'bridge'],
    sources: ['form', 'shop'],
    workspaces: [{ name: 'main' }, { name: 'other' }],
    parked: expect.any(Number),
  });
  const { firstCurl, readOnly } = await operations.state();
  expect({ firstCurl, readOnly }).toEqual({ firstCurl: undefined, readOnly: undefined });
});

/** The status that a command of curl prints, run by a shell. */
async function run(command: string): Promise<string> {
  const { stdout } = await runFile('bash', ['-c', command], { cwd: process.cwd() });
  return /^HTTP\/1\.1 (\d+)/.exec(stdout)?.[1] ?? stdout;
}

/** Sends a body that is signed here, and gives the key of the request. */
async function sendSaved(data: object): Promise<string> {
  project.write('saved.json', JSON.stringify({ ...eve, data: { ...eve.data, ...data } }));
  const { code, stderr } = await project.cli('send', 'form', 'saved.json');
  if (code !== 0) throw new Error(stderr);
  await project.quiet();
  return accepted('form');
}

const bodies = () => join(project.dir, '.bridgehook/samples/requests');

test('a recorded request is copied as a curl that a shell takes, with its body in it', async () => {
  const note = `it's "$(exit 1)" \`x\` \\ !! é\u202e @here`;
  const command = await operations.curl(await sendSaved({ note }));

  expect(command).toContain('--data-raw ');
  expect(await run(command)).toBe('200');
  expect(existsSync(bodies())).toBe(false);
  const again = project.running.timeline.showHttpOf(await accepted('form'));
  expect(again?.body).toMatchObject({ data: { note } });
  await expect(operations.curl('nothing')).rejects.toThrow('The request is not kept.');
});

test('a body that is too long for a command is put where the end of the run removes it', async () => {
  const command = await operations.curl(await sendSaved({ note: 'x'.repeat(9_000) }));

  expect(command).not.toContain('xxx');
  expect(await run(command)).toBe('200');
  expect(readdirSync(bodies())).toHaveLength(1);
});

test('keep and send --curl do the same by the key that timeline prints', async () => {
  const key = await sendSaved({ note: 'by key' });
  const { row } = project.running.timeline;
  const opened = (asked: string) => {
    const found = row(asked);
    if (found === undefined) throw new UserError('Nothing is known of it.');
    return { row: found, isMasked: false, events: [], notes: [] };
  };
  const views = {
    request: async (asked: string) => opened(asked),
    event: async () => Promise.reject(new Error('Not asked for here.')),
  };
  const all = operationsOf(project, { views });
  const served = await serveConsole(0, { operations: all, readOnly: undefined });
  const instance = join(project.dir, '.bridgehook/run.json');
  const before = readFileSync(instance, 'utf8');
  writeFileSync(
    instance,
    JSON.stringify({ ...JSON.parse(before), consoleUrl: served.url }),
  );
  onTestFinished(async () => {
    writeFileSync(instance, before);
    await served.close();
  });

  const curl = await project.cli('send', 'form', '--curl', '--request', key);
  const kept = await project.cli('keep', 'form', 'by-key', '--request', key);
  const elsewhere = await project.cli('keep', 'shop', 'by-key', '--request', key);
  const both = await project.cli('keep', 'form', 'a.json', 'by-key', '--request', key);
  const sent = await project.cli('send', 'form', '--request', key);
  const files = readdirSync(samples()).filter((file) => file.startsWith('by-key.'));
  for (const file of files) rmSync(join(samples(), file));

  expect(await run(curl.stdout)).toBe('200');
  expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining('Written: ') });
  expect(files).toHaveLength(2);
  expect(elsewhere).toMatchObject({
    code: 1,
    stderr: 'The request came to form, not to shop.\n',
  });
  expect(both.code).toBe(2);
  expect(sent.code).toBe(2);
});

test('a request that came to no source is not said to be gone', async () => {
  await fetch(`${project.running.url}/hooks/nowhere`, { method: 'POST', body: '{}' });
  const { rows } = await operations.timeline({ limit: 10 });
  const stray = rows.find(({ state }) => state === 'stray');

  const key = stray?.key ?? '';
  await expect(operations.curl(key)).rejects.toThrow(/^No source is known for this/);
  await expect(operations.testCase(key, 'x')).rejects.toThrow(/^No source is known for/);
});

test('of a stack the state is there without its logs, and names no curl', async () => {
  const timeline = {
    ...localTimeline(project.running.timeline),
    timeline: async () => Promise.reject(new UserError('The logs cannot be read.')),
  };
  const { firstCurl, tabs } = await operationsOf(project, {
    timeline,
    local: undefined,
  }).state();

  expect(firstCurl).toBeUndefined();
  expect(tabs).toEqual(['timeline', 'parked', 'sources']);
});
