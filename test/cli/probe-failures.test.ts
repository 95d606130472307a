import { readFileSync, writeFileSync } from 'node:fs';
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
import { describe, expect, onTestFinished, test } from 'vitest';
import { ana, patches, place, probe, rep, stateOf, whole } from './probe-place.ts';
import { projectDirectory, runCommand } from './run-command.ts';

describe('nothing is changed, and one sentence says why', () => {
  test.each<[string, string[], RegExp, number?]>([
    ['an id that is none', ['--contact', 'ana'], /^--contact is not a UUID\./, 2],
    [
      'a contact that is not there',
      ['--contact', rep.id],
      /^The workspace main has no contact 7e362e2b/,
    ],
    ['a workspace that is not configured', ['--workspace', 'mian'], /Did you mean main\?/],
  ])('%s', async (_, more, sentence, exitCode = 1) => {
    const here = await place();

    const { code, stdout, stderr } = await probe(here, ...more);

    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(patches(here)).toEqual([]);
  });

  test('a wrong key', async () => {
    const here = await place();
    here.simulator.setApiKeys(['other-key']);

    const { code, stderr } = await probe(here);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Bridge rejects the API key of the workspace main \(GET contacts: status 401\).*keys set main\)\. Nothing was changed\.\n$/,
    );
    expect(stderr).not.toContain('good-key');
  });

  test('a Bridge that cannot be reached', async () => {
    const here = await place();
    await here.simulator.stop();

    expect(await probe(here)).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        `Bridge does not answer at ${here.simulator.url} as it should ` +
        '(GET contact: ECONNREFUSED). Check the address, or try again later. Nothing was changed.\n',
    });
  });

  test('no running instance', async () => {
    expect(await probe({ cwd: projectDirectory() })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing runs on this machine.'),
    });
  });

  test('a contact with something archived, which could not be given back', async () => {
    const here = await place(
      {},
      {
        ...whole,
        customAttributes: [
          { key: 'Gone', values: ['x'] },
          { key: 'Topics', values: ['Golf', 'Curling'] },
        ],
      },
    );

    const { code, stderr } = await probe(here);

    expect(code).toBe(1);
    expect(stderr).toContain(
      'archived or shares its name: customAttributes.Gone, customAttributes.Topics.',
    );
    expect(patches(here)).toEqual([]);
  });
});

describe('cut short', () => {
  test('Ctrl-C restores the contact', async () => {
    const here = await place({ attributeList: 'replaces', omittedFields: 'cleared' });
    const before = stateOf(here);
    here.simulator.addFault({ delayMs: 300, method: 'PATCH' });
    const running = probe(here);
    while (patches(here).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    process.emit('SIGINT');

    const { code, stderr } = await running;

    expect(code).toBe(1);
    expect(stderr).toContain('Interrupted. The contact is as it was.');
    expect(stateOf(here)).toEqual(before);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  test('a Bridge that fails for a moment has the contact restored', async () => {
    const here = await place({ omittedFields: 'cleared' });
    const before = stateOf(here);
    const calls = () => here.simulator.requests().length;
    const running = probe(here);
    while (calls() < 4) await new Promise((resolve) => setTimeout(resolve, 1));
    here.simulator.addFault({ status: 503, times: 2 });

    const { code } = await running;

    expect(code).toBeLessThan(2);
    expect(stateOf(here)).toEqual(before);
  });

  test('an answer that never comes is waited out before the contact is restored', async () => {
    const here = await place({ attributeList: 'replaces' });
    const before = stateOf(here);
    const file = join(here.cwd, 'config/bridge.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('delivery:', 'delivery:\n  settle: 1 s'),
    );
    // A reused connection that dies is tried once more; the second time tells nothing.
    here.simulator.addFault({ dropConnection: 'after', method: 'PATCH', times: 2 });

    const { code, stderr } = await probe(here);

    expect(code).toBe(1);
    expect(stderr).toContain('waiting 1 s before restoring');
    expect(stateOf(here)).toEqual(before);
  });

  test('what cannot be restored is named, field by field', async () => {
    const here = await place({ nulls: 'clears' });
    const running = probe(here);
    const isNulled = () =>
      patches(here).some(({ body }) => (body as { lastName?: unknown }).lastName === null);
    while (!isNulled()) await new Promise((resolve) => setTimeout(resolve, 1));
    here.simulator.addFault({ status: 422, times: 50, method: 'PATCH' });

    const { code, stderr } = await running;

    expect(code).toBe(1);
    expect(stderr).toMatch(/Not restored: lastName(, type)?\. Put them right in Bridge\./);
    expect(stderr).not.toContain('Gil');
  });
});

test('through a deployed stack the key is the deployed one', async () => {
  const here = await place();
  const file = join(here.cwd, 'config/bridge.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^baseUrl: .*$/m, `baseUrl: ${here.simulator.url}`),
  );
  here.simulator.setApiKeys(['deployed-key']);
  const cloudFormation = mockClient(CloudFormationClient);
  const secretsManager = mockClient(SecretsManagerClient);
  onTestFinished(() =>
    [cloudFormation, secretsManager].forEach((client) => void client.restore()),
  );
  const Outputs = [{ OutputKey: 'BridgeKeysSecret', OutputValue: 'keys' }];
  cloudFormation.on(DescribeStacksCommand, { StackName: 'Bridgehook-prod' }).resolves({
    Stacks: [
      {
        StackName: 'Bridgehook-prod',
        CreationTime: new Date(),
        StackStatus: 'CREATE_COMPLETE',
        Outputs,
      },
    ],
  });
  secretsManager
    .on(GetSecretValueCommand)
    .resolves({ SecretString: '{"main":{"current":"deployed-key"}}' });

  expect(await probe(here, '--stack', 'Bridgehook-prod')).toMatchObject({ code: 0 });
  expect(await probe(here, '--stack', 'local')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('rejects the API key'),
  });
});

test('the real API is taken from the environment, as by start', async () => {
  const here = await place();
  here.simulator.setApiKeys(['real-key']);
  const env = { BRIDGE_API_KEY: 'real-key', BRIDGE_BASE_URL: here.simulator.url };

  expect(
    await runCommand(['probe', '--contact', ana], { cwd: here.cwd, env }),
  ).toMatchObject({
    code: 0,
  });
});
