import { CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';

/**
 * Lets CloudFormation refuse a deployment over a stage that came from another configuration. The
 * command line of the CDK hands in what a parameter was the last time, so the name of the first
 * configuration stays until somebody gives another one.
 */
export function refuseOtherConfiguration(stack: Stack, configName: string): void {
  const parameter = new CfnParameter(stack, 'ConfigName', {
    default: configName,
    description: 'The configuration that this stage is deployed from.',
  });
  new CfnRule(stack, 'SameConfiguration', {
    assertions: [
      {
        assert: Fn.conditionEquals(parameter.valueAsString, configName),
        assertDescription:
          `This stage came from another configuration than "${configName}", which is given now. ` +
          'Give the one it came from: -c config=<dir>. If another one is meant, ' +
          `add to the command: --parameters "ConfigName=${configName}"`,
      },
    ],
  });
}
