import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../lib/config/settings.ts';
import { exampleStack, exampleTemplate, findResource } from '../example-stack.ts';

const template = exampleTemplate();

test('the API logs into a group of its stage whose name does not add to the resource policy of logs', () => {
  exampleTemplate({}, 'test').hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/aws/vendedlogs/bridgehook/Bridgehook-test/access',
  });
});

describe('the functions', () => {
  test('get an environment made of Ref, Fn::GetAtt and Fn::Join only, which the local run can resolve', () => {
    for (const id of ['Receive', 'Deliver', 'Watch']) {
      const environment = JSON.stringify(
        findResource(template, 'AWS::Lambda::Function', id).properties.Environment,
      );

      expect(new Set(environment.match(/"(Ref|Fn::\w+)"/g))).not.toContain('"Fn::Sub"');
      expect(environment).not.toMatch(/Fn::(?!GetAtt|Join)/);
      expect(environment).not.toContain('AWS::Partition');
    }
  });

  test('call the API by its own address unless the settings name another', () => {
    const addressOf = (t: typeof template) =>
      (
        findResource(t, 'AWS::Lambda::Function', 'Receive').properties.Environment as {
          Variables: Record<string, unknown>;
        }
      ).Variables.PUBLIC_URL;

    expect(addressOf(template)).toEqual({
      'Fn::GetAtt': [
        findResource(template, 'AWS::ApiGatewayV2::Api', 'Hooks').id,
        'ApiEndpoint',
      ],
    });
    expect(addressOf(exampleTemplate({ publicUrl: 'https://hooks.example.com' }))).toBe(
      'https://hooks.example.com',
    );
  });
});

describe('the secrets', () => {
  test.each(['signing-keys', 'bridge-keys'])(
    '%s starts empty; the text never changes, so no deploy overwrites what people put in',
    (name) => {
      for (const overrides of [
        {},
        { logRetentionDays: 90, baseUrl: 'https://other.example' },
      ]) {
        exampleTemplate(overrides).hasResourceProperties('AWS::SecretsManager::Secret', {
          Name: `bridgehook/prod/${name}`,
          SecretString: '{}',
        });
      }
    },
  );

  test('are those of the stage', () => {
    exampleTemplate({}, 'test').hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'bridgehook/test/signing-keys',
    });
  });
});

test('what has to be known of the workspaces is said at synth', () => {
  const id = 'b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234';
  const said = (workspaces: Settings['workspaces']) =>
    Annotations.fromStack(exampleStack({ workspaces }))
      .findInfo('*', Match.anyValue())
      .map(({ entry }) => entry.data);

  expect(said({ main: { id, concurrency: 8 } })).toEqual([
    expect.stringMatching(/^workspaces\.main\.id is the sample's/),
  ]);
  expect(said({ main: { id: 'other', concurrency: 9 } })).toEqual([
    expect.stringMatching(/^workspaces: up to 9 messages are delivered at once/),
  ]);
  expect(said({ main: { id: 'other', concurrency: 8 } })).toEqual([]);
});

test("API Gateway's own address is told also where senders use another one", () => {
  const withPublicUrl = exampleTemplate({ publicUrl: 'https://hooks.example.com' });
  const api = findResource(withPublicUrl, 'AWS::ApiGatewayV2::Api', 'Hooks').id;

  expect(withPublicUrl.findOutputs('*')).toMatchObject({
    HooksUrl: { Value: 'https://hooks.example.com/hooks' },
    ApiUrl: { Value: { 'Fn::GetAtt': [api, 'ApiEndpoint'] } },
  });
});

test('people read in the outputs what comes next, and what a destroy leaves, for their stage', () => {
  const { NextSteps, AfterDestroy } = exampleTemplate({}, 'test').findOutputs('*');

  expect(NextSteps?.Value).toContain('npx bridgehook check --stack Bridgehook-test ');
  expect(AfterDestroy?.Value).toContain('npx bridgehook adopt --stack Bridgehook-test ');

  const elsewhere = exampleTemplate({ configDir: '../acme' }, 'test').findOutputs('*');
  expect(elsewhere.NextSteps?.Value).toContain(
    'check --config <dir> --stack Bridgehook-test ',
  );
});
