import { describe, expect, test } from 'vitest';
import { limitProblems } from '../../../lib/config/limits.ts';
import { exampleSettings, exampleTemplate } from '../example-stack.ts';

const { delivery } = exampleSettings;
const longName = (index: number) => `client-${'x'.repeat(37)}-${100 + index}`;
const shortName = (index: number) => `w${index}`;

function workspacesOf(count: number, nameOf: (index: number) => string) {
  const one = { id: '11111111-1111-4111-8111-111111111111', concurrency: 2 };
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [nameOf(index), one]),
  );
}

const problemsOf = (count: number, nameOf = shortName) =>
  limitProblems({ delivery, workspaces: workspacesOf(count, nameOf) });

function mostThatFit(nameOf: (index: number) => string): number {
  let count = 1;
  while (problemsOf(count + 1, nameOf).length === 0) count += 1;
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

test('so many that no stranger needs more are taken', () => {
  expect(mostThatFit(longName)).toBeGreaterThanOrEqual(15);
  expect(mostThatFit(shortName)).toBeGreaterThanOrEqual(20);
});

/** As long as CloudFormation and AWS make them: names it generates have up to 80 characters. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = ['', '']] = Object.entries(value);
  const name = 'n'.repeat(80);
  if (key === 'Ref' && argument === 'AWS::Region') return 'ap-southeast-1';
  if (key === 'Ref' && String(argument).startsWith('Queues'))
    return `https://sqs.ap-southeast-1.amazonaws.com.cn/123456789012/${name}`;
  if (key === 'Ref' || key === 'Fn::GetAtt')
    return `arn:aws-us-gov:secretsmanager:ap-southeast-1:123456789012:thing:${name}`;
  if (key === 'Fn::Join' && Array.isArray(argument))
    return argument[1].map(resolve).join(argument[0]);
  return Object.fromEntries(Object.entries(value).map(([k, item]) => [k, resolve(item)]));
}

describe.each([
  ['short', shortName],
  ['long', longName],
])('as many workspaces with %s names as are taken', (_length, nameOf) => {
  const workspaces = workspacesOf(mostThatFit(nameOf), nameOf);
  const template = exampleTemplate({ workspaces }, `s${'t'.repeat(47)}`);
  const resourcesOf = (type: string) => Object.values(template.findResources(type));

  test("stay below 4 KB of every function's variables", () => {
    for (const { Properties } of resourcesOf('AWS::Lambda::Function')) {
      const variables = Object.entries(resolve(Properties.Environment.Variables) ?? {});
      const bytes = variables.map(([name, value]) => name.length + String(value).length);

      expect(variables.length).toBeGreaterThan(0);
      expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(4096);
    }
  });

  test('stay below 10,240 characters of policy of every role', () => {
    for (const { Properties } of resourcesOf('AWS::IAM::Policy'))
      expect(JSON.stringify(resolve(Properties.PolicyDocument)).length).toBeLessThan(10_240);
  });

  test('stay below 500 resources, and 1 MB of template', () => {
    const { Resources } = template.toJSON();

    expect(Object.keys(Resources).length).toBeLessThan(500);
    expect(JSON.stringify(template.toJSON()).length).toBeLessThan(1_000_000);
  });
});
