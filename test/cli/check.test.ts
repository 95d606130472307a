import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { withFakeKeys } from '../../local/keys/fake-keys.ts';
import { emptyDirectory, projectDirectory, runCommand } from './run-command.ts';

test('a configuration in order is summed up: its sources and how many of their samples passed', async () => {
  const { code, stdout, stderr } = await runCommand(['check'], {
    cwd: projectDirectory(),
  });

  expect(code).toBe(0);
  expect(stdout).toContain('3 sources');
  expect(stdout).toMatch(/typeform-signup +2 of 2 samples passed/);
  expect(stderr).toBe('');
});

test('every problem is told with file, line, column and cure, and the exit code is 1', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/sources/website-form.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      'firstName: data.firstName',
      'firstNam: data.firstName',
    ),
  );

  const { code, stdout, stderr } = await runCommand(['check'], { cwd });

  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/website-form\.yaml:\d+:\d+ {2}map\.firstNam is not a key/);
  expect(stderr).toContain('→ write firstName');
});

test('--json gives the same to programs, in order or not', async () => {
  const cwd = projectDirectory();

  const good = await runCommand(['check', '--json'], { cwd });
  writeFileSync(
    join(cwd, 'config/sources/website-form.samples/contact-updated.expected.json'),
    '{}',
  );
  const bad = await runCommand(['check', '--json'], { cwd });

  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, problems: [] });
  expect(JSON.parse(good.stdout).sources).toContainEqual({
    name: 'website-form',
    samples: 2,
    passed: 2,
  });
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout).sources).toContainEqual({
    name: 'website-form',
    samples: 2,
    passed: 1,
  });
  expect(JSON.parse(bad.stdout).problems).toHaveLength(1);
});

test('--explain says which way each expression goes, and changes nothing else', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/sources/website-form.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      'firstName: data.firstName',
      'firstName: $replace(data.firstName, "-", " ")',
    ),
  );

  const text = await runCommand(['check', '--explain'], { cwd });
  const json = await runCommand(['check', '--explain', '--json'], { cwd });
  const plain = await runCommand(['check', '--json'], { cwd });

  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(
    /^ {4}map\.firstName +on JSONata: \$replace is not compiled$/m,
  );
  expect(text.stdout).toMatch(/^ {4}events\.id\[0\] +compiled$/m);
  const sources: { name: string; expressions?: unknown[] }[] = JSON.parse(
    json.stdout,
  ).sources;
  const { expressions } = sources.find(({ name }) => name === 'website-form') ?? {};
  expect(expressions).toContainEqual({ at: 'map.email', runs: 'compiled' });
  expect(expressions).toContainEqual({
    at: 'map.firstName',
    runs: 'on JSONata',
    because: '$replace is not compiled',
  });
  expect(plain.code).toBe(0);
  expect(plain.stdout).not.toContain('compiled');
});

test('a sample with a signature is refused', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/sources/website-form.samples/with-campaign.http');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      'webhook-id',
      'webhook-signature: v1,canary\nwebhook-id',
    ),
  );

  const { code, stderr } = await runCommand(['check'], { cwd });

  expect(code).toBe(1);
  expect(stderr).toContain(
    `with-campaign.http:1:1  holds a signature (webhook-signature)\n    → remove that line`,
  );
  expect(stderr).not.toContain('canary');
});

test('what is worth knowing is told with its place, and is no mistake', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/sources/typeform-signup.yaml');
  const verify =
    'verify:\n  kind: mac\n  algorithm: hmac-sha256\n  encoding: hex\n  header: X-Signature\n';
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('provider: typeform\n', `${verify}`),
  );

  const text = await runCommand(['check'], { cwd });
  const json = await runCommand(['check', '--json'], { cwd });

  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(
    /To know:\n.*bridge\.yaml:6:9 {2}workspaces\.main\.id is the sample's[\s\S]*typeform-signup\.yaml:\d+:3 {2}verify: lets a captured request be sent again/,
  );
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: true,
    problems: [],
    notes: [
      { file: expect.stringContaining('bridge.yaml'), line: 6, column: 9 },
      { file: expect.stringContaining('typeform-signup.yaml'), column: 3 },
    ],
  });
});

test('a block of events beside a preset is noted with what the preset loses', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/sources/typeform-signup.yaml');
  const events =
    'events:\n  filter: event_type = "form_response"\n  id:\n    - event_id\n' +
    '  time: form_response.submitted_at\n';
  writeFileSync(file, `${readFileSync(file, 'utf8')}${events}`);

  const { code, stdout } = await runCommand(['check'], { cwd });

  expect(code).toBe(0);
  expect(stdout).toMatch(
    /typeform-signup\.yaml:\d+:3 {2}events: replaces the block of typeform whole, also its type, knownTypes\n/,
  );
  expect(stdout).toContain(
    '→ copy those you want to keep from functions/providers/typeform.yaml',
  );
});

test('--config names another directory, and one without configuration says what to write', async () => {
  const cwd = emptyDirectory();

  const { code, stderr } = await runCommand(['check', '--config', 'elsewhere'], { cwd });

  expect(code).toBe(1);
  expect(stderr).toContain('elsewhere/bridge.yaml');
});

