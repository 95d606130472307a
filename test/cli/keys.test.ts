import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { emptyDirectory, projectDirectory, runCommand } from './run-command.ts';

const cloudFormation = mockClient(CloudFormationClient);
const secretsManager = mockClient(SecretsManagerClient);

afterEach(() => {
  cloudFormation.reset();
  secretsManager.reset();
});

const stackOutputs = (outputs: Record<string, string>) => ({
  Stacks: [
    {
      StackName: 'Bridgehook-prod',
      CreationTime: new Date(),
      StackStatus: 'CREATE_COMPLETE' as const,
      Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
        OutputKey,
        OutputValue,
      })),
    },
  ],
});

const readKeys = (cwd: string) =>
  JSON.parse(readFileSync(join(cwd, '.bridgehook/keys.json'), 'utf8'));

test('a signing key goes into the keys file, which only its owner can read, and is shown nowhere', async () => {
  const cwd = projectDirectory();

  const { code, stdout, stderr } = await runCommand(['keys', 'set', 'typeform-signup'], {
    cwd,
    stdin: 'canary-8f3k2j9d0s7\n',
  });

  expect(code).toBe(0);
  expect(readKeys(cwd)).toEqual({
    signing: { 'typeform-signup': { current: 'canary-8f3k2j9d0s7' } },
    bridge: {},
  });
  expect(statSync(join(cwd, '.bridgehook/keys.json')).mode & 0o777).toBe(0o600);
  expect(stdout + stderr).not.toContain('canary-8f3k2j9d0s7');
});

test('the key before it is kept as previous, and setting the same one again loses nothing', async () => {
  const cwd = projectDirectory();

  for (const key of ['first-8f3k2j9d0s7', 'second-8f3k2j9d0s7', 'second-8f3k2j9d0s7'])
    await runCommand(['keys', 'set', 'main'], { cwd, stdin: key });

  expect(readKeys(cwd).bridge).toEqual({
    main: { current: 'second-8f3k2j9d0s7', previous: 'first-8f3k2j9d0s7' },
  });
});

test.each([
  ['typeform-signup', '', 'empty'],
  ['typeform-signup', '\n', 'empty'],
  ['typeform-signup', 'two words of 1234567890abc', 'has a blank in it'],
  ['typeform-signup', 'two\u00a0words', 'an invisible character (U+00A0)'],
  ['typeform-signup', 'key\n\n', '(U+000A). Copy it again, without anything around it.'],
  ['typeform-signup', 'key\u0000', '(U+0000)'],
  ['main', '\ufeff8f3k2j9d0s7xy4h1', '(U+FEFF)'],
  ['typeform-signup', 'changeme', 'a placeholder'],
  ['typeform-signup', '<secret>', 'openssl rand -hex 32'],
  ['website-form', 'whsec_xxxxxxxx', 'openssl rand -base64 32'],
  ['main', 'your-key', 'a placeholder'],
  ['main', '$BRIDGE_KEY', 'a placeholder. Create a key in Bridge and copy it whole.'],
  ['typeform-signup', '4711x', 'is short: 5 bytes, where 16 or more are safe'],
  ['typeform-signup', 'abcdefghijklmnopqrstuvwxyz', 'can be guessed'],
  ['main', '8f3k2j', 'If the other side dictates this one: --allow-weak.'],
  ['website-form', 'whsec_canary?', 'base64, with or without whsec_ before it'],
])('for %s, %j is refused and nothing changes', async (name, value, why) => {
  const cwd = projectDirectory();

  const { code, stdout, stderr } = await runCommand(['keys', 'set', name], {
    cwd,
    stdin: value,
  });

  expect(code).toBe(1);
  expect(stderr).toContain(why);
  expect(stdout + stderr).not.toContain('canary');
  expect(() => readKeys(cwd)).toThrow('ENOENT');
});

test('a key of Standard Webhooks is taken with and without its prefix', async () => {
  const cwd = projectDirectory();

  const codes = [];
  for (const stdin of ['whsec_zNbHKmuRbZqWyg0UyAvc5w==', 'zNbHKmuRbZqWyg0UyAvc5w=='])
    codes.push((await runCommand(['keys', 'set', 'website-form'], { cwd, stdin })).code);

  expect(codes).toEqual([0, 0]);
});

test('a short key that the other side dictates is taken where that is said, with a warning', async () => {
  const cwd = projectDirectory();
  const set = (stdin: string) =>
    runCommand(['keys', 'set', 'typeform-signup', '--allow-weak'], { cwd, stdin });

  const [short, placeholder, blank] = [
    await set('canary'),
    await set('<key>'),
    await set('a\tb'),
  ];

  expect(short).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Warning: The key is short: 6 bytes'),
  });
  expect(short.stdout + short.stderr).not.toContain('canary');
  expect([placeholder.code, blank.code]).toEqual([1, 1]);
  expect(readKeys(cwd).signing).toEqual({ 'typeform-signup': { current: 'canary' } });
});

