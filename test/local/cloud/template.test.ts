// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what Fn::Sub is made of
import { expect, test } from 'vitest';
import { intrinsicResolver } from '../../../local/cloud/stack/intrinsics.ts';
import { readStack } from '../../../local/cloud/stack/read-stack.ts';
import {
  type Assembly,
  loadAssembly,
  type Template,
} from '../../../local/cloud/stack/template.ts';
import { tinyAssembly } from './tiny-app.ts';

const place = {
  region: 'us-east-1',
  accountId: '000000000000',
  stackName: 'tiny',
  awsEndpoint: 'http://127.0.0.1:4566',
  publicUrl: 'https://hooks.example.com',
};
const { template } = loadAssembly(tinyAssembly);
const resolve = intrinsicResolver(template, place);

test.each<[name: string, value: unknown, resolved: unknown]>([
  [
    'a queue is its URL',
    { Ref: 'Events1' },
    'http://127.0.0.1:4566/000000000000/events.fifo',
  ],
  [
    'a queue without a name gets one',
    { 'Fn::GetAtt': ['DeadLetters1', 'QueueName'] },
    'tiny-DeadLetters1.fifo',
  ],
  [
    'a secret is its ARN',
    { Ref: 'Keys1' },
    'arn:aws:secretsmanager:us-east-1:000000000000:secret:tiny/keys-local0',
  ],
  ['a table is its name', { Ref: 'Ledger1' }, 'ledger'],
  [
    'the API endpoint is the public URL',
    { 'Fn::GetAtt': 'Api1.ApiEndpoint' },
    'https://hooks.example.com',
  ],
  [
    'an address made of the API id is the public URL',
    { 'Fn::Sub': 'https://${Api1}.execute-api.${AWS::Region}.${AWS::URLSuffix}/x' },
    'https://hooks.example.com/x',
  ],
  [
    'Sub knows attributes, its own variables and literals',
    { 'Fn::Sub': ['${Events1.QueueName} ${own} ${!no}', { own: { Ref: 'Ledger1' } }] },
    'events.fifo ledger ${no}',
  ],
  [
    'Select of Split',
    { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Events1', 'Arn'] }] }] },
    'events.fifo',
  ],
  [
    'a parameter is its default',
    { Ref: 'BootstrapVersion' },
    '/cdk-bootstrap/hnb659fds/version',
  ],
  [
    'NoValue removes the property and the item',
    { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] },
    { b: [1] },
  ],
  [
    'pseudo parameters',
    {
      'Fn::Join': [
        '-',
        [{ Ref: 'AWS::Partition' }, { Ref: 'AWS::AccountId' }, { Ref: 'AWS::StackName' }],
      ],
    },
    'aws-000000000000-tiny',
  ],
])('%s', (_, value, resolved) => {
  expect(resolve('Test', value)).toEqual(resolved);
});

test.each([
  [
    'an unknown function',
    { 'Fn::ImportValue': 'x' },
    'Deliver1: the local run cannot resolve Fn::ImportValue.',
  ],
  [
    'an unknown name',
    { 'Fn::Join': ['', [{ Ref: 'Typo' }]] },
    'Deliver1: the local run cannot resolve Ref Typo.',
  ],
  [
    'an unserved attribute',
    { 'Fn::GetAtt': ['Role1', 'Arn'] },
    'Deliver1: the local run cannot resolve Fn::GetAtt Role1.Arn.',
  ],
])('%s is an error that names the resource and the intrinsic', (_, value, message) => {
  expect(() => resolve('Deliver1', value)).toThrow(message);
});

test('code is found by the asset path of the function or through the asset manifest', () => {
  const { functions } = readStack(loadAssembly(tinyAssembly), place);

  expect(functions.map(({ name, directory }) => [name, directory])).toEqual([
    ['tiny-Receive1', `${tinyAssembly}/asset.receive`],
    ['tiny-Deliver1', `${tinyAssembly}/asset.deliver`],
  ]);
});

test('environment goes to the function by construct name or logical id, and a name that fits none is an error', () => {
  const environmentOf = (part: string) =>
    readStack(loadAssembly(tinyAssembly), place, {
      environments: { [part]: { EXTRA: '1' } },
    }).functions.map(({ environment }) => environment.EXTRA);

  expect(environmentOf('Deliver')).toEqual([undefined, '1']);
  expect(environmentOf('Tiny/Receive')).toEqual(['1', undefined]);
  expect(() => environmentOf('Delivery')).toThrow(
    'No function goes by Delivery. There are: Receive1, Deliver1',
  );
});

function withRule(properties: object): Assembly {
  const assembly = loadAssembly(tinyAssembly);
  const { Resources } = assembly.template;
  const Properties = {
    Targets: [{ Arn: { 'Fn::GetAtt': ['Deliver1', 'Arn'] } }],
    ...properties,
  };
  const Rule1 = { Type: 'AWS::Events::Rule', Properties };
  return { ...assembly, template: { Resources: { ...Resources, Rule1 } } };
}

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(1 day)', 86_400_000],
])(
  'a rule with %s starts its function, where rules are asked for',
  (ScheduleExpression, everyMs) => {
    const assembly = withRule({ ScheduleExpression });
    const { schedules, functions } = readStack(assembly, place, { schedules: true });

    const arn = functions.find(({ name }) => name === 'tiny-Deliver1')?.arn;
    expect(schedules).toEqual([{ functionArn: arn, everyMs }]);
    expect(readStack(assembly, place).schedules).toEqual([]);
  },
);

test('a rule that is disabled or has no schedule starts nothing; another schedule is an error', () => {
  const read = (properties: object) =>
    readStack(withRule(properties), place, { schedules: true }).schedules;

  expect(read({ ScheduleExpression: 'rate(1 day)', State: 'DISABLED' })).toEqual([]);
  expect(read({ EventPattern: {} })).toEqual([]);
  expect(() => read({ ScheduleExpression: 'cron(0 12 * * ? *)' })).toThrow(
    'Rule1: the local run knows no schedule cron(0 12 * * ? *).',
  );
});

test('a wrong property is an error that names the resource', () => {
  const broken: Template = structuredClone(template);
  Object.assign(broken.Resources.Events1?.Properties ?? {}, {
    VisibilityTimeout: 'long',
  });
  const assembly: Assembly = {
    directory: tinyAssembly,
    stackName: 'tiny',
    template: broken,
  };

  expect(() => readStack(assembly, place)).toThrow(/^Events1: [\s\S]*VisibilityTimeout/);
});