test.each([
  [['chek'], 'Did you mean check?'],
  [['check', '--jsn'], 'Did you mean --json?'],
  [['preview', 'website-form'], "missing required argument 'payload-file'"],
  [['start', '--port', 'http'], 'Write a number from 0 to 65535.'],
  [['start', '--public-url', 'example.com'], 'Write scheme and host'],
  [[], 'Usage: bridgehook'],
])(
  'a command line that is not right, %j, ends with exit code 2 and a hint',
  async (argv, hint) => {
    const { code, stderr, stdout } = await runCommand(argv, { cwd: emptyDirectory() });

    expect(code).toBe(2);
    expect(stderr).toContain(hint);
    expect(stdout).toBe('');
  },
);

test('help ends with exit code 0 and documents the exit codes', async () => {
  const { code, stdout } = await runCommand(['check', '--help'], {
    cwd: emptyDirectory(),
  });

  expect(code).toBe(0);
  expect(stdout).toMatch(/Exit codes:\n {2}0 {2}it went well\n {2}1 .*\n {2}2 /);
});

/** Writes the keys of this machine. */
function writeKeys(cwd: string, ring: object): void {
  mkdirSync(join(cwd, '.bridgehook'));
  writeFileSync(join(cwd, '.bridgehook/keys.json'), JSON.stringify(ring));
}

const goodKey = { current: '8f3k2j9d0s7xy4h1q6' };

test('keys that are placeholders or cannot be used are told by name and never shown', async () => {
  const cwd = projectDirectory();
  writeKeys(cwd, {
    signing: { 'typeform-signup': { current: '<canary>' }, 'website-form': 'canary' },
    bridge: { main: { current: 'canary\n' }, other: null },
  });

  const { code, stdout, stderr } = await runCommand(['check'], { cwd });
  const json = await runCommand(['check', '--json'], { cwd });

  expect([code, json.code]).toEqual([1, 1]);
  expect(stderr.split('\n')).toEqual([
    'Note: key of typeform-signup is a placeholder → npx bridgehook keys set typeform-signup',
    'key of website-form cannot be used (not-an-object) → npx bridgehook keys set website-form',
    'Bridge key of main has a blank at an end, a line break or an invisible character (U+000A)' +
      ' → npx bridgehook keys set main',
    '',
  ]);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, problems: [] });
  expect(JSON.parse(json.stdout).keys.map(({ name }: { name: string }) => name)).toEqual([
    'typeform-signup',
    'website-form',
    'main',
  ]);
  expect(stdout + stderr + json.stdout).not.toContain('canary');
});

test('a key that is only weak, and a previous one that cannot be used, are notes', async () => {
  const cwd = projectDirectory();
  writeKeys(cwd, {
    signing: { 'typeform-signup': { current: 'canary' } },
    bridge: { main: { ...goodKey, previous: null } },
  });

  const { code, stderr } = await runCommand(['check'], { cwd });

  expect(code).toBe(0);
  expect(stderr).toContain('Note: key of typeform-signup is short: 6 bytes');
  expect(stderr).toContain(
    'Note: Bridge key of main has a previous one that cannot be used',
  );
});

test('keys that npm start makes up are in order on this machine, and none for a stack', async () => {
  const cwd = projectDirectory();
  const configuration = await readConfiguration(join(cwd, 'config'));
  const sources = configuration.sources.map(({ source }) => source);
  const ring = withFakeKeys({ signing: {}, bridge: {} }, sources, ['main']);
  writeKeys(cwd, ring);
  const stackOutput = (OutputKey: string) => ({ OutputKey, OutputValue: OutputKey });
  mockClient(CloudFormationClient)
    .on(DescribeStacksCommand)
    .resolves({
      Stacks: [
        {
          StackName: 'Bridgehook-prod',
          CreationTime: new Date(),
          StackStatus: 'CREATE_COMPLETE',
          Outputs: ['SigningKeysSecret', 'BridgeKeysSecret'].map(stackOutput),
        },
      ],
    });
  mockClient(SecretsManagerClient)
    .on(GetSecretValueCommand, { SecretId: 'SigningKeysSecret' })
    .resolves({
      SecretString: JSON.stringify({
        'typeform-signup': goodKey,
        'website-form': { current: 'changeme' },
      }),
    })
    .on(GetSecretValueCommand, { SecretId: 'BridgeKeysSecret' })
    .resolves({ SecretString: JSON.stringify(ring.bridge) });

  const here = await runCommand(['check'], { cwd });
  const deployed = await runCommand(['check', '--stack', 'Bridgehook-prod'], { cwd });

  expect(here).toMatchObject({ code: 0, stderr: '' });
  expect(deployed.code).toBe(1);
  expect(deployed.stderr).toMatch(
    /^key of hubspot-workflow is missing → npx bridgehook keys set hubspot-workflow --stack Bridgehook-prod$/m,
  );
  expect(deployed.stderr).toMatch(/^key of website-form is a placeholder/m);
  expect(deployed.stderr).toContain(
    'Bridge key of main is a made-up key of the local run',
  );
  expect(deployed.stderr).not.toContain('typeform-signup');
});

test('workspaces that are too many for one stage are a problem with its place', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/bridge.yaml');
  const others = Array.from({ length: 80 }, (_, index) => {
    const id = `11111111-1111-4111-8111-1111111111${10 + index}`;
    return `  client-${index}:\n    id: ${id}\n`;
  });
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('workspaces:\n', `workspaces:\n${others.join('')}`),
  );

  const { code, stderr } = await runCommand(['check'], { cwd });

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /bridge\.yaml:5:3 {2}workspaces are 81, and only the first \d+ fit into one stage/,
  );
});
