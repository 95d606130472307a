import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import type { LinksProject } from './links-project.ts';

/**
 * Lets what runs for a project be found as a deployed stack: CloudFormation is played, which the
 * local run has none of, and the
 * environment leads the AWS SDK to the local services. `vi.unstubAllEnvs()` ends it.
 */
export function presentAsStack(project: LinksProject, name: string): void {
  const { app, simulator } = project.running;
  const Outputs = Object.entries(app.outputs).map(([OutputKey, OutputValue]) => ({
    OutputKey,
    OutputValue,
  }));
  mockClient(CloudFormationClient)
    .on(DescribeStacksCommand, { StackName: name })
    .resolves({
      Stacks: [
        {
          StackName: name,
          CreationTime: new Date(),
          StackStatus: 'CREATE_COMPLETE',
          Outputs,
        },
      ],
    });
  const environment = {
    AWS_ENDPOINT_URL: app.awsEndpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
  };
  for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
  project.write('config/bridge.yaml', `baseUrl: ${simulator?.url}\n${project.bridgeYaml}`);
}
