import { describe, expect, test } from 'vitest';
import { limitProblems } from '../../../lib/config/limits.ts';
import { exampleSettings, exampleTemplate, findResource } from '../example-stack.ts';

const { delivery } = exampleSettings;
const longName = (index: number) => `client-${'x'.repeat(37)}-${100 + index}`;
const shortName = (index: number) => `w${index}`;

function workspacesOf(count: number, nameOf: (index: number) => string) {
  const one = { id: '11111111-1111-4111-8111-111111111111', concurrency: 2 };
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [nameOf(index), one]),
  );
}

const prod = 'Bridgehook-prod';
const longStage = `s${'t'.repeat(47)}`;

const problemsOf = (count: number, nameOf = shortName, stackName = prod) =>
  limitProblems({ delivery, workspaces: workspacesOf(count, nameOf), stackName });

function mostThatFit(nameOf: (index: number) => string, stackName = prod): number {
  let count = 1;
  while (problemsOf(count + 1, nameOf, stackName).length === 0) count += 1;
  return count;
}

test('200 workspaces are refused with the limit, how many fit, and what to do', () => {
  const [problem, ...others] = problemsOf(200, longName);

  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    path: ['workspaces'],
    what: expect.stringContaining(
      `are 200, and only the first ${mostThatFit(longName)} fit into one stage: Lambda takes 4 KB`,
    ),
    cure: expect.stringContaining('second stage'),
  });
});

test('stages that ran with whole URLs in the variable, and larger ones, are taken', () => {
  expect(problemsOf(29)).toEqual([]);
  expect(mostThatFit(shortName)).toBeGreaterThanOrEqual(50);
  expect(mostThatFit(longName)).toBeGreaterThanOrEqual(23);
  expect(mostThatFit(longName, `Bridgehook-${longStage}`)).toBeGreaterThanOrEqual(23);
});

test('the variable has whole URLs, which earlier versions read, as long as they fit', () => {
  const variableOf = (count: number) => {
    const template = exampleTemplate({ workspaces: workspacesOf(count, shortName) });
    const { properties } = findResource(template, 'AWS::Lambda::Function', 'Deliver');
    return JSON.stringify(properties.Environment);
  };

  expect(variableOf(20)).not.toContain('QueueName');
  expect(variableOf(45).match(/QueueName/g)).toHaveLength(44);
});

/** As long as CloudFormation and AWS make them, in a stack of this name. */
function resolver(stackName: string) {
  const queueName = (id: string) =>
    `${stackName}-${id}`.slice(0, 80 - 19).concat('-1234567890123.fifo');
  const account = 'ap-southeast-1:123456789012';

  function refer(id: string, attribute = ''): string {
    if (id === 'AWS::Region') return 'ap-southeast-1';
    if (attribute === 'QueueName') return queueName(id);
    if (id.startsWith('Queues'))
      return attribute === ''
        ? `https://sqs.ap-southeast-1.amazonaws.com.cn/123456789012/${queueName(id)}`
        : `arn:aws-us-gov:sqs:${account}:${queueName(id)}`;
    if (id.startsWith('Secrets'))
      return `arn:aws-us-gov:secretsmanager:${account}:secret:${stackName}/signing-keys-AbCdEf`;
    return `arn:aws-us-gov:something:${account}:${'n'.repeat(80)}`;
  }

  return function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[key, argument] = ['', '']] = Object.entries(value);
    if (key === 'Ref') return refer(String(argument));
    if (!Array.isArray(argument))
      return Object.fromEntries(
        Object.entries(value).map(([k, item]) => [k, resolve(item)]),
      );
    if (key === 'Fn::GetAtt') return refer(argument[0], argument[1]);
    if (key === 'Fn::Join') return argument[1].map(resolve).join(argument[0]);
    return Object.fromEntries(
      Object.entries(value).map(([k, item]) => [k, resolve(item)]),
    );
  };
}

describe.each([
  ['short', 'prod', shortName],
  ['long', 'prod', longName],
  ['short', longStage, shortName],
  ['long', longStage, longName],
])(
  'as many workspaces with %s names as are taken in a stage %s',
  (_length, stage, nameOf) => {
    const stackName = `Bridgehook-${stage}`;
    const count = mostThatFit(nameOf, stackName);
    const resolve = resolver(stackName);
    const template = exampleTemplate({ workspaces: workspacesOf(count, nameOf) }, stage);
    const resourcesOf = (type: string) => Object.values(template.findResources(type));

    test("stay below 4 KB of every function's variables", () => {
      const sizes = resourcesOf('AWS::Lambda::Function').map(({ Properties }) => {
        const variables = Object.entries(resolve(Properties.Environment.Variables) ?? {});
        const bytes = variables.map(([name, value]) => name.length + String(value).length);
        return bytes.reduce((sum, each) => sum + each, 0);
      });

      expect(sizes).toHaveLength(3);
      expect(Math.max(...sizes)).toBeLessThan(4096);
      expect(Math.max(...sizes)).toBeGreaterThan(3096);
    });

    test('stay below 10,240 characters of policy of every role', () => {
      const sizes = resourcesOf('AWS::IAM::Policy').map(
        ({ Properties }) => JSON.stringify(resolve(Properties.PolicyDocument)).length,
      );

      expect(sizes).toHaveLength(3);
      expect(Math.max(...sizes)).toBeLessThan(10_240);
    });

    test('stay below 500 resources, and 1 MB of template', () => {
      const { Resources } = template.toJSON();

      expect(Object.keys(Resources).length).toBeLessThan(500);
      expect(JSON.stringify(template.toJSON()).length).toBeLessThan(1_000_000);
    });

    test('one more is refused', () => {
      expect(() =>
        exampleTemplate({ workspaces: workspacesOf(count + 1, nameOf) }, stage),
      ).toThrow(`only the first ${count} fit`);
    });
  },
);