test('a bad entry beside it stays as it is, and a bad one is replaced', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, '.bridgehook/keys.json');
  mkdirSync(join(cwd, '.bridgehook'));
  const other = { current: 42, note: 'mine' };
  const signing = { 'typeform-signup': 'flat', other };
  writeFileSync(file, `\ufeff${JSON.stringify({ signing, bridge: { main: null } })}`);

  const { code } = await runCommand(['keys', 'set', 'typeform-signup'], {
    cwd,
    stdin: 'some-8f3k2j9d0s7x',
  });

  expect(code).toBe(0);
  expect(readKeys(cwd)).toEqual({
    signing: { 'typeform-signup': { current: 'some-8f3k2j9d0s7x' }, other },
    bridge: { main: null },
  });
});

test('a name that is a source and a workspace needs --kind; an unknown one gets a suggestion', async () => {
  const cwd = projectDirectory();
  const bridge = join(cwd, 'config/bridge.yaml');
  writeFileSync(
    bridge,
    readFileSync(bridge, 'utf8').replace(
      '  main:',
      '  website-form:\n    id: b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1235\n  main:',
    ),
  );

  const unclear = await runCommand(['keys', 'set', 'website-form'], {
    cwd,
    stdin: 'some-8f3k2j9d0s7x',
  });
  const clear = await runCommand(['keys', 'set', 'website-form', '--kind', 'bridge'], {
    cwd,
    stdin: 'some-8f3k2j9d0s7x',
  });
  const unknown = await runCommand(['keys', 'set', 'mian'], {
    cwd,
    stdin: 'some-8f3k2j9d0s7x',
  });

  expect(unclear).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--kind signing or --kind bridge'),
  });
  expect(clear.code).toBe(0);
  expect(readKeys(cwd).bridge).toHaveProperty('website-form');
  expect(unknown).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Did you mean main?'),
  });
});

test('a keys file that is broken is neither overwritten nor quoted', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, '.bridgehook/keys.json');
  mkdirSync(join(cwd, '.bridgehook'));
  writeFileSync(file, '{"signing": "canary');

  const { code, stderr } = await runCommand(['keys', 'set', 'main'], {
    cwd,
    stdin: 'some-8f3k2j9d0s7x',
  });

  expect(code).toBe(1);
  expect(stderr).toContain('keys.json is not a file of keys');
  expect(stderr).not.toContain('canary');
  expect(readFileSync(file, 'utf8')).toBe('{"signing": "canary');
});

test('with --stack the secret of the stack is read and written', async () => {
  const cwd = projectDirectory();
  cloudFormation
    .on(DescribeStacksCommand, { StackName: 'Bridgehook-prod' })
    .resolves(stackOutputs({ BridgeKeysSecret: 'bridgehook/prod/bridge-keys' }));
  secretsManager
    .on(GetSecretValueCommand)
    .resolves({ SecretString: '{"main":{"current":"old"},"north":{"current":"n"}}' });
  secretsManager.on(PutSecretValueCommand).resolves({});

  const { code, stdout } = await runCommand(
    ['keys', 'set', 'main', '--stack', 'Bridgehook-prod', '--json'],
    { cwd, stdin: 'new-8f3k2j9d0s7xy\n' },
  );

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    kind: 'bridge',
    name: 'main',
    where: 'the stack Bridgehook-prod',
    previousKept: true,
  });
  const [put] = secretsManager.commandCalls(PutSecretValueCommand);
  expect(put?.args[0].input.SecretId).toBe('bridgehook/prod/bridge-keys');
  expect(JSON.parse(put?.args[0].input.SecretString ?? '')).toEqual({
    main: { current: 'new-8f3k2j9d0s7xy', previous: 'old' },
    north: { current: 'n' },
  });
});

test('what AWS refuses is one sentence, and a made-up key is not deployed', async () => {
  const cwd = projectDirectory();
  cloudFormation
    .on(DescribeStacksCommand)
    .rejects(new Error('Stack with id Nope does not exist'));
  const refused = await runCommand(['keys', 'set', 'main', '--stack', 'Nope'], {
    cwd,
    stdin: 'new-8f3k2j9d0s7xy',
  });
  cloudFormation
    .on(DescribeStacksCommand)
    .resolves(stackOutputs({ BridgeKeysSecret: 'b' }));
  const fake = await runCommand(['keys', 'set', 'main', '--stack', 'Nope'], {
    cwd,
    stdin: 'fake-local-key-for-main',
  });

  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    /^The stack Nope could not be used .*does not exist.*\n$/,
  );
  expect(fake).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('a made-up key of the local run'),
  });
  expect(secretsManager.calls()).toEqual([]);
});

test('a configuration that cannot be read says so', async () => {
  const { code, stderr } = await runCommand(['keys', 'set', 'main'], {
    cwd: emptyDirectory(),
    stdin: 'some-8f3k2j9d0s7x',
  });

  expect(code).toBe(1);
  expect(stderr).toContain('config/bridge.yaml');
});
