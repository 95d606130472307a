import { expect, test } from 'vitest';
import { exampleTemplate } from '../example-stack.ts';

/** What CloudFormation is to find equal, and what it says if it is not. */
function ruleOf(configName: string) {
  const { Parameters, Rules } = exampleTemplate({ configName }, 'test').toJSON();
  const [{ Assert, AssertDescription }] = Rules.SameConfiguration.Assertions;
  return { parameter: Parameters.ConfigName, Assert, AssertDescription };
}

test('a deployment without a flag passes: the parameter is the configuration by default', () => {
  const { parameter, Assert } = ruleOf('config');

  expect(parameter).toMatchObject({ Type: 'String', Default: 'config' });
  expect(Assert).toEqual({ 'Fn::Equals': [{ Ref: 'ConfigName' }, 'config'] });
});

test('another configuration is another name, and the refusal says both ways on', () => {
  const { Assert, AssertDescription } = ruleOf('../other');

  expect(Assert['Fn::Equals'][1]).toBe('../other');
  expect(AssertDescription).toContain('-c config=<dir>');
  expect(AssertDescription).toContain(
    'add to the command: --parameters "ConfigName=../other"',
  );
});
