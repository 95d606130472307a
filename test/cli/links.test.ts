import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeRunFile } from '../../local/start/run-file.ts';
import { projectDirectory, runCommand } from './run-command.ts';

const contact = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';

const readText = (file: string) => readFileSync(file, 'utf8');

/**
 * The repository's configuration, with these systems in some of its sources, and a second
 * workspace.
 */
function projectWith(systems: Record<string, string>): string {
  const cwd = projectDirectory();
  for (const [source, system] of Object.entries(systems)) {
    const file = join(cwd, `config/sources/${source}.yaml`);
    writeFileSync(file, `system: ${system}\n${readText(file)}`);
  }
  const bridge = join(cwd, 'config/bridge.yaml');
  writeFileSync(
    bridge,
    readText(bridge).replace(
      '  main:',
      '  north:\n    id: b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1235\n  main:',
    ),
  );
  writeFileSync(join(cwd, 'links.csv'), `externalId,contactId\n42,${contact}\n`);
  return cwd;
}

const set = ['links', 'set', '--id', '42', '--contact', contact];

test.each([
  [
    'no system and none configured',
    {},
    set,
    'No source names a system. Write system: into the file of a source, or give --system.',
  ],
  [
    'a source that does not exist',
    {},
    [...set, '--source', 'typeform-signp'],
    'Did you mean typeform-signup?',
  ],
  [
    'a source without a system',
    {},
    [...set, '--source', 'typeform-signup'],
    'The source typeform-signup names no system. Write system:',
  ],
  [
    'a workspace that does not exist',
    {},
    [...set, '--system', 'crm', '--workspace', 'mian'],
    'Did you mean main?',
  ],
  [
    'nothing that runs',
    { 'typeform-signup': 'forms' },
    set,
    'Nothing runs on this machine. Start it in another terminal (npm start), or',
  ],
  [
    'a file that does not exist',
    { 'typeform-signup': 'forms' },
    ['links', 'import', 'lniks.csv'],
    'There is no file lniks.csv.',
  ],
  [
    'a file that is no CSV',
    { 'typeform-signup': 'forms' },
    ['links', 'import', 'config/bridge.yaml'],
    'config/bridge.yaml:1: the first line',
  ],
])(
  '%s: one sentence says what to write, and the exit code is 1',
  async (_, systems, argv, sentence) => {
    const { code, stdout, stderr } = await runCommand(argv, {
      cwd: projectWith(systems),
    });

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('canary');
  },
);

test.each([
  [
    'no system and two configured',
    { 'hubspot-workflow': 'hubspot', 'typeform-signup': 'forms' },
    set,
    'Whose ids? Choose a system with --system: forms, hubspot.',
  ],
  [
    'a system that cannot be one',
    {},
    [...set, '--system', 'Hub#1'],
    '--system is not the name of a system.',
  ],
  [
    'a source of another system',
    { 'typeform-signup': 'forms' },
    [...set, '--source', 'typeform-signup', '--system', 'crm'],
    'The source typeform-signup is not of the system crm.',
  ],
  [
    'two workspaces and no source of the system',
    {},
    [...set, '--system', 'crm'],
    'Which workspace? Choose one with --workspace: north, main.',
  ],
  [
    'a contact that is no UUID',
    {},
    ['links', 'set', '--id', '42', '--contact', 'canary'],
    '--contact is not a UUID.',
  ],
  [
    'an empty id',
    {},
    ['links', 'set', '--id', ' ', '--contact', contact],
    '--id is empty.',
  ],
])(
  '%s: one sentence says what to write, and the exit code is 2: the command is not written right',
  async (_, systems, argv, sentence) => {
    const { code, stdout, stderr } = await runCommand(argv, {
      cwd: projectWith(systems),
    });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('canary');
  },
);

test('a source says the system and the workspace', async () => {
  const cwd = projectWith({ 'hubspot-workflow': 'hubspot', 'typeform-signup': 'forms' });

  const { stderr } = await runCommand([...set, '--source', 'hubspot-workflow'], { cwd });

  expect(stderr).toMatch(/^Nothing runs on this machine\./);
});

test('an instance that was started by an older version has to be started again', async () => {
  const cwd = projectWith({ 'typeform-signup': 'forms' });
  writeRunFile(join(cwd, '.bridgehook/run.json'), {
    pid: process.pid,
    url: 'http://127.0.0.1:9',
    publicUrl: 'http://127.0.0.1:9',
  });

  const { code, stderr } = await runCommand(['links', 'import', 'links.csv'], { cwd });

  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'The instance on this machine is of an older version. Stop it, and start it again.\n',
  });
});

test('an instance that does not answer is one sentence', async () => {
  const cwd = projectWith({ 'typeform-signup': 'forms' });
  writeRunFile(join(cwd, '.bridgehook/run.json'), {
    pid: process.pid,
    url: 'http://127.0.0.1:9',
    publicUrl: 'http://127.0.0.1:9',
    awsEndpoint: 'http://127.0.0.1:9',
    outputs: {
      QueueUrls: '{"main":"q"}',
      TableName: 't',
      BridgeKeysSecret: 'b',
      PepperSecret: 'p',
    },
  });

  const { code, stderr } = await runCommand(['links', 'show', '--id', '42'], { cwd });

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^The secrets of the instance on this machine cannot be read \(.*\)\. Is it still running\?\n$/,
  );
});

test('show wants an id or a contact, not both', async () => {
  const cwd = projectWith({});

  const neither = await runCommand(['links', 'show'], { cwd });
  const both = await runCommand(['links', 'show', '--id', '42', '--contact', contact], {
    cwd,
  });

  expect([neither.code, both.code]).toEqual([2, 2]);
  expect(neither.stderr).toContain(
    'say what to show: --id <external-id> or --contact <uuid>',
  );
});
