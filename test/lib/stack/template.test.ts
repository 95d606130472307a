import { type App, Stage, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { exampleStack, exampleTemplate } from '../example-stack.ts';

/**
 * Most of these hold what cannot be made again: a new id makes CloudFormation create an empty one
 * and leave the full one behind. Deliver and its role are what mappings and queues of workspaces
 * point to that have left the configuration.
 */
const pinned = {
  DeliverFunction3CEE947F: 'AWS::Lambda::Function',
  DeliverRole40EE88B9: 'AWS::IAM::Role',
  LedgerTable9343E4AA: 'AWS::DynamoDB::GlobalTable',
  QueuesDeadLettersF0D5D2AD: 'AWS::SQS::Queue',
  QueuesmainCEEBE328: 'AWS::SQS::Queue',
  SecretsBridgeKeys3A9EAE2F: 'AWS::SecretsManager::Secret',
  SecretsPepperC047F0EC: 'AWS::SecretsManager::Secret',
  SecretsSigningKeys20695C0E: 'AWS::SecretsManager::Secret',
};

test('state, queues and secrets keep their logical ids', () => {
  const { Resources } = exampleTemplate().toJSON();

  expect(
    Object.fromEntries(Object.keys(pinned).map((id) => [id, Resources[id]?.Type])),
  ).toEqual(pinned);
});

test('a workspace more changes nothing about the others', () => {
  const { Resources } = exampleTemplate({
    workspaces: {
      other: { id: 'x', concurrency: 2 },
      main: { id: 'y', concurrency: 10 },
    },
  }).toJSON();

  expect(Resources).toHaveProperty('QueuesmainCEEBE328');
});

test('the template is the one that was reviewed', async () => {
  const { Parameters, Rules, ...template } = exampleTemplate().toJSON();
  const { BootstrapVersion: _ofTheCdk, ...ours } = Parameters;
  const { CheckBootstrapVersion: _ofTheCdkToo, ...ourRules } = Rules;
  Object.assign(template, { Parameters: ours, Rules: ourRules });
  const { ConfigHash } = template.Outputs;
  const masked = JSON.parse(
    JSON.stringify(template)
      .replaceAll(/[0-9a-f]{64}\.zip/g, 'ASSET.zip')
      .replaceAll(ConfigHash.Value, 'HASH'),
  );

  expect(ConfigHash.Value).toMatch(/^[\w-]{16}$/);

  await expect(
    stringify(masked, { lineWidth: 160, aliasDuplicateObjects: false }),
  ).toMatchFileSnapshot('__snapshots__/template.yaml');
});

test('cdk-nag finds nothing that is not acknowledged with a reason', () => {
  const stack = exampleStack();
  const app = Stage.of(stack) as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  expect(() => app.synth()).not.toThrow();
});

test('cdk-nag would find something', () => {
  const stack = exampleStack();
  new Queue(stack, 'Plain');
  const app = Stage.of(stack) as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  expect(() => app.synth()).toThrow('AwsSolutions-SQS4');
});
